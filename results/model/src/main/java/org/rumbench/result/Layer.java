package org.rumbench.result;

/// Boundary at which bytes are counted.
public enum Layer {
  /// One storage engine: files it wrote, bytes accepted at its interface.
  ENGINE,
  /// One node: its engine plus what the node itself keeps, such as hints and metadata.
  NODE,
  /// All nodes together over the bytes of the client.
  CLUSTER
}
