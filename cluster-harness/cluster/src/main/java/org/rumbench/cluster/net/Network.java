package org.rumbench.cluster.net;

import org.rumbench.cluster.membership.NodeAddress;

/// Message transport as one owner (a node, a client) sees it: listening, dialling, and frames over connections.
///
/// Bound to the owner's event loop: every call comes from that loop and every [FrameHandler] call is made on it.
/// Frames of one connection arrive whole and in order while it is open, or not at all; a simulation may also lose,
/// delay, repeat and reorder them. Frames committed in one turn of the loop leave together at its end.
public interface Network {
  /// Starts accepting at `address`; `handler` is told of every connection that comes in.
  Listening listen(NodeAddress address, FrameHandler handler);

  /// Starts dialling `address` and returns the connection, not open yet. The handler is told later, never inside this
  /// call: [FrameHandler#onOpened] when it stands, [FrameHandler#onClosed] when it failed. No retry is made.
  Connection connect(NodeAddress address, FrameHandler handler, Object attachment);
}
