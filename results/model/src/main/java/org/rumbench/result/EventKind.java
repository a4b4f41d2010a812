package org.rumbench.result;

/// Thing that happened beside the operations and explains a change in them.
public enum EventKind {
  /// A memtable was written to files.
  FLUSH,
  /// Sorted files were merged.
  COMPACTION,
  /// Segments of a hash store were merged.
  MERGE,
  /// A value-log segment was collected.
  COLLECTION,
  /// The Java virtual machine paused for garbage collection.
  GC_PAUSE,
  /// Writers were refused until background work caught up.
  STALL
}
