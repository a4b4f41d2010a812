package org.rumbench.lsm;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.rumbench.engine.Durability;
import org.rumbench.engine.EngineEvent;
import org.rumbench.engine.EngineFactory;
import org.rumbench.engine.ReadOutcome;
import org.rumbench.engine.Snapshot;
import org.rumbench.runtime.sim.SimRuntime;
import org.rumbench.testkit.Design;
import org.rumbench.testkit.script.Edit;
import org.rumbench.testkit.store.TestStore;

/// Expired values go once nobody can see them any more, and never bring back what they hid.
class ExpiryTest {
  private static final long EXPIRY_MILLIS = 5_000;

  private static TestStore store(EngineFactory factory, Map<String, String> options) {
    return new TestStore(Design.miniature(factory).with(options), new SimRuntime(3)).open();
  }

  private static void put(TestStore store, String key, long version, long expiryMillis) {
    store.write(List.of(new Edit.Put(key, version, 100, expiryMillis)), Durability.BUFFERED, failure -> {});
  }

  private static void flush(TestStore store) {
    store.drive(store.engine().flush());
    store.drive(store.engine().settle());
  }

  private static long tables(TestStore store) {
    return store.storage().list().stream().filter(name -> name.endsWith(".table")).count();
  }

  /// Two tables of one window of 1 ms: their values expire at [#EXPIRY_MILLIS], which no merge can use yet.
  private static TestStore expiring() {
    TestStore store = store(new TimeWindowFactory(), Map.of("windowMillis", "1000000000"));
    for (int table = 0; table < 2; table++) {
      for (int i = 0; i < 10; i++) {
        put(store, "key" + i, 10 * table + i + 1, EXPIRY_MILLIS);
      }
      flush(store);
    }
    assertThat(tables(store)).isEqualTo(2);
    return store;
  }

  @Test
  void expiredTablesAreDroppedUnreadOnceNobodyCanSeeThem() {
    TestStore store = expiring();
    store.engine().setEarliestReadMillis(EXPIRY_MILLIS);
    store.drive(store.engine().settle());
    assertThat(tables(store)).as("replicas may lack the writes").isEqualTo(2);
    store.purge(100);
    store.drive(store.engine().settle());
    assertThat(tables(store)).isZero();
    assertThat(store.entries()).isEmpty();
    assertThat(store.events()).filteredOn(EngineEvent.CompactionEnded.class::isInstance)
        .map(EngineEvent.CompactionEnded.class::cast)
        .allSatisfy(ended -> assertThat(ended.outputBytes()).isZero());
    store.kill();
    store.open();
    assertThat(store.entries()).isEmpty();
  }

  @Test
  void aSnapshotKeepsExpiredTables() {
    TestStore store = expiring();
    Snapshot snapshot = store.engine().snapshot();
    store.engine().setEarliestReadMillis(EXPIRY_MILLIS);
    store.purge(100);
    store.drive(store.engine().settle());
    assertThat(tables(store)).isEqualTo(2);
    snapshot.close();
    store.drive(store.engine().settle());
    assertThat(tables(store)).isZero();
  }

  @Test
  void whatAnExpiredValueHidesDoesNotComeBack() {
    for (EngineFactory factory : List.of(new TimeWindowFactory(), new LeveledFactory(), new SizeTieredFactory())) {
      TestStore store = store(factory, Map.of());
      put(store, "k", 1, 0);
      flush(store);
      put(store, "k", 2, EXPIRY_MILLIS);
      flush(store);
      store.purge(100);
      store.engine().setEarliestReadMillis(EXPIRY_MILLIS);
      store.drive(store.engine().settle());
      assertThat(store.get("k", EXPIRY_MILLIS, null).outcome()).as(factory.name()).isNotEqualTo(ReadOutcome.VALUE);
      store.drive(store.engine().compactAll());
      assertThat(store.get("k", EXPIRY_MILLIS, null).outcome()).as(factory.name()).isNotEqualTo(ReadOutcome.VALUE);
      assertThat(store.entries()).as(factory.name()).isEmpty();
      store.close();
    }
  }

  @Test
  void anExpiredValueInATableIsHiddenByNothingOfItsOwnWhileAMemtableHasAnOlderOne() {
    TestStore store = store(new TimeWindowFactory(), Map.of());
    put(store, "k", 5, EXPIRY_MILLIS);
    flush(store);
    put(store, "k", 4, 0);
    store.purge(100);
    store.engine().setEarliestReadMillis(EXPIRY_MILLIS);
    store.drive(store.engine().settle());
    assertThat(store.get("k", EXPIRY_MILLIS, null).outcome()).isNotEqualTo(ReadOutcome.VALUE);
  }
}
