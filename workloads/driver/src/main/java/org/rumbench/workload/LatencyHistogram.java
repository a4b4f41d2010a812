package org.rumbench.workload;

import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;

/// Latencies of one series and kind: nanoseconds, three significant digits, up to four hours.
///
/// What lies beyond is recorded at the highest bucket, counted as overflow, and kept in [#maxNanos] as it was. One owner.
public final class LatencyHistogram {
  /// Highest latency told apart.
  public static final long HIGHEST_NANOS = TimeUnit.HOURS.toNanos(4);

  private static final int DIGITS = 3;

  private final Histogram histogram = new Histogram(1, HIGHEST_NANOS, DIGITS);
  private long overflowCount;
  private long maxNanos;

  /// Takes in one latency, zero or more.
  void record(long nanos) {
    if (nanos < 0) {
      throw new IllegalArgumentException("a latency of " + nanos + " ns: the clock ran backwards");
    }
    maxNanos = Math.max(maxNanos, nanos);
    if (nanos > HIGHEST_NANOS) {
      overflowCount++;
      histogram.recordValue(HIGHEST_NANOS);
    } else {
      histogram.recordValue(nanos);
    }
  }

  /// Takes in all of another.
  void add(LatencyHistogram other) {
    histogram.add(other.histogram);
    overflowCount += other.overflowCount;
    maxNanos = Math.max(maxNanos, other.maxNanos);
  }

  /// Latencies taken in.
  public long count() {
    return histogram.getTotalCount();
  }

  /// Those among them over [#HIGHEST_NANOS].
  public long overflowCount() {
    return overflowCount;
  }

  /// The greatest, exact; 0 when there is none.
  public long maxNanos() {
    return maxNanos;
  }

  /// The latency that `percentile` percent do not exceed, to three digits; 0 when there is none.
  public long percentileNanos(double percentile) {
    return count() == 0 ? 0 : histogram.getValueAtPercentile(percentile);
  }

  /// The mean; 0 when there is none. Never to be shown without the tail.
  public double meanNanos() {
    return count() == 0 ? 0 : histogram.getMean();
  }

  /// A copy for logs and merging.
  public Histogram copy() {
    return histogram.copy();
  }
}
