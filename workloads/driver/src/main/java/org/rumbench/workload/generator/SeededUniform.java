package org.rumbench.workload.generator;

/// Twin of `UniformLongGenerator`: every number of a closed range alike.
public final class SeededUniform extends SeededNumber {
  private final StreamCursor cursor;
  private final long first;
  private final long last;

  /// Draws from `first..last`, both included.
  public SeededUniform(StreamCursor cursor, long first, long last) {
    if (first > last) {
      throw new IllegalArgumentException("empty range " + first + ".." + last);
    }
    this.cursor = cursor;
    this.first = first;
    this.last = last;
  }

  @Override
  public long nextLong() {
    return cursor.nextLong(first, last + 1);
  }
}
