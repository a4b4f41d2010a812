package org.rumbench.workload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.rumbench.runtime.Entropy;
import org.rumbench.runtime.RandomStream;

class ArrivalsTest {
  private static final int COUNT = 100_000;

  private static RandomStream random() {
    return Entropy.of(TestSeeds.seed(51)).stream("arrivals");
  }

  private static double[] gaps(Arrivals arrivals) {
    Arrivals.Schedule schedule = arrivals.schedule(random());
    double[] gaps = new double[COUNT];
    long before = 0;
    for (int i = 0; i < COUNT; i++) {
      long at = schedule.nextNanos();
      assertThat(at).isGreaterThanOrEqualTo(before);
      gaps[i] = at - before;
      before = at;
    }
    return gaps;
  }

  private static double mean(double[] values) {
    double sum = 0;
    for (double value : values) {
      sum += value;
    }
    return sum / values.length;
  }

  /// Exponential gaps: deviation equals mean, and e⁻¹ of them exceed it.
  @Test
  void poissonGapsAreExponential() {
    double[] gaps = gaps(new Arrivals.Poisson(20_000));
    double mean = mean(gaps);
    double squares = 0;
    int longer = 0;
    for (double gap : gaps) {
      squares += (gap - mean) * (gap - mean);
      longer += gap > mean ? 1 : 0;
    }
    assertThat(mean).isCloseTo(50_000, within(1_000.0));
    assertThat(Math.sqrt(squares / COUNT)).isCloseTo(mean, within(mean * 0.03));
    assertThat(longer / (double) COUNT).isCloseTo(Math.exp(-1), within(0.01));
  }

  @Test
  void uniformGapsAreEqual() {
    double[] gaps = gaps(new Arrivals.Uniform(20_000));
    for (int i = 1; i < COUNT; i++) {
      assertThat(gaps[i]).isCloseTo(50_000, within(1.0));
    }
  }

  @Test
  void burstsComeTogether() {
    double[] gaps = gaps(new Arrivals.Burst(20_000, 10));
    for (int i = 1; i < 1_000; i++) {
      assertThat(gaps[i]).isCloseTo(i % 10 == 0 ? 500_000 : 0, within(1.0));
    }
  }

  @Test
  void theSameSeedGivesTheSameTimes() {
    assertThat(gaps(new Arrivals.Poisson(1_000))).isEqualTo(gaps(new Arrivals.Poisson(1_000)));
  }

  @Test
  void refusesImpossibleRates() {
    assertThatThrownBy(() -> new Arrivals.Poisson(0)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new Arrivals.Uniform(Double.NaN)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new Arrivals.Burst(1, 0)).isInstanceOf(IllegalArgumentException.class);
  }
}
