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

  /// Writes began to stall.
  record StallBegan(long atNanos, String cause) implements EngineEvent {}

  /// Writes are possible again.
  record StallEnded(long atNanos, long stalledNanos) implements EngineEvent {}

  /// A background job or a sync failed; the engine refuses writes.
  record Failed(long atNanos, String message) implements EngineEvent {}
}
