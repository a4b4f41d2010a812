package org.rumbench.workload;

import org.HdrHistogram.AbstractHistogram;

/// The shape of the response times of one second, to two significant digits; never to be averaged.
///
/// @param count     operations
/// @param p50Nanos  median
/// @param p90Nanos  90th percentile
/// @param p99Nanos  99th percentile
/// @param p999Nanos 99.9th percentile
/// @param maxNanos  greatest
public record LatencySummary(
    long count, long p50Nanos, long p90Nanos, long p99Nanos, long p999Nanos, long maxNanos) {
  /// No operation in that second.
  public static final LatencySummary NONE = new LatencySummary(0, 0, 0, 0, 0, 0);

  static LatencySummary of(AbstractHistogram histogram) {
    if (histogram.getTotalCount() == 0) {
      return NONE;
    }
    return new LatencySummary(
        histogram.getTotalCount(),
        histogram.getValueAtPercentile(50),
        histogram.getValueAtPercentile(90),
        histogram.getValueAtPercentile(99),
        histogram.getValueAtPercentile(99.9),
        histogram.getMaxValue());
  }
}
