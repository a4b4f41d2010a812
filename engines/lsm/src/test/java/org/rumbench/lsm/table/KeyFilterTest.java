package org.rumbench.lsm.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.rumbench.storage.CorruptionException;

/// Filters against arithmetic.
class KeyFilterTest {
  private static final int KEYS = 200_000;

  private static long hash(UnsafeBuffer key, long number) {
    key.putLong(0, number);
    return KeyHash.of(key, 0, 12);
  }

  private static long[] hashes() {
    long[] hashes = new long[KEYS];
    UnsafeBuffer key = new UnsafeBuffer(new byte[12]);
    for (int i = 0; i < KEYS; i++) {
      hashes[i] = hash(key, i * 3L);
    }
    return hashes;
  }

  /// The share of foreign keys that pass; every key that was put in has to.
  private static double measured(KeyFilter filter, long[] hashes) {
    UnsafeBuffer key = new UnsafeBuffer(new byte[12]);
    int passed = 0;
    for (int i = 0; i < KEYS; i++) {
      if (!filter.mayContain(hashes[i])) {
        throw new AssertionError("key " + i + " does not pass");
      }
      passed += filter.mayContain(hash(key, i * 3L + 1)) ? 1 : 0;
    }
    return passed / (double) KEYS;
  }

  @Test
  void aClassicFilterPassesAsManyForeignKeysAsTheFormulaSays() {
    long[] hashes = hashes();
    for (double bits : new double[] {2, 4.5, 8, 10}) {
      for (int probes : new int[] {0, 1, 3, 6}) {
        ClassicBloomFilter filter = ClassicBloomFilter.of(hashes, KEYS, bits, probes);
        double k = filter.probes();
        double expected = Math.pow(1 - Math.exp(-k / bits), k);
        assertThat(measured(filter, hashes))
            .as(bits + " bits, " + k + " probes")
            .isCloseTo(expected, within(0.04 * expected + 4 * Math.sqrt(expected / KEYS)));
      }
    }
  }

  @Test
  void aBlockedFilterOfTenBitsPassesAtMostOnePercent() {
    long[] hashes = hashes();
    assertThat(measured(BlockedBloomFilter.of(hashes, KEYS, 10, 0), hashes)).isBetween(0.007, 0.010);
    assertThat(measured(BlockedBloomFilter.of(hashes, KEYS, 10, 0), hashes))
        .isLessThan(measured(BlockedBloomFilter.of(hashes, KEYS, 10, 2), hashes))
        .isLessThan(measured(BlockedBloomFilter.of(hashes, KEYS, 10, 12), hashes));
  }

  /// Goal: probes beyond the first word of hash bits are as good as the first ones.
  @Test
  void aBlockedFilterOfManyBitsStaysNearTheClassicOne() {
    long[] hashes = hashes();
    assertThat(measured(BlockedBloomFilter.of(hashes, KEYS, 20, 0), hashes)).isLessThan(0.0005);
    assertThat(measured(BlockedBloomFilter.of(hashes, KEYS, 64, 0), hashes)).isLessThan(0.00003);
  }

  @Test
  void whatIsWrittenIsReadAgain() {
    long[] hashes = hashes();
    TableOptions ten = TableOptions.of(4096, 10);
    for (TableOptions options : new TableOptions[] {
        ten, ten.with(FilterKind.CLASSIC, 0), ten.with(FilterKind.NONE, 0), ten.with(FilterKind.BLOCKED, 20)}) {
      KeyFilter written = KeyFilter.of(options, hashes, KEYS);
      GrowingBuffer bytes = new GrowingBuffer(16);
      written.encode(bytes);
      Fields fields = new Fields("x", 0, bytes.buffer(), 0, bytes.length());
      KeyFilter read = KeyFilter.decode(fields, TableDescriptor.FORMAT_VERSION);
      assertThat(fields.hasMore()).isFalse();
      assertThat(read.describe()).isEqualTo(written.describe());
      assertThat(measured(read, hashes)).isEqualTo(measured(written, hashes));
    }
  }

  /// Goal: a wrong length, whatever brought it about, is refused before anything of that size is allocated.
  @Test
  void aLengthBeyondTheBytesIsDamage() {
    for (int kind : new int[] {TableDescriptor.FILTER_BLOCKED, TableDescriptor.FILTER_CLASSIC}) {
      GrowingBuffer bytes = new GrowingBuffer(16);
      bytes.putByte(kind);
      bytes.putByte(6);
      bytes.putInt(100_000_000);
      bytes.putLong(0);
      org.assertj.core.api.Assertions.assertThatThrownBy(() ->
          KeyFilter.decode(new Fields("x", 0, bytes.buffer(), 0, bytes.length()), TableDescriptor.FORMAT_VERSION))
          .isInstanceOf(CorruptionException.class).hasMessageContaining("100000000");
    }
  }

  @Test
  void monkeyLowersTheSumOfFalsePositivesInTheSameMemory() {
    long[] runs = {1_000, 4_000, 16_000, 64_000};
    double uniform = 0;
    double monkey = 0;
    double memory = 0;
    double keys = 0;
    for (int i = 0; i < runs.length; i++) {
      double bits = FilterAllocation.MONKEY.bitsPerKey(10, runs, i);
      uniform += rate(FilterAllocation.UNIFORM.bitsPerKey(10, runs, i));
      monkey += rate(bits);
      memory += bits * runs[i];
      keys += runs[i];
      assertThat(rate(bits) / rate(FilterAllocation.MONKEY.bitsPerKey(10, runs, 0)))
          .isCloseTo(runs[i] / (double) runs[0], within(1e-6 * runs[i]));
    }
    assertThat(memory).isCloseTo(10 * keys, within(1e-6 * memory));
    assertThat(monkey).isLessThan(0.7 * uniform);
  }

  @Test
  void monkeyWithFewBitsGivesTheLargestRunsNone() {
    long[] runs = {100, 100_000, 10_000_000};
    assertThat(FilterAllocation.MONKEY.bitsPerKey(0.05, runs, 2)).isZero();
    for (int i = 0; i < 2; i++) {
      assertThat(FilterAllocation.MONKEY.bitsPerKey(0.05, runs, i)).isBetween(0.5, 30.0);
    }
    long[] alone = {5};
    assertThat(FilterAllocation.MONKEY.bitsPerKey(10, alone, 0)).isCloseTo(10, within(1e-9));
  }

  private static double rate(double bitsPerKey) {
    return Math.exp(-bitsPerKey * Math.log(2) * Math.log(2));
  }
}
