package org.rumbench.engine;

/// What a design may or may not be able to do. What it lacks is shown as not applicable, never emulated.
public enum Capability {
  /// [StorageEngine#scan] answers in key order without reading everything.
  ORDERED_SCAN,
  /// [WriteBatch#deleteRange] is accepted.
  RANGE_DELETE,
  /// [StorageEngine#snapshot] is supported.
  SNAPSHOT,
  /// Concurrent readers see a batch whole or not at all.
  ATOMIC_VISIBILITY,
  /// The highest version wins whatever the order of arrival, and reads show deletions. Without it the owner writes in the
  /// order of versions, of a key the last to arrive wins, a deletion may be forgotten at once (the key then reads as
  /// absent), and the design runs on target `engine` only.
  VERSIONED,
  /// Records may carry an expiry.
  EXPIRY
}
