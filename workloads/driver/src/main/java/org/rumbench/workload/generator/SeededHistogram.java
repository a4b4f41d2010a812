package org.rumbench.workload.generator;

import java.util.List;

/// Twin of `HistogramGenerator`: bucket `i` is drawn in proportion to its weight and stands for `(i + 1) × blockBytes`.
///
/// Differs from YCSB, whose loop is off by one: there the first bucket has one draw too many, and the last yields
/// `i × blockSize` instead of `(i + 1) × blockSize`.
public final class SeededHistogram extends SeededNumber {
  private final StreamCursor cursor;
  private final long blockBytes;
  private final long[] weights;
  private final long area;

  /// Buckets by ascending size; at least one weight above zero.
  public SeededHistogram(StreamCursor cursor, long blockBytes, List<Long> weights) {
    this.cursor = cursor;
    this.blockBytes = blockBytes;
    this.weights = weights.stream().mapToLong(Long::longValue).toArray();
    long sum = 0;
    for (long weight : this.weights) {
      sum += weight;
    }
    if (sum <= 0) {
      throw new IllegalArgumentException("a histogram without weight");
    }
    this.area = sum;
  }

  @Override
  public long nextLong() {
    long rest = cursor.nextLong(area);
    int bucket = 0;
    while (rest >= weights[bucket]) {
      rest -= weights[bucket];
      bucket++;
    }
    return (bucket + 1) * blockBytes;
  }
}
