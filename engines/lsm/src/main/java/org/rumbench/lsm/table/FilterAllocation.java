package org.rumbench.lsm.table;

import java.util.Arrays;

/// How filter memory is divided among the sorted runs of a tree.
public enum FilterAllocation {
  /// The same bits per key everywhere.
  UNIFORM,
  /// More bits per key for smaller runs, in the same memory: the least expected number of false positives.
  ///
  /// A run of n keys gets c - ln(n)/ln²2 bits per key, which makes its false positive rate proportional to n; c is such
  /// that the sum over all keys is that of uniform bits. Runs for which that is negative get none, and the others share
  /// what is left. Source: Dayan, Athanassoulis, Idreos, *Monkey: Optimal Navigable Key-Value Store*, SIGMOD 2017.
  MONKEY;

  private static final double LN2_SQUARED = Math.log(2) * Math.log(2);
  private static final double MOST_BITS = 30;

  /// The kind with that name in lower case; [IllegalArgumentException] for another.
  public static FilterAllocation named(String name) {
    return TableOptions.named("filterAllocation", FilterAllocation.class, name);
  }

  /// Bits per key of run `which` when the mean over all keys is to be `meanBits`; at most 30.
  ///
  /// @param meanBits bits per key of the uniform allocation
  /// @param runKeys  keys of every run, positive
  /// @param which    the run asked for
  public double bitsPerKey(double meanBits, long[] runKeys, int which) {
    return switch (this) {
      case UNIFORM -> meanBits;
      case MONKEY -> monkey(meanBits, runKeys, which);
    };
  }

  private static double monkey(double meanBits, long[] runKeys, int which) {
    double[] keysOf = Arrays.stream(runKeys).asDoubleStream().toArray();
    double budget = 0;
    for (double keys : keysOf) {
      budget += meanBits * keys;
    }
    // Runs above the bound get nothing; it falls until every other run's share is not negative.
    double largest = Double.MAX_VALUE;
    while (true) {
      double keysSharing = 0;
      double weighted = 0;
      double most = 0;
      for (double keys : keysOf) {
        if (keys <= largest) {
          keysSharing += keys;
          weighted += keys * Math.log(keys) / LN2_SQUARED;
          most = Math.max(most, keys);
        }
      }
      double constant = (budget + weighted) / keysSharing;
      if (constant - Math.log(most) / LN2_SQUARED >= 0) {
        return keysOf[which] > largest
            ? 0 : Math.min(MOST_BITS, constant - Math.log(keysOf[which]) / LN2_SQUARED);
      }
      largest = Math.nextDown(most);
    }
  }
}
