package org.rumbench.storage;

/// The counters of one storage: bytes by purpose, and the space they take. Any thread.
///
/// Counting costs a few nanoseconds and never allocates. Counters only grow; rates and ratios are differences of two
/// [LedgerSnapshot]s. Only storage implementations count.
public interface ByteLedger {
  /// A consistent enough view for reporting: exact once the storage is quiet.
  LedgerSnapshot snapshot();
}
