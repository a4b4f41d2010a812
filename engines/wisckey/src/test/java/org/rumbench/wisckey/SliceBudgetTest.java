package org.rumbench.wisckey;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.SortedMap;
import java.util.TreeMap;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.rumbench.runtime.sim.SimOptions;
import org.rumbench.storage.IoPurpose;
import org.rumbench.storage.StorageFile;

/// Where slices end never shows in the files that jobs write: budgets of one byte and without bound leave equal ones.
/// Logs (the head segments and the manifest) have the same names but say in each unit what was durable at that moment.
final class SliceBudgetTest {
  private static SortedMap<String, Integer> filesWith(long budgetBytes) {
    Store store =
        new Store(6, SimOptions.DEFAULT.withWorkers(1).withFixedBudgetBytes(budgetBytes))
            .with("collectDeadFraction", "1").with("collectDeadShare", "1").with("memtableBytes", "64k").open();
    for (int i = 0; i < 400; i++) {
      store.put("key" + i % 50, i + 1);
    }
    store.join(store.engine().flush());
    store.runtime.runUntilIdle();
    store.join(store.engine().compactAll());
    store.runtime.runUntilIdle();
    assertThat(store.collections()).isPositive();
    store.join(store.engine().flush());
    store.runtime.runUntilIdle();
    SortedMap<String, Integer> files = new TreeMap<>();
    for (String name : store.storage().list()) {
      StorageFile file = store.storage().open(name, IoPurpose.HARNESS);
      byte[] bytes = new byte[(int) file.lengthBytes()];
      file.read(0, new UnsafeBuffer(bytes), 0, bytes.length, IoPurpose.HARNESS);
      file.release();
      boolean isLog = name.endsWith(".vlog") || name.endsWith(".manifest");
      files.put(name, isLog ? 0 : Arrays.hashCode(bytes));
    }
    store.close();
    return files;
  }

  @Test
  void collectionsWriteTheSameBytesWhateverTheBudget() {
    SortedMap<String, Integer> unbounded = filesWith(Long.MAX_VALUE);
    assertThat(filesWith(1)).isEqualTo(unbounded);
    assertThat(filesWith(777)).isEqualTo(unbounded);
    assertThat(unbounded.keySet()).anyMatch(name -> name.endsWith(".vgc"));
  }
}
