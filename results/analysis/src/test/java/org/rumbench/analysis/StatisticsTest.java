package org.rumbench.analysis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class StatisticsTest {
  @Test
  void takesTheMiddleOrTheMeanOfBothMiddleValues() {
    assertThat(Bootstrap.median(new double[] {9, 1, 5})).isEqualTo(5);
    assertThat(Bootstrap.median(new double[] {4, 1, 3, 2})).isEqualTo(2.5);
    assertThatThrownBy(() -> Bootstrap.median(new double[0])).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void givesOneValueNoInterval() {
    Estimate estimate = Bootstrap.estimate(new double[] {3}, 1);
    assertThat(estimate.hasInterval()).isFalse();
    assertThat(estimate.median()).isEqualTo(3);
  }

  /// With three values the median resamples to the smallest with probability 7/27, so the interval is their range.
  @Test
  void spansTheRangeOfThreeValues() {
    Estimate estimate = Bootstrap.estimate(new double[] {10, 20, 40}, 1);
    assertThat(estimate).isEqualTo(new Estimate(20, 10.0, 40.0, 3));
  }

  @Test
  void givesEqualIntervalsForEqualSeeds() {
    double[] values = new SplittableRandom(4).doubles(9).toArray();
    assertThat(Bootstrap.estimate(values, 5)).isEqualTo(Bootstrap.estimate(values, 5));
  }

  /// Goal: the interval means what it says. Method: the share of intervals that hold the true median 0.5.
  @Test
  void coversTheTrueMedianAboutNineteenTimesInTwenty() {
    SplittableRandom random = new SplittableRandom(11);
    long covered = IntStream.range(0, 200)
        .mapToObj(i -> Bootstrap.estimate(random.doubles(25).toArray(), i))
        .filter(StatisticsTest::holdsOneHalf)
        .count();
    assertThat(covered).isBetween(180L, 200L);
  }

  private static boolean holdsOneHalf(Estimate estimate) {
    Double low = estimate.low();
    Double high = estimate.high();
    return low != null && high != null && low <= 0.5 && high >= 0.5;
  }

  /// Values of R: p.adjust(c(0.01, 0.04, 0.03, 0.005), "holm").
  @Test
  void correctsAsHolmDoes() {
    assertThat(Comparison.holm(new double[] {0.01, 0.04, 0.03, 0.005}))
        .containsExactly(new double[] {0.03, 0.06, 0.06, 0.02}, within(1e-12));
  }

  /// Five against five without overlap: the exact two-sided p is 2 / C(10, 5) = 2/252.
  @Test
  void findsADifferenceOfFiveRepeatsWithoutOverlap() {
    SequencedMap<String, double[]> values = new LinkedHashMap<>();
    values.put("slow", new double[] {1, 2, 3, 4, 5});
    values.put("fast", new double[] {6, 7, 8, 9, 10});
    List<Comparison.Pair> pairs = Comparison.pairs(values);
    assertThat(pairs).hasSize(1);
    assertThat(pairs.getFirst().pValue()).isCloseTo(2.0 / 252, within(1e-12));
    assertThat(pairs.getFirst().isSignificant()).isTrue();
    assertThat(pairs.getFirst().medianRatio()).isCloseTo(8.0 / 3, within(1e-12));
  }

  @Test
  void namesNoWinnerOfThreeRepeats() {
    SequencedMap<String, double[]> values = new LinkedHashMap<>();
    values.put("slow", new double[] {1, 2, 3});
    values.put("fast", new double[] {6, 7, 8});
    values.put("none", new double[0]);
    List<Comparison.Pair> pairs = Comparison.pairs(values);
    assertThat(pairs).hasSize(1);
    assertThat(pairs.getFirst().pValue()).isCloseTo(0.1, within(1e-12));
    assertThat(pairs.getFirst().isSignificant()).isFalse();
  }

  @Test
  void judgesSteadinessByRangeAndDrift() {
    assertThat(Steadiness.of(new double[] {100, 101, 99, 100, 100, 102, 98, 100, 101, 99}).isSteady()).isTrue();
    Steadiness rising = Steadiness.of(new double[] {95, 97.5, 100, 102.5, 105.5});
    assertThat(rising.isSteady()).isFalse();
    assertThat(rising.rangeRatio()).isLessThan(0.2);
    assertThat(rising.driftRatio()).isCloseTo(0.104, within(0.001));
    Steadiness dip = Steadiness.of(new double[] {100, 100, 75, 100, 100});
    assertThat(dip.isSteady()).isFalse();
    assertThat(dip.driftRatio()).isCloseTo(0, within(1e-12));
    assertThat(Steadiness.of(new double[] {100, 100}).isSteady()).isFalse();
    assertThat(Steadiness.of(new double[10]).isSteady()).isFalse();
  }
}
