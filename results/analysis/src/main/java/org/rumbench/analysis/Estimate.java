package org.rumbench.analysis;

import org.jspecify.annotations.Nullable;

/// Median of repeats with its 95 % interval.
///
/// @param median median of the values
/// @param low lower end of the interval, or null with fewer than two values
/// @param high upper end of the interval, or null with fewer than two values
/// @param count number of values
public record Estimate(double median, @Nullable Double low, @Nullable Double high, int count) {
  /// Whether there is an interval.
  public boolean hasInterval() {
    return low != null && high != null;
  }
}
