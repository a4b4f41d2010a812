package org.rumbench.lsm.twocomponent;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;
import org.rumbench.engine.Durability;
import org.rumbench.engine.EngineEvent;
import org.rumbench.runtime.RandomStream;
import org.rumbench.runtime.sim.SimRuntime;
import org.rumbench.storage.IoPurpose;
import org.rumbench.storage.LedgerSnapshot;
import org.rumbench.testkit.Design;
import org.rumbench.testkit.script.Edit;
import org.rumbench.testkit.store.TestStore;

/// What the design costs: each flush of a memory subtree rewrites its whole disk subtree.
class WriteAmplificationTest {
  private static final int VALUE_BYTES = 100;
  private static final int KEY_BYTES = 7;
  /// What a record takes in a leaf: entry header, key, value and slot.
  private static final int RECORD_BYTES =
      SubtreeDescriptor.LEAF_KEY_OFFSET + KEY_BYTES + VALUE_BYTES + Integer.BYTES;
  private static final int PAGE_BYTES = 1024;

  private final RandomStream random = new RandomStream(1);
  private long version;

  /// Merged pages written over record bytes that came from memory.
  ///
  /// @param measured  by the ledger
  /// @param predicted |C1 subtree| / |C0 part|: full leaf pages over record bytes of one memory tree
  private record Amplification(double measured, double predicted) {}

  private void put(TestStore store, int key) {
    Edit edit = new Edit.Put("k%06d".formatted(key), ++version, VALUE_BYTES, 0);
    store.write(List.of(edit), Durability.BUFFERED, failure -> {});
  }

  private static long mergedBytes(LedgerSnapshot ledger) {
    return ledger.row(IoPurpose.COMPACTION_LEVEL_1).appendedBytes();
  }

  /// Overwrites uniformly, three times as many records as there are keys.
  private Amplification overwritten(int keys, String memtableBytes) {
    Design design =
        Design.miniature(new TwoComponentFactory())
            .with(
                Map.of(
                    "memtableBytes", memtableBytes, "pageBytes", Integer.toString(PAGE_BYTES), "subtreeBytes", "16k"));
    TestStore store = new TestStore(design, new SimRuntime(1)).open();
    for (int key = 0; key < keys; key++) {
      put(store, key);
    }
    store.drive(store.engine().flush());
    store.drive(store.engine().settle());
    long flushesBefore = flushes(store);
    LedgerSnapshot before = store.storage().ledger().snapshot();
    for (int i = 0; i < 3 * keys; i++) {
      put(store, random.nextInt(keys));
    }
    store.drive(store.engine().flush());
    store.drive(store.engine().settle());
    long written = mergedBytes(store.storage().ledger().snapshot()) - mergedBytes(before);
    double fromMemory = 3.0 * keys * RECORD_BYTES;
    int recordsInPage = (PAGE_BYTES - SubtreeDescriptor.HEADER_LENGTH) / RECORD_BYTES;
    double diskTree = (double) keys / recordsInPage * PAGE_BYTES;
    double memoryTree = fromMemory / (flushes(store) - flushesBefore);
    store.close();
    return new Amplification(written / fromMemory, diskTree / memoryTree);
  }

  private static long flushes(TestStore store) {
    return store.events().stream().filter(event -> event instanceof EngineEvent.FlushEnded).count();
  }

  @Test
  void isTheRatioOfTheDiskSubtreeToItsPartOfMemory() {
    Amplification large = overwritten(2_000, "32k");
    Amplification small = overwritten(2_000, "128k");
    System.out.println("write amplification, two-component: C0 of 32k " + large + ", C0 of 128k " + small);
    assertThat(large.measured()).isCloseTo(large.predicted(), Percentage.withPercentage(25));
    assertThat(small.measured()).isCloseTo(small.predicted(), Percentage.withPercentage(25));
  }
}
