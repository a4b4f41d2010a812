package org.rumbench.testkit;

import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.rumbench.engine.Durability;
import org.rumbench.runtime.RandomStream;
import org.rumbench.runtime.sim.SimRuntime;
import org.rumbench.storage.sim.MemoryMedium;
import org.rumbench.runtime.sim.SliceBudgetContract;
import org.rumbench.testkit.script.Edit;
import org.rumbench.testkit.store.TestStore;

/// Where slices end never shows in the files: budgets of one byte, drawn and unbounded give the same bytes, after flushes,
/// compactions, merges, collections, hints, openings after a kill and full reorganisations.
public interface SliceContract extends TestedDesign {
  /// Options, over the miniature ones, under which the design runs one background job at a time: which of two jobs ends
  /// first depends on their slices, and names and numbers of files on that.
  default Map<String, String> oneJobAtATime() {
    return Map.of();
  }

  /// Whether a file is a log that says in its units what was durable at that moment while several jobs append to it: that
  /// is a matter of time, so only its name and length are compared.
  default boolean isLogOfManyJobs(String fileName) {
    return false;
  }

  @Test
  default void slicesNeverShowInTheFiles() {
    SliceBudgetContract.assertBytesEqual(this::filesAfterAllKindsOfWork);
  }

  private SortedMap<String, byte[]> filesAfterAllKindsOfWork(SimRuntime runtime) {
    SortedMap<String, byte[]> files = new TreeMap<>();
    // On a disk that takes no time: the time at which something was written may show, and syncs differ in theirs.
    TestStore store = new TestStore(design().with(oneJobAtATime()), runtime, new MemoryMedium()::open);
    RandomStream random = new RandomStream(7);
    long version = 1;
    for (int life = 0; life < 3; life++) {
      store.open();
      runtime.runUntilIdle();
      record(files, "opened " + life, store);
      for (int round = 0; round < 4; round++) {
        for (int i = 0; i < 90; i++) {
          String key = "key" + random.nextInt(120);
          version++;
          Edit edit =
              random.nextInt(8) == 0
                  ? new Edit.Delete(key, version)
                  : new Edit.Put(key, version, random.nextInt(150), 0);
          store.write(List.of(edit), Durability.BUFFERED, failure -> {});
          runtime.runUntilIdle();
        }
        store.drive(round % 2 == 0 ? store.engine().flush() : store.engine().settle());
        runtime.runUntilIdle();
        record(files, "life " + life + " round " + round, store);
      }
      if (life == 1) {
        store.purge(version - 200);
        store.drive(store.engine().compactAll());
        runtime.runUntilIdle();
        record(files, "reorganised", store);
      }
      if (life < 2) {
        store.kill();
      }
    }
    store.close();
    return files;
  }

  private void record(SortedMap<String, byte[]> files, String moment, TestStore store) {
    store.disk().image().files().forEach(
        (path, bytes) -> files.put(moment + "/" + path, isLogOfManyJobs(path) ? new byte[bytes.length] : bytes));
  }
}
