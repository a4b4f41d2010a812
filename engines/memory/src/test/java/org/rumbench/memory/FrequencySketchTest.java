package org.rumbench.memory;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.rumbench.runtime.RandomStream;

class FrequencySketchTest {
  @Test
  void neverCountsTooLittleBeforeItAges() {
    FrequencySketch sketch = new FrequencySketch(1024);
    RandomStream random = new RandomStream(1);
    int[] counts = new int[500];
    for (int i = 0; i < 4_000; i++) {
      int key = random.nextInt(counts.length);
      counts[key]++;
      sketch.count(key * 0x9E3779B9);
    }
    int exact = 0;
    for (int key = 0; key < counts.length; key++) {
      int seen = sketch.frequency(key * 0x9E3779B9);
      assertThat(seen).isGreaterThanOrEqualTo(Math.min(15, counts[key]));
      exact += seen == Math.min(15, counts[key]) ? 1 : 0;
    }
    assertThat(exact).as("of 500 keys in 16,384 counters nearly all are exact").isGreaterThan(480);
  }

  @Test
  void whatWasFrequentLongAgoIsForgotten() {
    FrequencySketch sketch = new FrequencySketch(64);
    for (int i = 0; i < 15; i++) {
      sketch.count(42);
    }
    assertThat(sketch.frequency(42)).isEqualTo(15);
    RandomStream random = new RandomStream(2);
    for (int i = 0; i < 20_000; i++) {
      sketch.count(random.nextInt());
    }
    assertThat(sketch.frequency(42)).isLessThan(15);
  }
}
