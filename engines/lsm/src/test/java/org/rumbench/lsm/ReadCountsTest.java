package org.rumbench.lsm;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.rumbench.engine.Durability;
import org.rumbench.engine.EngineMetrics;
import org.rumbench.runtime.sim.SimRuntime;
import org.rumbench.testkit.Design;
import org.rumbench.testkit.script.Edit;
import org.rumbench.testkit.store.TestStore;

/// Why point reads pass tables over: by key range, by filter, or not at all.
class ReadCountsTest {
  private static TestStore twoRuns(Map<String, String> options) {
    TestStore store = new TestStore(Design.miniature(new SizeTieredFactory()).with(options), new SimRuntime(2)).open();
    for (String prefix : List.of("a", "m")) {
      for (int i = 0; i < 20; i++) {
        store.write(List.of(new Edit.Put(prefix + (10 + 2 * i), 1, 8, 0)), Durability.BUFFERED, failure -> {});
      }
      store.drive(store.engine().flush());
    }
    return store;
  }

  private static EngineMetrics.Reads readsOf(TestStore store, String prefix) {
    for (int i = 0; i < 19; i++) {
      store.get(prefix + (11 + 2 * i), 0, null);
    }
    return store.engine().metrics().reads();
  }

  @Test
  void runsOutOfRangeCountApartFromFiltersAndTheirErrors() {
    TestStore store = twoRuns(Map.of("bloomBitsPerKey", "30"));
    EngineMetrics.Reads absentInOne = readsOf(store, "a");
    assertThat(absentInOne.runsOutOfRange()).isEqualTo(19);
    assertThat(absentInOne.filtersProbed()).isEqualTo(19);
    assertThat(absentInOne.filterFalsePositives()).isZero();
    EngineMetrics.Reads absentInAll = readsOf(store, "z");
    assertThat(absentInAll.runsOutOfRange()).isEqualTo(19 + 2 * 19);
    assertThat(absentInAll.filtersProbed()).isEqualTo(19);
    store.close();

    TestStore weak = twoRuns(Map.of("filter", "classic", "bloomBitsPerKey", "1"));
    assertThat(readsOf(weak, "m").filterFalsePositives()).isBetween(1L, 18L);
    weak.close();

    TestStore none = twoRuns(Map.of("filter", "none"));
    EngineMetrics.Reads unfiltered = readsOf(none, "m");
    assertThat(unfiltered.filtersProbed()).isZero();
    assertThat(unfiltered.filterFalsePositives()).isZero();
    assertThat(unfiltered.blocksTouched()).isPositive();
    assertThat(none.engine().metrics().memory().filterBytes()).isZero();
    none.close();
  }

  /// Goal: a small run beside a large one gets more filter bits, in about the memory of the uniform allocation.
  @Test
  void monkeyGivesSmallRunsMoreBitsInTheSameMemory() {
    long uniform = filterBytes("uniform", 0);
    long monkey = filterBytes("monkey", 0);
    assertThat(filterBytes("monkey", 1)).isGreaterThan(filterBytes("uniform", 1) * 3 / 2);
    assertThat((double) monkey).isBetween(0.8 * uniform, 1.25 * uniform);
  }

  /// Filter bytes of a merged run of many keys and a flushed one of few; with `part` 1 of the latter alone.
  private static long filterBytes(String allocation, int part) {
    Design design = Design.miniature(new SizeTieredFactory())
        .with(Map.of("filterAllocation", allocation, "filter", "classic", "memtableBytes", "2m"));
    TestStore store = new TestStore(design, new SimRuntime(2)).open();
    put(store, 0, 2_000);
    store.drive(store.engine().flush());
    store.drive(store.engine().compactAll());
    long large = store.engine().metrics().memory().filterBytes();
    put(store, 2_000, 100);
    store.drive(store.engine().flush());
    long all = store.engine().metrics().memory().filterBytes();
    store.close();
    return part == 0 ? all : all - large;
  }

  private static void put(TestStore store, int from, int count) {
    for (int i = from; i < from + count; i++) {
      store.write(List.of(new Edit.Put("key" + (10_000 + i), 1, 8, 0)), Durability.BUFFERED, failure -> {});
    }
  }
}
