package org.rumbench.engine;

/// What became of a [StorageEngine#write].
public enum WriteStatus {
  /// Applied and as durable as asked; the completion is not called.
  DONE,
  /// Applied and visible; the completion comes when a sync covers it.
  PENDING,
  /// Not applied, because owed background work passed a bound; the caller parks the request and tries again after
  /// [StorageEngine#onWritable]. [StorageEngine#stallCause] says why.
  STALLED
}
