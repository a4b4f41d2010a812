package org.rumbench.cluster.node;

/// The life of a node, in order.
public enum NodeState {
  /// Not started yet.
  NEW,
  /// Identity and engine are being opened; replicas' requests are answered with "starting".
  STARTING,
  /// Answers everything.
  SERVING,
  /// Could not start; [Node#failure] says why.
  FAILED,
  /// Ended.
  STOPPED
}
