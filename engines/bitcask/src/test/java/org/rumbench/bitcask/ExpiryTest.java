package org.rumbench.bitcask;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.rumbench.engine.Durability;
import org.rumbench.engine.ReadOutcome;
import org.rumbench.runtime.sim.SimRuntime;
import org.rumbench.testkit.Design;
import org.rumbench.testkit.script.Edit;
import org.rumbench.testkit.store.TestStore;

/// Values with a time to live, over merges.
class ExpiryTest {
  private static final int KEYS = 50;
  private static final int VALUE_BYTES = 400;

  private static TestStore filled() {
    TestStore store =
        new TestStore(
            Design.miniature(new BitcaskFactory()).with(Map.of("segmentBytes", "4k", "smallSegmentBytes", "0")),
            new SimRuntime(1))
            .open();
    for (int i = 0; i < KEYS; i++) {
      write(store, new Edit.Put("old " + i, i + 1, VALUE_BYTES, 1_000));
      write(store, new Edit.Put("new " + i, i + 1, VALUE_BYTES, 3_000));
    }
    return store;
  }

  private static void write(TestStore store, Edit edit) {
    store.write(List.of(edit), Durability.BUFFERED, failure -> {});
  }

  private static long bytes(TestStore store) {
    return store.storage().ledger().snapshot().space().live().logicalBytes();
  }

  private static void check(TestStore store) {
    for (int i = 0; i < KEYS; i++) {
      assertThat(store.get("old " + i, 2_000, null).outcome()).isEqualTo(ReadOutcome.TOMBSTONE);
      assertThat(store.get("old " + i, 2_000, null).version()).isEqualTo(i + 1);
      assertThat(store.get("new " + i, 2_000, null).outcome()).isEqualTo(ReadOutcome.VALUE);
    }
  }

  /// Once no read looks back behind an expiry, a merge keeps a tombstone of the value's version in its place: as long as
  /// an older value may still come it has to lose.
  @Test
  void expiredValuesBecomeTombstonesAndThenNothing() {
    TestStore store = filled();
    store.drive(store.engine().compactAll());
    long before = bytes(store);
    check(store);
    store.engine().setEarliestReadMillis(2_000);
    store.drive(store.engine().compactAll());
    long after = bytes(store);
    assertThat(before - after).isGreaterThan(KEYS * (VALUE_BYTES - 50L));
    check(store);
    write(store, new Edit.Put("old 7", 7, VALUE_BYTES, 0));
    assertThat(store.get("old 7", 2_000, null).outcome()).as("an older version comes late").isEqualTo(ReadOutcome.TOMBSTONE);
    store.close();
    store.open();
    check(store);
    store.engine().setEarliestReadMillis(2_000);
    store.purge(KEYS);
    store.drive(store.engine().compactAll());
    for (int i = 0; i < KEYS; i++) {
      assertThat(store.get("old " + i, 2_000, null).outcome()).isEqualTo(ReadOutcome.ABSENT);
      assertThat(store.get("new " + i, 2_000, null).outcome()).isEqualTo(ReadOutcome.VALUE);
    }
    store.close();
  }

  /// Before that it stays: a read with an earlier clock may still ask for it.
  @Test
  void aValueStaysWhileSomebodyMayReadItAsOfBefore() {
    TestStore store = filled();
    store.engine().setEarliestReadMillis(999);
    store.drive(store.engine().compactAll());
    assertThat(store.get("old 3", 999, null).outcome()).isEqualTo(ReadOutcome.VALUE);
    assertThat(store.get("old 3", 1_000, null).outcome()).isEqualTo(ReadOutcome.TOMBSTONE);
    store.close();
  }
}
