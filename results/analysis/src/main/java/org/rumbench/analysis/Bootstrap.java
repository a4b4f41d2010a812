package org.rumbench.analysis;

import java.util.Arrays;
import java.util.SplittableRandom;

/// The percentile bootstrap of a median (Efron 1979): resample the repeats with replacement, take the middle 95 % of
/// the medians.
///
/// With fewer than about six values the interval spans nearly their whole range, which is what so few values can say.
public final class Bootstrap {
  private static final int RESAMPLES = 10_000;
  private static final double TAIL = 0.025;

  private Bootstrap() {}

  /// Returns the median of a sample; the sample must not be empty and stays as it is.
  public static double median(double[] values) {
    if (values.length == 0) {
      throw new IllegalArgumentException("no values to take the median of");
    }
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return middle(sorted);
  }

  /// Returns median and 95 % interval; equal seeds give equal intervals. One value has no interval.
  public static Estimate estimate(double[] values, long seed) {
    double median = median(values);
    if (values.length < 2) {
      return new Estimate(median, null, null, values.length);
    }
    SplittableRandom random = new SplittableRandom(seed);
    double[] medians = new double[RESAMPLES];
    double[] sample = new double[values.length];
    for (int i = 0; i < RESAMPLES; i++) {
      for (int n = 0; n < sample.length; n++) {
        sample[n] = values[random.nextInt(values.length)];
      }
      Arrays.sort(sample);
      medians[i] = middle(sample);
    }
    Arrays.sort(medians);
    int cut = (int) (TAIL * RESAMPLES);
    return new Estimate(median, medians[cut], medians[RESAMPLES - 1 - cut], values.length);
  }

  private static double middle(double[] sorted) {
    int half = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
  }
}
