package org.rumbench.workload.generator;

/// Twin of `SequentialGenerator`: one key after the other, round and round.
///
/// The k-th operation that asks for an existing key gets the k-th key; inserts and deletes ask for none.
public final class SeededSequential extends SeededNumber {
  private final StreamCursor cursor;
  private final long first;
  private final long count;

  /// Walks through `first..last`, both included.
  public SeededSequential(StreamCursor cursor, long first, long last) {
    this.cursor = cursor;
    this.first = first;
    this.count = last - first + 1;
  }

  @Override
  public long nextLong() {
    return first + (cursor.index() - cursor.insertsBefore() - cursor.deletesBefore()) % count;
  }
}
