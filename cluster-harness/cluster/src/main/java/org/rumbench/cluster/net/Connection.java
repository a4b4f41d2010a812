package org.rumbench.cluster.net;

import org.agrona.concurrent.UnsafeBuffer;
import org.jspecify.annotations.Nullable;

/// One connection to a peer, in both directions. Used on the owner's loop only.
///
/// A frame is encoded straight into the outgoing buffer: [#claim] room, write to [#buffer] from the index returned,
/// [#commit] the true length. Nothing else may be called between the two.
public interface Connection {
  /// Longest frame any transport carries, in bytes; longer claims are refused, longer arrivals close the connection
  /// before anything is allocated for them.
  int MAX_FRAME_BYTES = 4 * 1024 * 1024;

  /// Whether frames can be sent. What is committed on a connection that is not open is dropped.
  boolean isOpen();

  /// Whether so many bytes wait to be sent that the peer should be treated as overloaded.
  boolean isCongested();

  /// Makes room for a frame of at most `maxLengthBytes` and returns its first index in [#buffer].
  int claim(int maxLengthBytes);

  /// The buffer that the last [#claim] gave room in; valid until [#commit].
  UnsafeBuffer buffer();

  /// Ends the frame; it leaves with the others of this turn.
  void commit(int lengthBytes);

  /// What the owner knows about the peer.
  @Nullable Object attachment();

  /// Sets [#attachment].
  void attach(@Nullable Object attachment);

  /// Sends what is committed and closes; the handler is told [FrameHandler#onClosed] later. Idempotent.
  void close();
}
