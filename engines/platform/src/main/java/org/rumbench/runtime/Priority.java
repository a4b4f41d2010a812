package org.rumbench.runtime;

/// The order in which waiting jobs get a worker; lower ordinal first, first come first served within one.
public enum Priority {
  /// Opening and recovery: nothing else can run before it.
  OPEN,
  /// Memtable flushes: writers wait for them.
  FLUSH,
  /// Compactions out of level 0: reads and stalls depend on them.
  LEVEL_ZERO,
  /// Everything else: deeper compactions, merges, garbage collection.
  BACKGROUND
}
