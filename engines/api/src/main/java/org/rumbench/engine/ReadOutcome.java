package org.rumbench.engine;

/// What a read found. Only the client of a cluster hides tombstones; everybody below needs them.
public enum ReadOutcome {
  /// A value and its version.
  VALUE,
  /// A deletion and its version.
  TOMBSTONE,
  /// Nothing is known of the key.
  ABSENT
}
