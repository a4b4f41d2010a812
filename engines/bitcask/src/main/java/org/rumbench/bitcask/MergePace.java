package org.rumbench.bitcask;

/// Spreads what a merge reads over time, so that it keeps to a rate. One owner.
///
/// A merge that was held up makes up for at most a twentieth of a second, and reads a fiftieth of a second's bytes at
/// once: no second is more than a tenth above the rate.
final class MergePace {
  private static final double NANOS_PER_SECOND = 1e9;
  private static final long CATCH_UP_NANOS = 50_000_000;
  private static final long SLICES_PER_SECOND = 50;

  private final long bytesPerSecond;
  private long dueNanos;

  /// A pace of `bytesPerSecond`, 0 for any, from `startNanos` on.
  MergePace(long bytesPerSecond, long startNanos) {
    this.bytesPerSecond = bytesPerSecond;
    this.dueNanos = startNanos;
  }

  /// The most to read at once.
  long sliceBytes(long budgetBytes) {
    return bytesPerSecond == 0 ? budgetBytes : Math.clamp(bytesPerSecond / SLICES_PER_SECOND, 1, budgetBytes);
  }

  /// When to go on after `bytes` were read; in the past when at once.
  long after(long bytes, long nowNanos) {
    if (bytesPerSecond == 0) {
      return nowNanos;
    }
    dueNanos = Math.max(dueNanos, nowNanos - CATCH_UP_NANOS) + (long) (bytes * NANOS_PER_SECOND / bytesPerSecond);
    return dueNanos;
  }
}
