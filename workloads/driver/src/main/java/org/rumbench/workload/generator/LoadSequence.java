package org.rumbench.workload.generator;

/// Record numbers of the load phase; its operations stand at the negative positions -1, -2, … of the stream.
public final class LoadSequence extends SeededNumber {
  private final StreamCursor cursor;
  private final long first;

  /// The insert at position -1 creates record `first`.
  public LoadSequence(StreamCursor cursor, long first) {
    this.cursor = cursor;
    this.first = first;
  }

  /// The stream position of the load phase's insert number `i`, from 0.
  public static long positionOf(long i) {
    return -1 - i;
  }

  @Override
  public long nextLong() {
    return first - 1 - cursor.index();
  }
}
