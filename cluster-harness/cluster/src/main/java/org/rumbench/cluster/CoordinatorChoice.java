package org.rumbench.cluster;

/// Which node a client sends a request to.
public enum CoordinatorChoice {
  /// A live replica of the key, in turn: saves one hop.
  REPLICA,
  /// Any live node, in turn.
  ROUND_ROBIN
}
