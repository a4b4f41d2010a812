package org.rumbench.analysis;

import java.util.Locale;

/// Verdict whether a rate was steady: five equal windows, their range at most 20 % of their mean, and the drift of a
/// straight line through them at most 10 % of it.
///
/// @param isSteady whether both conditions hold
/// @param rangeRatio largest minus smallest window mean, over the mean
/// @param driftRatio change of the fitted line from the first to the last window, over the mean; its sign is the trend
public record Steadiness(boolean isSteady, double rangeRatio, double driftRatio) {
  private static final int WINDOWS = 5;
  private static final double MAX_RANGE = 0.20;
  private static final double MAX_DRIFT = 0.10;

  /// Judges a series with one value per second; fewer than five values, or none above zero, are never steady.
  public static Steadiness of(double[] perSecond) {
    if (perSecond.length < WINDOWS) {
      return new Steadiness(false, Double.POSITIVE_INFINITY, Double.POSITIVE_INFINITY);
    }
    double[] windows = new double[WINDOWS];
    for (int window = 0; window < WINDOWS; window++) {
      int from = window * perSecond.length / WINDOWS;
      int to = (window + 1) * perSecond.length / WINDOWS;
      for (int i = from; i < to; i++) {
        windows[window] += perSecond[i] / (to - from);
      }
    }
    double mean = 0;
    double low = Double.POSITIVE_INFINITY;
    double high = Double.NEGATIVE_INFINITY;
    double slope = 0;
    for (int window = 0; window < WINDOWS; window++) {
      mean += windows[window] / WINDOWS;
      low = Math.min(low, windows[window]);
      high = Math.max(high, windows[window]);
      // Least squares over x = -2..2, whose squares sum to 10.
      slope += (window - 2) * windows[window] / 10;
    }
    if (mean <= 0) {
      return new Steadiness(false, Double.POSITIVE_INFINITY, Double.POSITIVE_INFINITY);
    }
    double range = (high - low) / mean;
    double drift = slope * (WINDOWS - 1) / mean;
    return new Steadiness(range <= MAX_RANGE && Math.abs(drift) <= MAX_DRIFT, range, drift);
  }

  /// The figures as a sentence for a mark.
  public String reason() {
    if (Double.isInfinite(rangeRatio)) {
      return "fewer than " + WINDOWS + " whole seconds to judge by";
    }
    return String.format(Locale.ROOT,
        "range %.0f %% (at most 20 %%) and drift %.0f %% (at most 10 %%) of the mean over 5 windows",
        rangeRatio * 100, driftRatio * 100);
  }
}
