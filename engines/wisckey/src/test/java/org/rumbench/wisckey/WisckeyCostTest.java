package org.rumbench.wisckey;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.rumbench.engine.Durability;
import org.rumbench.engine.WriteBatch;
import org.rumbench.runtime.sim.SimOptions;
import org.rumbench.storage.IoPurpose;
import org.rumbench.storage.LedgerSnapshot;

/// What writes cost with the shipped options, by the storage's own ledger.
final class WisckeyCostTest {
  private static final int VALUE_BYTES = 1_000;

  private final UnsafeBuffer value = new UnsafeBuffer(new byte[VALUE_BYTES]);
  private long userBytes;

  private static Store shipped() {
    Store store = new Store(4);
    store.options.clear();
    return store.open();
  }

  private void put(Store store, long number, long version) {
    UnsafeBuffer key = Store.bytes(String.format(Locale.ROOT, "user%019d", number));
    value.putLong(0, version);
    WriteBatch batch =
        new WriteBatch().put(key, 0, key.capacity(), version, 0, value, 0, VALUE_BYTES);
    store.write(batch, Durability.BUFFERED);
    userBytes += key.capacity() + VALUE_BYTES;
  }

  private static long appended(LedgerSnapshot ledger) {
    return ledger.rows().stream().mapToLong(LedgerSnapshot.Row::appendedBytes).sum();
  }

  @Test
  void writesLargeValuesAboutOnceWithoutCollection() {
    Store store = shipped();
    for (int i = 0; i < 20_000; i++) {
      put(store, (i * 7_919L) % 20_000, i + 1);
    }
    store.join(store.engine().settle());
    assertThat(store.engine().metrics().work().flushes()).isPositive();
    assertThat(store.collections()).isZero();
    assertThat((double) appended(store.storage().ledger().snapshot()) / userBytes).isBetween(1.0, 1.1);
    store.close();
  }

  /// Short values stay in the tree. A segment that held nothing else goes once its records are in tables, and neither it
  /// nor the tree is read for that; one of an earlier life is looked through, because nobody knows any more.
  @Test
  void segmentsOfShortValuesGoWithoutBeingRead() {
    Store store = new Store(4).with("separationThresholdBytes", "2k").open();
    for (int i = 0; i < 200; i++) {
      put(store, i, i + 1);
    }
    store.join(store.engine().settle());
    assertThat(store.collections()).isPositive();
    LedgerSnapshot ledger = store.storage().ledger().snapshot();
    assertThat(ledger.row(IoPurpose.GARBAGE_COLLECTION).requestedBytes()).isZero();
    assertThat(ledger.row(IoPurpose.COLLECTION_LOOKUP).requestedBytes()).isZero();
    store.close();
    store.open();
    store.join(store.engine().compactAll());
    assertThat(store.storage().ledger().snapshot().row(IoPurpose.GARBAGE_COLLECTION).requestedBytes()).isPositive();
    store.close();
  }

  /// Goal: compactions that move values write less at no more space than collections alone. Method: uniform overwriting,
  /// three times over, on a tree of two levels, with the shipped thresholds beside those that give collections alone the
  /// same space; every byte moved is counted as collection, either way.
  @Test
  void movingValuesInCompactionsWritesLessAtEqualSpace() {
    Cost together = overwritten(Map.of());
    Cost alone = overwritten(
        Map.of("relocateInCompaction", "false", "collectDeadFraction", "0.6", "collectDeadShare", "0.2"));
    System.out.printf("3 times overwritten: %s with compactions moving values, %s without%n", together, alone);
    assertThat(together.writeAmplification()).isLessThan(2.5);
    assertThat(together.spaceAmplification()).isLessThan(1.5);
    assertThat(together.writeAmplification()).isLessThan(0.9 * alone.writeAmplification());
    assertThat(together.spaceAmplification()).isLessThan(1.05 * alone.spaceAmplification());
  }

  /// What a store has cost.
  ///
  /// @param writeAmplification bytes appended for each byte written by the user, the log included
  /// @param spaceAmplification bytes on the disk for each byte that is live, settled
  private record Cost(double writeAmplification, double spaceAmplification) {
    @Override
    public String toString() {
      return String.format(Locale.ROOT, "write %.3f space %.3f", writeAmplification, spaceAmplification);
    }
  }

  private Cost overwritten(Map<String, String> options) {
    Store store = new Store(4, SimOptions.DEFAULT.withFixedBudgetBytes(1 << 20));
    store.options.clear();
    store.options.putAll(Map.of(
        "memtableBytes", "20k", "baseLevelBytes", "40k", "tableBytes", "20k", "blockBytes", "1k", "segmentBytes", "160k",
        "collectPayBytes", "8m", "collectStallBytes", "64m"));
    store.options.putAll(options);
    store.open();
    userBytes = 0;
    SplittableRandom random = new SplittableRandom(9);
    int keys = 8_000;
    for (int i = 0; i < 4 * keys; i++) {
      put(store, (i < keys ? i : random.nextInt(keys)) * 7_919L % 1_000_003, i + 1);
      if (i % 64 == 0) {
        store.runtime.runUntilIdle();
      }
    }
    store.join(store.engine().settle());
    LedgerSnapshot ledger = store.storage().ledger().snapshot();
    Cost cost = new Cost(
        (double) appended(ledger) / userBytes,
        (double) ledger.space().live().logicalBytes() / (keys * (VALUE_BYTES + 23L)));
    store.close();
    return cost;
  }

  /// Uniform overwriting: the dead are collected, space stays bounded, and every byte of it is counted as collection.
  @Test
  void collectsUnderOverwritingWithTheShippedOptions() {
    Store store = shipped();
    SplittableRandom random = new SplittableRandom(9);
    for (int i = 0; i < 50_000; i++) {
      put(store, i < 12_000 ? i : random.nextInt(12_000), i + 1);
    }
    store.join(store.engine().settle());
    assertThat(store.collections()).isPositive();
    LedgerSnapshot ledger = store.storage().ledger().snapshot();
    assertThat(ledger.row(IoPurpose.GARBAGE_COLLECTION).appendedBytes()).isPositive();
    assertThat(ledger.row(IoPurpose.GARBAGE_COLLECTION).requestedBytes()).isPositive();
    assertThat(ledger.row(IoPurpose.COLLECTION_LOOKUP).requestedBytes()).isPositive();
    double writeAmplification = (double) appended(ledger) / userBytes;
    double spaceAmplification = (double) ledger.space().live().logicalBytes() / (12_000 * 1_023);
    System.out.printf(
        "50,000 writes over 12,000 keys: %d collections, write amplification %.2f, space amplification %.2f%n",
        store.collections(), writeAmplification, spaceAmplification);
    assertThat(writeAmplification).isLessThan(2.5);
    assertThat(spaceAmplification).isLessThan(2.2);
    store.close();
  }
}
