package org.rumbench.result;

import org.jspecify.annotations.Nullable;

/// Quotient of two measured figures, absent where there is nothing to divide by.
public final class Ratio {
  private Ratio() {}

  /// Returns `numerator / denominator`, or null when the denominator is zero.
  public static @Nullable Double of(double numerator, double denominator) {
    return denominator == 0 ? null : numerator / denominator;
  }

  /// Returns `numerator / denominator` of two counts, or null when the denominator is zero.
  public static @Nullable Double of(long numerator, long denominator) {
    return of((double) numerator, (double) denominator);
  }
}
