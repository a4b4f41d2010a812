package org.rumbench.bitcask;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.rumbench.engine.Durability;
import org.rumbench.runtime.RandomStream;
import org.rumbench.runtime.sim.SimOptions;
import org.rumbench.runtime.sim.SimRuntime;
import org.rumbench.storage.IoPurpose;
import org.rumbench.storage.sim.IoCost;
import org.rumbench.storage.sim.MemoryMedium;
import org.rumbench.storage.sim.SimulatedDisk;
import org.rumbench.storage.sim.StorageTrace;
import org.rumbench.testkit.Design;
import org.rumbench.testkit.model.Seen;
import org.rumbench.testkit.script.Edit;
import org.rumbench.testkit.store.TestStore;

/// Opening by several jobs at once, from hints and from records.
class SegmentLoadTest {
  private static final int KEYS = 300;

  private static TestStore store(String useHints, long seed) {
    Map<String, String> options =
        Map.of("segmentBytes", "4k", "mergeDeadFraction", "1", "smallSegmentBytes", "0", "useHints", useHints);
    return new TestStore(Design.miniature(new BitcaskFactory()).with(options), new SimRuntime(seed));
  }

  private static void fill(TestStore store, RandomStream random) {
    for (int i = 1; i <= 4 * KEYS; i++) {
      String key = "key " + random.nextInt(KEYS);
      Edit edit = random.nextInt(8) == 0 ? new Edit.Delete(key, i) : new Edit.Put(key, i, 90, 0);
      store.write(List.of(edit), Durability.BUFFERED, failure -> {});
    }
    store.drive(store.engine().flush());
  }

  private static long recoveryBytes(TestStore store) {
    return store.storage().ledger().snapshot().row(IoPurpose.RECOVERY).transferredBytes();
  }

  /// Goal: in whatever order segments are loaded, every key has its newest record, and counters of dead bytes are right
  /// (the next opening would find a record of a removed segment otherwise).
  @ParameterizedTest
  @ValueSource(strings = {"true", "false"})
  void whateverOrderSegmentsAreLoadedInTheNewestRecordsStay(String useHints) {
    for (int seed = 1; seed <= 20 * Integer.getInteger("seeds", 1); seed++) {
      TestStore store = store(useHints, seed).open();
      fill(store, new RandomStream(seed));
      SortedMap<String, Seen> before = store.entries();
      store.close();
      store.open();
      assertThat(store.entries()).as("seed %s", seed).isEqualTo(before);
      store.drive(store.engine().compactAll());
      assertThat(store.entries()).as("seed %s, merged", seed).isEqualTo(before);
      store.close();
      store.open();
      assertThat(store.entries()).as("seed %s, merged and opened", seed).isEqualTo(before);
      store.close();
    }
  }

  /// Goal: several segments are loaded at once. Method: with files of several slices each, one is read on after another
  /// was; that shows whether the next begins before the last has ended.
  @ParameterizedTest
  @ValueSource(strings = {"true", "false"})
  void segmentsAreLoadedBesideEachOther(String useHints) {
    String wanted = useHints.equals("true") ? HintDescriptor.PREFIX : SegmentDescriptor.DATA_PREFIX;
    List<String> read = new ArrayList<>();
    StorageTrace trace = (call, file, offset, length) -> {
      boolean isWanted = call.equals("read") && file.contains(wanted);
      if (isWanted && (read.isEmpty() || !read.getLast().equals(file))) {
        read.add(file);
      }
    };
    SimRuntime runtime = new SimRuntime(1, SimOptions.DEFAULT.withFixedBudgetBytes(16 * 1024));
    Map<String, String> options =
        Map.of("segmentBytes", "512k", "mergeDeadFraction", "1", "smallSegmentBytes", "0", "useHints", useHints);
    TestStore store =
        new TestStore(
            Design.miniature(new BitcaskFactory()).with(options), runtime,
            new MemoryMedium(SimulatedDisk.free(), IoCost.FREE, trace)::open).open();
    for (int i = 0; i < 30_000; i++) {
      store.write(List.of(new Edit.Put("key " + i, i + 1, 10, 0)), Durability.BUFFERED, failure -> {});
    }
    store.drive(store.engine().flush());
    store.close();
    read.clear();
    store.open();
    assertThat(Set.copyOf(read)).hasSizeGreaterThan(2);
    assertThat(read).as("one is read on after another").hasSizeGreaterThan(Set.copyOf(read).size());
    store.close();
  }

  /// Small segments that were merged into others as small were due again for ever, and settling never ended.
  @ParameterizedTest
  @ValueSource(strings = {"16m", "1"})
  void settlingEndsWhereEverySegmentIsSmall(String mergeMaximumInputBytes) {
    Map<String, String> options =
        Map.of("segmentBytes", "4k", "smallSegmentBytes", "1m", "mergeMaximumInputBytes", mergeMaximumInputBytes);
    TestStore store = new TestStore(Design.miniature(new BitcaskFactory()).with(options), new SimRuntime(1)).open();
    fill(store, new RandomStream(1));
    store.drive(store.engine().settle());
    assertThat(store.engine().metrics().work().merges()).isLessThan(100);
    store.close();
  }

  /// Records of about 130 bytes against hints of about 40.
  @Test
  void hintsAreAFractionOfTheRecords() {
    long[] bytes = new long[2];
    for (int i = 0; i < 2; i++) {
      TestStore store = store(i == 0 ? "true" : "false", 1).open();
      fill(store, new RandomStream(1));
      store.close();
      store.open();
      bytes[i] = recoveryBytes(store);
      store.close();
    }
    assertThat(bytes[0]).isBetween(1L, bytes[1] / 2);
  }
}
