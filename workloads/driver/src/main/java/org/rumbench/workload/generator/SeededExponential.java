package org.rumbench.workload.generator;

/// Twin of `ExponentialGenerator`, as CoreWorkload uses it: the distance back from the newest record.
public final class SeededExponential extends SeededNumber {
  private final StreamCursor cursor;
  private final double gamma;

  /// `percentile` percent of the draws are below `range`.
  public SeededExponential(StreamCursor cursor, double percentile, double range) {
    this.cursor = cursor;
    this.gamma = -StrictMath.log(1.0 - percentile / 100.0) / range;
  }

  @Override
  public long nextLong() {
    return (long) (-StrictMath.log(1.0 - cursor.nextDouble()) / gamma);
  }
}
