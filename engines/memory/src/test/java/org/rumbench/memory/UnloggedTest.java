package org.rumbench.memory;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.rumbench.engine.Durability;
import org.rumbench.engine.ReadOutcome;
import org.rumbench.engine.WriteStatus;
import org.rumbench.runtime.RandomStream;
import org.rumbench.runtime.Seeds;
import org.rumbench.runtime.sim.SimRuntime;
import org.rumbench.testkit.Design;
import org.rumbench.testkit.model.Model;
import org.rumbench.testkit.model.Seen;
import org.rumbench.testkit.script.Edit;
import org.rumbench.testkit.store.TestStore;

/// A store without a log: what stays in memory, what reaches the disk, and what a crash may take.
class UnloggedTest {
  private static TestStore store(long seed, Map<String, String> more) {
    Design design = Design.miniature(new MemoryFactory()).with(Map.of("log", "off")).with(more);
    return new TestStore(design, new SimRuntime(seed)).open();
  }

  private static void write(TestStore store, Model model, Durability durability, Edit... edits) {
    boolean[] isDone = new boolean[1];
    WriteStatus status = store.write(List.of(edits), durability, failure -> isDone[0] = failure == null);
    assertThat(status == WriteStatus.DONE || store.runUntil(() -> isDone[0])).isTrue();
    for (Edit edit : edits) {
      model.apply(edit);
    }
  }

  private static void agrees(TestStore store, Model model) {
    for (String key : model.keys()) {
      assertThat(store.get(key, Model.NOTHING_EXPIRED, null)).as(key)
          .isEqualTo(model.expected(key, Model.NOTHING_EXPIRED));
    }
    assertThat(model.differs(store.entries(), null, null, Model.NOTHING_EXPIRED, Long.MIN_VALUE)).isNull();
    assertThat(store.engine().highestVersion()).isEqualTo(model.highestVersion());
  }

  private static long appendedBytes(TestStore store) {
    return store.storage().ledger().snapshot().rows().stream().mapToLong(row -> row.appendedBytes()).sum();
  }

  @Test
  void aWriteWithoutDurabilityTouchesNoFileUntilItIsFlushed() {
    TestStore store = store(1, Map.of());
    Model model = new Model();
    long before = appendedBytes(store);
    for (int i = 0; i < 40; i++) {
      write(store, model, Durability.NONE, new Edit.Put("k" + i % 20, i + 1, 50, 0));
    }
    write(store, model, Durability.NONE, new Edit.Delete("k3", 100));
    for (String key : model.keys()) {
      assertThat(store.get(key, Model.NOTHING_EXPIRED, null)).isEqualTo(model.expected(key, Model.NOTHING_EXPIRED));
    }
    assertThat(appendedBytes(store)).isEqualTo(before);
    store.drive(store.engine().flush());
    assertThat(appendedBytes(store)).isGreaterThan(before);
    store.powerCut(new RandomStream(1));
    store.open();
    agrees(store, model);
    store.close();
  }

  /// Random lives: every answer is the model's, and so is what a life leaves that ends in good order.
  @Test
  void agreesWithAModelOverLivesThatEndInGoodOrder() {
    Seeds.of(25).forEach(seed -> {
      RandomStream random = new RandomStream(seed);
      Map<String, String> more = switch (random.nextInt(4)) {
        case 0 -> Map.of("compression", "lz4", "memoryBytes", "416k");
        case 1 -> Map.of("admission", "tinylfu");
        case 2 -> Map.of("memoryBytes", "5m");
        default -> Map.of();
      };
      TestStore store = store(seed, more);
      Model model = new Model();
      long version = 1;
      for (int i = 0; i < 900; i++) {
        version += 1 + random.nextInt(3);
        write(store, model, durability(random), edit(random, version, 200));
        if (random.nextInt(300) == 0) {
          store.drive(random.nextBoolean() ? store.engine().flush() : store.engine().compactAll());
        }
        if (random.nextInt(40) == 0) {
          String key = "k" + random.nextInt(200);
          assertThat(store.get(key, Model.NOTHING_EXPIRED, null)).as("seed %s, %s", seed, key)
              .isEqualTo(model.expected(key, Model.NOTHING_EXPIRED));
        }
        if (random.nextInt(350) == 0) {
          store.close();
          store.open();
          agrees(store, model);
        }
      }
      agrees(store, model);
      store.close();
    });
  }

  private static Durability durability(RandomStream random) {
    return switch (random.nextInt(20)) {
      case 0 -> Durability.SYNCED;
      case 1, 2 -> Durability.BUFFERED;
      default -> Durability.NONE;
    };
  }

  private static Edit edit(RandomStream random, long version, int keys) {
    String key = "k" + random.nextInt(keys);
    // No two edits have a version in common, late ones neither.
    long late = 1_000L * random.nextInt(60) + version % 997 + 1;
    long place = 1_000 * version - (random.nextInt(8) == 0 ? late : 0);
    return random.nextInt(6) == 0
        ? new Edit.Delete(key, place)
        : new Edit.Put(key, place, random.nextInt(8) == 0 ? random.nextInt(6_000) : random.nextInt(200), 0);
  }

  /// A crash leaves of each key some value it had, and never an older one than the last durable write left of it.
  @Test
  void aCrashLosesOnlyWhatWasWrittenAfterTheLastDurableWrite() {
    Seeds.of(25).forEach(seed -> {
      RandomStream random = new RandomStream(seed);
      TestStore store = store(seed, seed % 2 == 0 ? Map.of() : Map.of("memoryBytes", "5m"));
      boolean isCut = random.nextBoolean();
      Model all = new Model();
      Model durable = new Model();
      Map<String, List<Seen>> written = new HashMap<>();
      int writes = 200 + random.nextInt(600);
      for (int i = 0; i < writes; i++) {
        Edit edit = edit(random, i + 1, 150);
        Durability durability = durability(random);
        write(store, all, durability, edit);
        remember(written, edit);
        if (durability == Durability.SYNCED || (durability == Durability.BUFFERED && !isCut)) {
          durable = all.copy();
        }
      }
      if (isCut) {
        store.powerCut(random);
      } else {
        store.kill();
      }
      store.open();
      for (String key : all.keys()) {
        Seen seen = store.get(key, Model.NOTHING_EXPIRED, null);
        Seen least = durable.expected(key, Model.NOTHING_EXPIRED);
        boolean isOld = seen.outcome() == ReadOutcome.ABSENT
            ? least.outcome() != ReadOutcome.ABSENT
            : least.outcome() != ReadOutcome.ABSENT && seen.version() < least.version();
        assertThat(isOld).as("seed %s, %s: %s, durable %s", seed, key, seen, least).isFalse();
        if (seen.outcome() != ReadOutcome.ABSENT) {
          assertThat(written.getOrDefault(key, List.of())).as("seed %s, %s", seed, key).contains(seen);
        }
      }
      store.close();
    });
  }

  private static void remember(Map<String, List<Seen>> written, Edit edit) {
    switch (edit) {
      case Edit.Put put ->
          written.computeIfAbsent(put.key(), key -> new ArrayList<>())
              .add(new Seen(ReadOutcome.VALUE, put.version(), put.valueBytes(), 0));
      case Edit.Delete delete ->
          written.computeIfAbsent(delete.key(), key -> new ArrayList<>()).add(Seen.tombstone(delete.version()));
      case Edit.DeleteRange ignored -> throw new AssertionError("memory deletes no ranges");
    }
  }

  /// The log would refuse what it gets after the owner's promise; it has it before.
  @Test
  void whatWasKeptOutlivesARisingPurgeVersion() {
    TestStore store = store(3, Map.of());
    Model model = new Model();
    write(store, model, Durability.BUFFERED, new Edit.Put("deleted", 5, 40, 0), new Edit.Put("other", 6, 40, 0));
    write(store, model, Durability.NONE, new Edit.Put("kept", 10, 40, 0));
    write(store, model, Durability.NONE, new Edit.Delete("deleted", 11));
    store.purge(100);
    store.drive(store.engine().flush());
    store.close();
    store.open();
    assertThat(store.get("kept", 0, null).outcome()).isEqualTo(ReadOutcome.VALUE);
    assertThat(store.get("deleted", 0, null).outcome()).isNotEqualTo(ReadOutcome.VALUE);
    store.write(List.of(new Edit.Put("kept", 50, 10, 0)), Durability.NONE, failure -> {});
    assertThat(store.get("kept", 0, null).version()).isEqualTo(10);
    assertThat(store.engine().metrics().refusedWrites()).isEqualTo(1);
    store.close();
  }

  /// A batch of several records is logged at once, whatever it asks for.
  @Test
  void aCrashNeverHalvesABatch() {
    TestStore store = store(4, Map.of());
    Model model = new Model();
    for (int i = 0; i < 30; i++) {
      Edit first = new Edit.Put("a" + i, 2 * i + 1, 30, 0);
      write(store, model, Durability.NONE, first, new Edit.Put("b" + i, 2 * i + 2, 30, 0));
    }
    store.kill();
    store.open();
    for (int i = 0; i < 30; i++) {
      assertThat(store.get("a" + i, 0, null).outcome()).isEqualTo(store.get("b" + i, 0, null).outcome());
    }
    store.close();
  }
}
