package org.rumbench.lsm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.rumbench.engine.Durability;
import org.rumbench.engine.EngineEvent;
import org.rumbench.engine.EngineEvent.Component;
import org.rumbench.engine.EngineEvent.ComponentState;
import org.rumbench.engine.EngineMetrics;
import org.rumbench.engine.WriteStatus;
import org.rumbench.lsm.memtable.MemtableKind;
import org.rumbench.runtime.RandomStream;
import org.rumbench.runtime.sim.SimRuntime;
import org.rumbench.storage.IoPurpose;
import org.rumbench.testkit.Design;
import org.rumbench.testkit.model.Seen;
import org.rumbench.testkit.script.Edit;
import org.rumbench.testkit.store.TestStore;

/// Flushes, stalls, states of components, group commit and batches beyond a memtable, in simulation.
class WritePathTest {
  private static final long MILLISECOND = 1_000_000;

  private static TestStore store(long seed, Map<String, String> options) {
    return new TestStore(Design.miniature(new LeveledFactory()).with(options), new SimRuntime(seed)).open();
  }

  private static Edit value(int number) {
    return new Edit.Put(String.format("k%05d", number), number + 1, 60, 0);
  }

  private static void put(TestStore store, int number) {
    store.write(List.of(value(number)), Durability.BUFFERED, failure -> {});
  }

  private static long flushes(TestStore store) {
    return store.events().stream().filter(EngineEvent.FlushEnded.class::isInstance).count();
  }

  /// Goal: range deletes alone fill memtables too, and do not grow in memory without bound.
  @Test
  void aLoadOfRangeDeletesAloneIsFlushed() {
    for (MemtableKind kind : MemtableKind.values()) {
      TestStore store = store(1, Map.of("memtable", kind.text()));
      for (int i = 0; i < 400; i++) {
        Edit range = new Edit.DeleteRange(String.format("k%05d", i), String.format("k%05d", i + 1), i + 1);
        store.write(List.of(range), Durability.BUFFERED, failure -> {});
      }
      store.drive(store.engine().settle());
      assertThat(flushes(store)).as("%s", kind).isGreaterThan(1);
      assertThat(store.entries()).isEmpty();
    }
  }

  @Test
  void aMemtableIsFlushedWhenItsFirstRecordIsAsOldAsThePeriod() {
    TestStore store = store(1, Map.of("flushPeriodMillis", "50", "memtableBytes", "1m"));
    put(store, 1);
    store.runtime().runFor(40 * MILLISECOND);
    assertThat(flushes(store)).isZero();
    put(store, 2);
    store.runtime().runFor(30 * MILLISECOND);
    assertThat(flushes(store)).isEqualTo(1);
    put(store, 3);
    assertThat(store.entries()).hasSize(3);
    store.runtime().runFor(40 * MILLISECOND);
    assertThat(flushes(store)).as("the period of the next one begins with its own first record").isEqualTo(1);
    store.runtime().runFor(30 * MILLISECOND);
    assertThat(flushes(store)).isEqualTo(2);
    store.runtime().runUntilIdle();
    assertThat(flushes(store)).as("nothing to write, nothing to do").isEqualTo(2);
    assertThat(store.entries()).hasSize(3);
    put(store, 4);
    store.close();
    store.runtime().runUntilIdle();
    assertThat(store.open().entries()).hasSize(4);
  }

  @Test
  void withoutAPeriodAMemtableWaitsForItsSize() {
    TestStore store = store(2, Map.of("memtableBytes", "1m"));
    put(store, 1);
    store.runtime().runFor(3_600_000 * MILLISECOND);
    assertThat(flushes(store)).isZero();
  }

  @Test
  void readsAndWritesGoOnDuringFlushesByPeriod() {
    TestStore store = store(3, Map.of("flushPeriodMillis", "1"));
    for (int i = 0; i < 300; i++) {
      put(store, i);
      store.runtime().runFor(i % 7 * MILLISECOND / 3);
      assertThat(store.get(String.format("k%05d", i / 2), 0, null).version()).isEqualTo(i / 2 + 1);
    }
    assertThat(flushes(store)).isGreaterThan(20);
    assertThat(store.entries()).hasSize(300);
  }

  @Test
  void stallsAreCountedByCause() {
    TestStore byMemtables = store(4, Map.of("maxImmutableMemtables", "1"));
    Map<String, Long> counts = stallsOf(byMemtables);
    assertThat(counts.get("memtables")).isPositive();
    TestStore byRuns =
        store(5, Map.of("maxImmutableMemtables", "8", "l0CompactionTrigger", "2", "l0SlowdownTrigger", "2",
            "l0StopTrigger", "2", "compactionJobs", "1"));
    counts = stallsOf(byRuns);
    assertThat(counts.get("level 0")).isPositive();
    TestStore byDebt =
        store(6, Map.of("maxImmutableMemtables", "8", "l0CompactionTrigger", "2", "debtStopBytes", "1",
            "compactionJobs", "1"));
    counts = stallsOf(byDebt);
    assertThat(counts.get("debt")).isPositive();
  }

  /// Writes a lot, lets background work go on a little now and then, and returns the stalls by cause.
  private static Map<String, Long> stallsOf(TestStore store) {
    for (int i = 0; i < 1_500; i++) {
      put(store, i * 7 % 1_500);
      if (i % 10 == 0) {
        store.run(3);
      }
    }
    store.runtime().runUntilIdle();
    assertThat(store.entries()).hasSize(1_500);
    EngineMetrics.Stalls stalls = store.engine().metrics().stalls();
    assertThat(stalls.causes()).extracting(EngineMetrics.StallCause::name).containsExactly("memtables", "level 0", "debt");
    assertThat(stalls.causes().stream().mapToLong(EngineMetrics.StallCause::count).sum()).isEqualTo(stalls.count());
    assertThat(stalls.causes().stream().mapToLong(EngineMetrics.StallCause::totalNanos).sum())
        .isEqualTo(stalls.totalNanos());
    assertThat(stalls.count())
        .isEqualTo(store.events().stream().filter(EngineEvent.StallBegan.class::isInstance).count());
    Map<String, Long> counts = new TreeMap<>();
    stalls.causes().forEach(cause -> counts.put(cause.name(), cause.count()));
    return counts;
  }

  /// Every component goes through its states in order; tables are flushed before their memtable is obsolete.
  @Test
  void componentsTellTheirStates() {
    TestStore store = store(7, Map.of());
    for (int i = 0; i < 900; i++) {
      put(store, i * 11 % 900);
    }
    store.drive(store.engine().compactAll());
    store.runtime().runUntilIdle();
    Map<String, ComponentState> present = new TreeMap<>();
    long[] changes = new long[ComponentState.values().length];
    for (EngineEvent event : store.events()) {
      if (event instanceof EngineEvent.ComponentChanged changed) {
        ComponentState before = present.put(changed.component() + " " + changed.number(), changed.state());
        assertThat(isAllowed(changed.component(), before, changed.state()))
            .as("%s after %s", changed, before)
            .isTrue();
        changes[changed.state().ordinal()]++;
      }
    }
    assertThat(changes).doesNotContain(0);
    List<String> live = present.entrySet().stream()
        .filter(entry -> entry.getValue() == ComponentState.FLUSHED)
        .map(Map.Entry::getKey)
        .toList();
    assertThat(live).hasSize((int) store.storage().list().stream().filter(name -> name.endsWith(".table")).count());
    assertThat(present.values()).filteredOn(state -> state == ComponentState.ACTIVE).hasSize(1);
  }

  private static boolean isAllowed(Component component, @Nullable ComponentState before, ComponentState after) {
    return switch (component) {
      case MEMTABLE ->
          switch (after) {
            case ACTIVE -> before == null;
            case FLUSHING -> before == ComponentState.ACTIVE;
            case OBSOLETE -> before == ComponentState.FLUSHING;
            case FLUSHED, COMPACTING -> false;
          };
      case TABLE ->
          switch (after) {
            case FLUSHED -> before == null || before == ComponentState.COMPACTING;
            case COMPACTING -> before == ComponentState.FLUSHED;
            case OBSOLETE -> before == ComponentState.COMPACTING;
            case ACTIVE, FLUSHING -> false;
          };
    };
  }

  /// A memtable's log is there until the memtable is obsolete, and goes then.
  @Test
  void theLogOfAMemtableGoesWhenItsTablesAreDurable() {
    TestStore store = store(8, Map.of("memtableBytes", "1m"));
    put(store, 1);
    String log = store.storage().list().stream().filter(name -> name.endsWith(".log")).findFirst().orElseThrow();
    var flush = store.engine().flush();
    while (!isObsolete(store)) {
      assertThat(store.storage().list()).contains(log);
      store.run(1);
    }
    store.drive(flush);
    assertThat(store.storage().list()).doesNotContain(log);
  }

  private static boolean isObsolete(TestStore store) {
    return store.events().stream()
        .anyMatch(event -> event instanceof EngineEvent.ComponentChanged changed
            && changed.component() == Component.MEMTABLE && changed.state() == ComponentState.OBSOLETE);
  }

  /// Sixteen writers, each of which writes again when his write is durable.
  @Test
  void syncedWritersShareTheirSyncs() {
    TestStore store =
        new TestStore(new Design(new LeveledFactory(), new TreeMap<>()), new SimRuntime(9)).open();
    long before = store.storage().ledger().snapshot().row(IoPurpose.LOG).syncs();
    int[] left = {1_600};
    for (int writer = 0; writer < 16; writer++) {
      writeAgain(store, left);
    }
    assertThat(store.runtime().runUntil(() -> left[0] <= -16)).isTrue();
    double syncs = store.storage().ledger().snapshot().row(IoPurpose.LOG).syncs() - before;
    assertThat(syncs / 1_600).isLessThan(0.4);
  }

  private static void writeAgain(TestStore store, int[] left) {
    if (left[0]-- > 0) {
      WriteStatus status =
          store.write(
              List.of(value(left[0])), Durability.SYNCED, failure -> {
                assertThat(failure).isNull();
                writeAgain(store, left);
              });
      assertThat(status).isEqualTo(WriteStatus.PENDING);
    }
  }

  @Test
  void writesThatWantNoSyncCauseNone() {
    for (Durability durability : new Durability[] {Durability.NONE, Durability.BUFFERED}) {
      TestStore store =
          new TestStore(new Design(new LeveledFactory(), new TreeMap<>()), new SimRuntime(10)).open();
      long before = store.storage().ledger().snapshot().row(IoPurpose.LOG).syncs();
      for (int i = 0; i < 500; i++) {
        assertThat(store.write(List.of(value(i)), durability, failure -> {})).isEqualTo(WriteStatus.DONE);
      }
      store.runtime().runUntilIdle();
      assertThat(store.storage().ledger().snapshot().row(IoPurpose.LOG).syncs()).isEqualTo(before);
    }
  }

  /// A batch of many memtables is one unit of the log and one memtable with an arena of its own: after a crash it is
  /// there or not, the room it takes is bounded, and no life ends in the attempt to recover it.
  @Test
  void aBatchBeyondAMemtableIsKeptWholeAndCanBeRecovered() {
    for (MemtableKind kind : MemtableKind.values()) {
      for (int seed = 0; seed < 6; seed++) {
        TestStore store = store(100 + seed, Map.of("memtable", kind.text(), "maxImmutableMemtables", "2"));
        put(store, 5_000);
        List<Edit> batch = new ArrayList<>();
        for (int i = 0; i < 600; i++) {
          batch.add(value(i));
        }
        for (int i = 0; i < 4; i++) {
          store.write(batch, seed % 2 == 0 ? Durability.SYNCED : Durability.BUFFERED, failure -> {});
          assertThat(store.engine().metrics().memory().memtableBytes()).isLessThan(3 * 600 * 400L);
          store.run(seed);
        }
        RandomStream random = new RandomStream(seed);
        for (int life = 0; life < 4; life++) {
          store.powerCut(random);
          store.beginOpen();
          store.kill();
          store.open();
          assertThat(store.engine().metrics().memory().memtableBytes()).isLessThan(3 * 600 * 400L);
          Map<String, Seen> found = store.entries();
          found.remove("k05000");
          assertThat(found.size()).isIn(0, 600);
        }
        put(store, 6_000);
        store.close();
      }
    }
  }

  @Test
  void optionsOutOfRangeAreRefused() {
    for (Map<String, String> options : List.of(
        Map.of("memtable", "hash"), Map.of("flushPeriodMillis", "-1"), Map.of("debtStopBytes", "0"))) {
      assertThatThrownBy(() -> store(1, options))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining(options.keySet().iterator().next());
    }
  }
}
