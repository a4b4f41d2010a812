package org.rumbench.workload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class LatencyHistogramTest {
  @Test
  void keepsThreeDigitsUpToFourHours() {
    for (long nanos : new long[] {1, 999, 123_456, 7_654_321_000L, 3L * 3_600 * 1_000_000_000, 14_399_999_999_999L}) {
      LatencyHistogram histogram = new LatencyHistogram();
      histogram.record(nanos);
      assertThat((double) histogram.percentileNanos(99)).isCloseTo((double) nanos, within((double) nanos * 0.001));
      assertThat(histogram.maxNanos()).isEqualTo(nanos);
      assertThat(histogram.overflowCount()).isZero();
    }
  }

  /// YCSB drops samples whose microseconds overflow an int; here nothing is dropped, and what is capped is counted.
  @Test
  void countsWhatIsBeyondAndKeepsItsTrueMaximum() {
    LatencyHistogram histogram = new LatencyHistogram();
    histogram.record(5);
    histogram.record(LatencyHistogram.HIGHEST_NANOS + 1);
    histogram.record(Long.MAX_VALUE);

    assertThat(histogram.count()).isEqualTo(3);
    assertThat(histogram.overflowCount()).isEqualTo(2);
    assertThat(histogram.maxNanos()).isEqualTo(Long.MAX_VALUE);
  }

  @Test
  void refusesAClockThatRunsBackwards() {
    assertThatThrownBy(() -> new LatencyHistogram().record(-1)).isInstanceOf(IllegalArgumentException.class);
  }
}
