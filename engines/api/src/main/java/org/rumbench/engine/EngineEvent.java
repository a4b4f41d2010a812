package org.rumbench.engine;

/// Something that happened inside an engine, for timelines. `atNanos` is the engine's clock.
public sealed interface EngineEvent {
  /// When, on the engine's clock.
  long atNanos();

  /// A memtable flush or segment roll began.
  record FlushBegan(long atNanos, long inputBytes) implements EngineEvent {}

  /// It ended, durable and installed.
  record FlushEnded(long atNanos, long outputBytes) implements EngineEvent {}

  /// A compaction began.
  record CompactionBegan(long atNanos, int fromLevel, int toLevel, long inputBytes) implements EngineEvent {}

  /// It ended, durable and installed.
  record CompactionEnded(long atNanos, int fromLevel, int toLevel, long inputBytes, long outputBytes)
      implements EngineEvent {}

  /// A hash-log merge began.
  record MergeBegan(long atNanos, long inputBytes) implements EngineEvent {}

  /// It ended.
  record MergeEnded(long atNanos, long inputBytes, long outputBytes) implements EngineEvent {}

  /// A value-log collection began.
  record CollectionBegan(long atNanos, long inputBytes) implements EngineEvent {}

  /// It ended.
  record CollectionEnded(long atNanos, long inputBytes, long rewrittenBytes) implements EngineEvent {}

  /// A component of a tree changed its state; a memtable and a table of one number are two components.
  ///
  /// @param atNanos   when
  /// @param component what it is
  /// @param number    its number among its kind; a table's is its file's
  /// @param state     what it is now
  record ComponentChanged(long atNanos, Component component, long number, ComponentState state)
      implements EngineEvent {}

  /// What a tree is made of.
  enum Component {
    /// Records in memory, with the log that keeps them.
    MEMTABLE,
    /// A sorted file.
    TABLE
  }

  /// The states of a component, in the order of its life; one that is moved without being rewritten goes back.
  enum ComponentState {
    /// A memtable that takes writes.
    ACTIVE,
    /// A memtable that is being written to tables; readable all the while.
    FLUSHING,
    /// A table that is durable and named by the manifest.
    FLUSHED,
    /// A table that is being merged into others; readable all the while.
    COMPACTING,
    /// Its content is elsewhere, durably. It goes, and for a memtable its log, once nobody reads it.
    OBSOLETE
  }

  /// Writes began to stall.
  record StallBegan(long atNanos, String cause) implements EngineEvent {}

  /// Writes are possible again.
  record StallEnded(long atNanos, long stalledNanos) implements EngineEvent {}

  /// A background job or a sync failed; the engine refuses writes.
  record Failed(long atNanos, String message) implements EngineEvent {}
}
