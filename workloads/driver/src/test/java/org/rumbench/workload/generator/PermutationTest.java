package org.rumbench.workload.generator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.BitSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PermutationTest {
  @ParameterizedTest
  @ValueSource(longs = {2, 3, 7, 16, 17, 1_000, 4_096, 4_097, 100_003})
  void everyNumberIsReachedOnce(long size) {
    Permutation permutation = new Permutation(size);
    BitSet reached = new BitSet();
    for (long number = 0; number < size; number++) {
      reached.set(Math.toIntExact(permutation.of(number)));
    }
    assertThat(reached.cardinality()).isEqualTo((int) size);
    assertThat(reached.length()).isEqualTo((int) size);
  }

  @Test
  void neighboursAreSpreadOverTheWholeRange() {
    long size = 1_000_000_000_000L;
    Permutation permutation = new Permutation(size);
    int[] tenths = new int[10];
    int ascents = 0;
    for (long number = 0; number < 10_000; number++) {
      tenths[(int) (permutation.of(number) / (size / 10))]++;
      ascents += permutation.of(number + 1) > permutation.of(number) ? 1 : 0;
    }
    for (int tenth : tenths) {
      assertThat(tenth).isBetween(850, 1_150);
    }
    assertThat(ascents).isBetween(4_800, 5_200);
  }

  @Test
  void numbersOutsideAreRefused() {
    Permutation permutation = new Permutation(10);
    assertThatThrownBy(() -> permutation.of(10)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> permutation.of(-1)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new Permutation(1)).isInstanceOf(IllegalArgumentException.class);
  }
}
