package org.rumbench.cluster.net;

import org.agrona.concurrent.UnsafeBuffer;

/// Receives what happens on connections, on the owner's loop.
public interface FrameHandler {
  /// The connection stands: frames may be sent. For an accepted connection the attachment is still null.
  void onOpened(Connection connection);

  /// One whole frame. The buffer is the transport's and valid only during the call. The length was checked against the
  /// bound of the transport; what is inside is not trusted.
  void onFrame(Connection connection, UnsafeBuffer buffer, int offset, int length);

  /// The connection is gone, or never came to stand; told once, last of all. `cause` is one line for people.
  void onClosed(Connection connection, String cause);
}
