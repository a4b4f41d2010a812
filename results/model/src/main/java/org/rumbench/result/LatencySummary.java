package org.rumbench.result;

import org.HdrHistogram.AbstractHistogram;

/// Figures of one histogram, read from the histogram itself and never averaged.
///
/// @param operation operation type, or the name of a probe.
/// @param kind stretch measured.
/// @param count values recorded.
/// @param meanNanos mean.
/// @param p50Nanos median.
/// @param p90Nanos 90th percentile.
/// @param p99Nanos 99th percentile.
/// @param p999Nanos 99.9th percentile.
/// @param p9999Nanos 99.99th percentile.
/// @param maxNanos largest value.
/// @param file histogram log with the whole distribution, beside run.json.
public record LatencySummary(
    String operation,
    LatencyKind kind,
    long count,
    double meanNanos,
    long p50Nanos,
    long p90Nanos,
    long p99Nanos,
    long p999Nanos,
    long p9999Nanos,
    long maxNanos,
    String file) {

  /// Returns the figures of a histogram in nanoseconds that is stored in `file`.
  public static LatencySummary of(String operation, LatencyKind kind, AbstractHistogram histogram, String file) {
    return new LatencySummary(
        operation, kind, histogram.getTotalCount(), histogram.getTotalCount() == 0 ? 0 : histogram.getMean(),
        histogram.getValueAtPercentile(50), histogram.getValueAtPercentile(90), histogram.getValueAtPercentile(99),
        histogram.getValueAtPercentile(99.9), histogram.getValueAtPercentile(99.99), histogram.getMaxValue(), file);
  }
}
