package org.rumbench.analysis;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import org.apache.commons.statistics.inference.MannWhitneyUTest;

/// Pairwise Mann-Whitney U tests of designs on one metric, with Holm's correction for the number of pairs.
///
/// No winner is named unless the corrected p-value is below 5 %. The smallest exact p-value of three repeats against
/// three is 10 %, so fewer than four repeats can never name one.
public final class Comparison {
  /// Corrected p-value below which a difference counts.
  public static final double SIGNIFICANCE = 0.05;

  private Comparison() {}

  /// Verdict on one pair.
  ///
  /// @param first one design
  /// @param second the other
  /// @param medianRatio median of the second over median of the first
  /// @param pValue p-value of the two-sided test alone
  /// @param correctedPValue p-value after Holm's correction over all pairs
  public record Pair(String first, String second, double medianRatio, double pValue, double correctedPValue) {
    /// Whether the test finds a difference.
    public boolean isSignificant() {
      return correctedPValue < SIGNIFICANCE;
    }
  }

  /// Compares every pair of designs in the order given; designs without values are left out.
  public static List<Pair> pairs(SequencedMap<String, double[]> valuesByDesign) {
    List<Map.Entry<String, double[]>> designs =
        valuesByDesign.entrySet().stream().filter(entry -> entry.getValue().length > 0).toList();
    List<Pair> raw = new ArrayList<>();
    for (int i = 0; i < designs.size(); i++) {
      for (int j = i + 1; j < designs.size(); j++) {
        double[] first = designs.get(i).getValue();
        double[] second = designs.get(j).getValue();
        double p = MannWhitneyUTest.withDefaults().test(first, second).getPValue();
        raw.add(new Pair(designs.get(i).getKey(), designs.get(j).getKey(),
            Bootstrap.median(second) / Bootstrap.median(first), p, p));
      }
    }
    double[] corrected = holm(raw.stream().mapToDouble(Pair::pValue).toArray());
    List<Pair> pairs = new ArrayList<>();
    for (int i = 0; i < raw.size(); i++) {
      Pair pair = raw.get(i);
      pairs.add(new Pair(pair.first, pair.second, pair.medianRatio, pair.pValue, corrected[i]));
    }
    return List.copyOf(pairs);
  }

  /// Returns p-values after Holm's step-down correction, in the order given.
  public static double[] holm(double[] pValues) {
    List<Integer> order = new ArrayList<>();
    for (int i = 0; i < pValues.length; i++) {
      order.add(i);
    }
    order.sort(Comparator.comparingDouble(i -> pValues[i]));
    double[] corrected = new double[pValues.length];
    double running = 0;
    for (int rank = 0; rank < pValues.length; rank++) {
      int index = order.get(rank);
      running = Math.max(running, Math.min(1, pValues[index] * (pValues.length - rank)));
      corrected[index] = running;
    }
    return corrected;
  }
}
