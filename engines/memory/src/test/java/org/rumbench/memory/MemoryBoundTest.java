package org.rumbench.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.rumbench.engine.Durability;
import org.rumbench.engine.EngineMetrics;
import org.rumbench.engine.ReadOutcome;
import org.rumbench.runtime.RandomStream;
import org.rumbench.runtime.sim.SimRuntime;
import org.rumbench.storage.StorageFullException;
import org.rumbench.testkit.Design;
import org.rumbench.testkit.script.Edit;
import org.rumbench.testkit.store.TestStore;

/// The bound of memory: kept at every moment, filled as far as it goes, and refused to keys that would pass it.
class MemoryBoundTest {
  private static TestStore store(Map<String, String> options) {
    Design design =
        Design.miniature(new MemoryFactory())
            .with(Map.of("segmentBytes", "1m", "smallSegmentBytes", "0", "mergeMaximumInputBytes", "2m"));
    return new TestStore(design.with(options), new SimRuntime(1)).open();
  }

  /// Of values and keys.
  private static long memory(TestStore store) {
    EngineMetrics.Memory memory = store.engine().metrics().memory();
    return memory.cacheBytes() + memory.keyDirectoryBytes();
  }

  private static void put(TestStore store, String key, long version, int valueBytes, Durability durability) {
    store.write(List.of(new Edit.Put(key, version, valueBytes, 0)), durability, failure -> {});
  }

  /// Data four times the memory, loaded, overwritten and read: the bound holds after every step, and memory is used.
  @Test
  void theBoundHoldsWithFourTimesTheData() {
    for (Map<String, String> more : List.of(
        Map.<String, String>of(), Map.of("compression", "lz4"), Map.of("admission", "tinylfu"),
        Map.of("compression", "zstd", "dictionary", "true"), Map.of("log", "off"))) {
      long bound = 5 << 19;
      TestStore store = store(with(more, "memoryBytes", Long.toString(bound)));
      int records = 10 * 1024;
      RandomStream random = new RandomStream(1);
      for (int i = 0; i < 2 * records; i++) {
        int key = i < records ? i : random.nextInt(records);
        put(store, "key" + key, i + 1, 1_000, i % 3 == 0 ? Durability.BUFFERED : Durability.NONE);
        if (i % 500 == 0) {
          store.drive(store.engine().settle());
        }
        if (i % 50 == 0) {
          checkWithin(bound, store, more + ", write " + i);
        }
      }
      for (int i = 0; i < records; i++) {
        String key = "key" + random.nextInt(records);
        assertThat(store.get(key, 0, null).outcome()).isEqualTo(ReadOutcome.VALUE);
        if (i % 50 == 0) {
          checkWithin(bound, store, more + ", read " + i);
        }
      }
      assertThat(store.engine().metrics().memory().totalBytes()).as("%s: memory is used", more)
          .isGreaterThan(bound * 9 / 10);
      assertThat(store.engine().metrics().reads().cacheHits()).as("%s: it serves reads", more)
          .isGreaterThan(records / 20);
      store.close();
    }
  }

  /// The bound of values and keys does not hang on background work that keeps up.
  @Test
  void theBoundOfValuesAndKeysHoldsWhileSegmentsWaitToBeSealed() {
    long bound = 5 << 19;
    for (String compression : List.of("none", "lz4", "zstd")) {
      TestStore store = store(Map.of("memoryBytes", Long.toString(bound), "compression", compression));
      for (int i = 0; i < 10 * 1024; i++) {
        put(store, "key" + i, i + 1, 1_000, i % 3 == 0 ? Durability.BUFFERED : Durability.NONE);
        if (i % 50 == 0) {
          assertThat(memory(store)).as("%s, write %s", compression, i).isLessThanOrEqualTo(bound);
        }
      }
      store.close();
    }
  }

  /// Values and keys stay within the bound. Residents make room for the hints of segments being written, too, from the
  /// next write on; what a merge gathers meanwhile stays within a twentieth.
  private static void checkWithin(long bound, TestStore store, String when) {
    assertThat(memory(store)).as(when).isLessThanOrEqualTo(bound);
    assertThat(store.engine().metrics().memory().totalBytes()).as(when).isLessThanOrEqualTo(bound + bound / 20);
  }

  private static Map<String, String> with(Map<String, String> options, String name, String text) {
    Map<String, String> all = new TreeMap<>(options);
    all.put(name, text);
    return all;
  }

  /// Keys push values out; when they alone would pass the bound, their writes are refused and nothing of them is kept.
  @Test
  void residentsShrinkForKeysUntilKeysAreRefused() {
    for (String log : List.of("on", "off")) {
      for (Durability durability : List.of(Durability.NONE, Durability.BUFFERED)) {
        refusesKeys(log, durability);
      }
    }
  }

  private static void refusesKeys(String log, Durability durability) {
    TestStore store = store(Map.of("log", log, "memoryBytes", "1m"));
    String what = "log " + log + ", " + durability;
    String refused = null;
    int accepted = 0;
    while (refused == null) {
      try {
        put(store, "key" + accepted, accepted + 1, 100, durability);
        accepted++;
      } catch (StorageFullException full) {
        refused = String.valueOf(full.getMessage());
      }
      if (accepted % 100 == 0) {
        assertThat(memory(store)).as(what).isLessThanOrEqualTo(1 << 20);
      }
      assertThat(accepted).as(what).isLessThan(100_000);
    }
    assertThat(refused).contains("memoryBytes = 1048576").containsPattern("would take \\d+ bytes");
    assertThat(accepted).as("%s: two slabs of keys fit in a MiB", what).isGreaterThan(8_000);
    assertThat(memory(store)).as(what).isLessThanOrEqualTo(1 << 20);
    assertThat(store.get("key" + accepted, 0, null).outcome()).as(what).isEqualTo(ReadOutcome.ABSENT);
    TestStore full = store;
    int last = accepted;
    assertThatThrownBy(() -> full.write(
            List.of(new Edit.Put("key1", 1_000_000, 10, 0), new Edit.Put("key" + last, 1_000_001, 10, 0)),
            durability, failure -> {}))
        .as(what).isInstanceOf(StorageFullException.class);
    assertThat(store.get("key1", 0, null).version()).as("all or nothing").isEqualTo(2);
    put(store, "key1", 1_000_002, 200, durability);
    store.write(List.of(new Edit.Delete("key2", 1_000_003)), durability, failure -> {});
    assertThat(store.get("key1", 0, null).version()).as("known keys are written as ever").isEqualTo(1_000_002);
    assertThat(store.get("key2", 0, null).outcome()).isEqualTo(ReadOutcome.TOMBSTONE);
    assertThat(store.entries()).hasSize(accepted);
    store.close();
    store.open();
    assertThat(store.entries()).hasSize(accepted);
    store.close();
  }

  /// Goal: a key that the log may forget by itself keeps its room as long as a newer value of it is kept here. Method:
  /// memory full of keys; those that expire get new values, a merge forgets their old ones, new keys come as far as they
  /// are let in; then the log must take everything.
  @Test
  void keysThatTheLogForgetsBelowNewerValuesKeepTheirRoom() {
    TestStore store = store(Map.of("log", "off", "memoryBytes", "1m"));
    int passing = 300;
    for (int i = 0; i < passing; i++) {
      store.write(List.of(new Edit.Put("passing" + i, i + 1, 100, 1_000)), Durability.BUFFERED, failure -> {});
    }
    store.engine().setPurgeVersion(500);
    int filled = putUntilRefused(store, "key", 1_000);
    for (int i = 0; i < passing; i++) {
      put(store, "passing" + i, 1_000_000 + i, 100, Durability.NONE);
    }
    store.engine().setEarliestReadMillis(2_000);
    store.drive(store.engine().compactAll());
    int more = putUntilRefused(store, "more", 2_000_000);
    store.drive(store.engine().flush());
    assertThat(store.entries()).hasSize(passing + filled + more);
    store.close();
  }

  private static int putUntilRefused(TestStore store, String name, long version) {
    for (int i = 0; ; i++) {
      try {
        put(store, name + i, version + i, 100, Durability.NONE);
      } catch (StorageFullException full) {
        return i;
      }
    }
  }

  @Test
  void aBoundBelowTheLeastIsRefusedAndNamesIt() {
    assertThatThrownBy(() -> store(Map.of("memoryBytes", "100k")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("memoryBytes")
        .hasMessageContaining("102400");
    assertThatThrownBy(() -> store(Map.of("compression", "brotli")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("brotli");
    assertThatThrownBy(() -> store(Map.of("dictionary", "true")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("dictionary");
  }

  /// A walk over everything does not wash out what is asked for more often; CLOCK alone cannot tell the two apart.
  @Test
  void tinyLfuKeepsWhatIsAskedForOften() {
    long clock = hits("clock");
    long tinyLfu = hits("tinylfu");
    assertThat(tinyLfu).as("hits, beside %s of CLOCK", clock).isGreaterThan(clock * 11 / 10);
  }

  private static long hits(String admission) {
    TestStore store = store(Map.of("memoryBytes", "2m", "admission", admission));
    int records = 8_000;
    for (int i = 0; i < records; i++) {
      put(store, "key" + i, i + 1, 500, Durability.BUFFERED);
    }
    RandomStream random = new RandomStream(5);
    int scanned = 0;
    long before = 0;
    for (int i = 0; i < 40_000; i++) {
      if (i == 15_000) {
        before = store.engine().metrics().reads().cacheHits();
      }
      int key = random.nextInt(10) < 3 ? random.nextInt(1_000) : 1_000 + scanned++ % 7_000;
      store.get("key" + key, 0, null);
    }
    long hits = store.engine().metrics().reads().cacheHits() - before;
    store.close();
    return hits;
  }
}
