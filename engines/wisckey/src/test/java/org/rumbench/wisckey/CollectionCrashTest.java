package org.rumbench.wisckey;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Locale;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.rumbench.engine.Durability;
import org.rumbench.engine.EngineEvent;
import org.rumbench.engine.WriteBatch;
import org.rumbench.runtime.JobHandle;
import org.rumbench.runtime.RandomStream;
import org.rumbench.runtime.sim.SimRuntime;
import org.rumbench.storage.fault.HeldSyncs;
import org.rumbench.storage.sim.MemoryMedium;
import org.rumbench.storage.sim.SimulatedDisk;

/// A collection interrupted at every one of its events: by crashes, deletions and flushes.
///
/// Method: one scenario, the same up to its first collection, is run again and again; each time something happens one
/// event later than the time before, until the collection has ended before it could.
final class CollectionCrashTest {
  private static final int KEYS = 24;

  private static String key(long number) {
    return String.format(Locale.ROOT, "key%03d", number);
  }

  /// A store whose segments are mostly dead, flushed, about to be collected; everything written is synced.
  private static Store prepared(Store store, int keys, SortedMap<String, String> expected) {
    store.with("collectDeadFraction", "1").with("collectDeadShare", "1").open();
    long version = 0;
    for (int round = 0; round < 5; round++) {
      for (int number = 0; number < keys; number++) {
        if (round == 0 || number % 3 != 0) {
          WriteBatch batch = new WriteBatch();
          Store.addPut(batch, key(number), ++version);
          store.write(batch, Durability.SYNCED);
          expected.put(key(number), key(number) + "=" + version);
        }
      }
    }
    store.join(store.engine().flush());
    store.join(store.engine().settle());
    return store;
  }

  /// Runs `interruption` after 0, 1, 2 … events of a full collection, `check` after that.
  private static void atEveryEvent(Consumer<Store> interruption, Scenario check) {
    int interrupted = 0;
    for (int events = 0; ; events++) {
      SortedMap<String, String> expected = new TreeMap<>();
      Store store = prepared(new Store(11), KEYS, expected);
      long before = store.collections();
      var all = store.engine().compactAll();
      store.runtime.runUntil(() -> store.isCollecting() || all.isDone());
      assertThat(all.isDone()).as("a collection begins").isFalse();
      store.run(events);
      boolean isOver = store.collections() > before;
      interruption.accept(store);
      check.run(store, expected, events);
      interrupted++;
      if (isOver) {
        break;
      }
    }
    assertThat(interrupted).as("events of the collection").isGreaterThan(10);
  }

  /// What must hold after the interruption.
  private interface Scenario {
    void run(Store store, SortedMap<String, String> expected, int events);
  }

  private static void assertIntact(Store store, SortedMap<String, String> expected, int events) {
    expected.forEach((key, found) -> assertThat(store.get(key)).as("after %d events", events).isEqualTo(found));
    assertThat(store.scan(null, null, null)).containsExactlyElementsOf(expected.values());
  }

  /// Bug 8: killed at any event, nothing is lost; collected again, nothing is left behind.
  @Test
  void aKillAtAnyEventLosesNothing() {
    atEveryEvent(Store::kill, (store, expected, events) -> {
      store.open();
      assertIntact(store, expected, events);
      store.join(store.engine().compactAll());
      assertIntact(store, expected, events);
      store.kill();
      store.open();
      assertIntact(store, expected, events);
      store.close();
    });
  }

  /// Bug 8: the new value is durable before its pointer, the pointer before the unlink.
  @Test
  void aPowerCutAtAnyEventLosesNothingThatWasSynced() {
    RandomStream random = new RandomStream(5);
    atEveryEvent(store -> store.powerCut(random), (store, expected, events) -> {
      store.open();
      assertIntact(store, expected, events);
      store.join(store.engine().compactAll());
      store.powerCut(random);
      store.open();
      assertIntact(store, expected, events);
      store.close();
    });
  }

  /// Bug 5: a key deleted between the look-up and the write-back stays deleted, also when the tombstone is purged at once.
  @Test
  void aDeletionAtAnyEventIsNotUndone() {
    atEveryEvent(store -> {
      WriteBatch batch = new WriteBatch();
      for (int number = 0; number < KEYS; number++) {
        Store.addDelete(batch, key(number), 1_000 + number);
      }
      store.write(batch, Durability.SYNCED);
      store.engine().setPurgeVersion(2_000);
    }, (store, expected, events) -> {
      store.join(store.engine().compactAll());
      for (String key : expected.keySet()) {
        assertThat(store.get(key)).as("after %d events", events).doesNotContain("=");
      }
      store.kill();
      store.open();
      for (String key : expected.keySet()) {
        assertThat(store.get(key)).as("after %d events and a kill", events).doesNotContain("=");
      }
      store.join(store.engine().compactAll());
      assertThat(store.scan(null, null, null)).noneMatch(found -> found.contains("="));
      store.close();
    });
  }

  /// Goal: a flush that is installed before the collection's own record says that its pointers lead into the copies,
  /// because recovery reads the moves no more. Method: syncs take their time, so that flushes, compactions and the
  /// collection wait for each other's turn at the manifest; a kill when a flush has been installed.
  @Test
  void aKillRightAfterAFlushKeepsTheCopiesItPointsTo() {
    for (long seed = 1; seed <= Long.getLong("seeds", 20); seed++) {
      SortedMap<String, String> expected = new TreeMap<>();
      SimRuntime runtime = new SimRuntime(seed);
      Store store = prepared(
          new Store(runtime, new MemoryMedium(SimulatedDisk.restless())).with("l0CompactionTrigger", "1"), 120, expected);
      RandomStream random = new RandomStream(seed);
      JobHandle all = store.engine().compactAll();
      runtime.runUntil(() -> store.isCollecting() || all.isDone());
      for (int round = 0; store.isCollecting(); round++) {
        store.run(random.nextInt(12));
        store.put("zzz", 5_000 + round);
        expected.put("zzz", "zzz=" + (5_000 + round));
        store.engine().flush();
        if (random.nextInt(3) == 0) {
          long flushes = flushesEnded(store);
          runtime.runUntil(() -> flushesEnded(store) > flushes);
          break;
        }
      }
      store.kill();
      store.open();
      assertIntact(store, expected, (int) seed);
      store.close();
    }
  }

  private static long flushesEnded(Store store) {
    return store.events.stream().filter(event -> event instanceof EngineEvent.FlushEnded).count();
  }

  /// Goal: the edit of a collection's record is made at the record's turn. Made before, it takes the copies from the
  /// edit of a flush that comes first, whose table points to them and whose replay position is behind the moves; a
  /// crash between the two records then has the copies removed. Method: another record holds the turn while both come
  /// to wait for it, in either order; the crash comes right after the flush, where that came first.
  @Test
  void aFlushThatComesBeforeTheCollectionsRecordListsItsCopies() {
    int flushesFirst = 0;
    for (long seed = 1; seed <= 6; seed++) {
      flushesFirst += isFlushFirst(seed, true) ? 1 : 0;
      flushesFirst += isFlushFirst(seed, false) ? 1 : 0;
    }
    assertThat(flushesFirst).as("flushes that came first").isPositive();
  }

  private static boolean isFlushFirst(long seed, boolean isFlushWaitingFirst) {
    SortedMap<String, String> expected = new TreeMap<>();
    HeldSyncs[] syncs = new HeldSyncs[1];
    Store store = prepared(new Store(seed).through(storage -> syncs[0] = new HeldSyncs(storage)), KEYS, expected);
    HeldSyncs held = syncs[0];
    held.hold(".vgc");
    JobHandle all = store.engine().compactAll();
    store.runtime.runUntil(() -> held.count(".vgc") > 0 || all.isDone());
    assertThat(all.isDone()).as("a collection begins").isFalse();
    // The turn is taken, and the collection's moves are not made yet.
    held.hold(".manifest", ".vlog");
    store.inner().tree().attach(() -> new byte[0]);
    store.runtime.runUntilIdle();
    assertThat(held.count(".manifest")).isEqualTo(1);
    held.letGoFirst(".vgc");
    store.runtime.runUntilIdle();
    // Now they are made, and wait to be durable.
    assertThat(held.count(".vlog")).isEqualTo(1);
    if (!isFlushWaitingFirst) {
      held.letGoFirst(".vlog");
      store.runtime.runUntilIdle();
    }
    store.put("zzz", 5_000);
    store.engine().flush();
    store.runtime.runUntilIdle();
    while (held.count(".vlog") > 0) {
      held.letGoLast(".vlog");
      store.runtime.runUntilIdle();
    }
    final long flushes = flushesEnded(store);
    final long collections = store.collections();
    held.letGoFirst(".manifest");
    store.runtime.runUntil(() -> held.count(".manifest") > 0);
    held.letGoFirst(".manifest");
    store.runtime.runUntil(() -> flushesEnded(store) > flushes || store.collections() > collections);
    boolean isFirst = flushesEnded(store) > flushes;
    store.kill();
    store.open();
    expected.put("zzz", "zzz=5000");
    assertIntact(store, expected, (int) seed);
    store.close();
    return isFirst;
  }

  /// Bug 11: a flush beside a collection keeps both what it writes and what the collection moves.
  @Test
  void aFlushAtAnyEventKeepsAllPointersGood() {
    atEveryEvent(store -> {
      store.put(key(1), 5_000);
      store.put("zzz", 5_001);
      store.engine().flush();
    }, (store, expected, events) -> {
      expected.put(key(1), key(1) + "=5000");
      expected.put("zzz", "zzz=5001");
      store.join(store.engine().settle());
      assertIntact(store, expected, events);
      store.kill();
      store.open();
      assertIntact(store, expected, events);
      store.close();
    });
  }
}
