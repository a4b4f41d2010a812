package org.rumbench.result;

/// Class of purposes that makes designs comparable: every purpose belongs to exactly one.
public enum RollUp {
  /// First durable copy of user data: commit log, value log, the log of a hash store.
  COMMIT,
  /// Data written or read again for order, space or repair: flush, compaction, merge, collection, transfer.
  REORGANISE,
  /// Manifests, indexes written apart, hints, markers.
  METADATA,
  /// Foreground reads; writes nothing.
  READ
}
