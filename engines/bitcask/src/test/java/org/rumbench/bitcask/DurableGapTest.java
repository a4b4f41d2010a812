package org.rumbench.bitcask;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.rumbench.engine.Durability;
import org.rumbench.runtime.RandomStream;
import org.rumbench.runtime.sim.SimRuntime;
import org.rumbench.storage.fault.DiskImage;
import org.rumbench.storage.fault.HeldSyncs;
import org.rumbench.storage.sim.MemoryMedium;
import org.rumbench.storage.sim.SimulatedDisk;
import org.rumbench.testkit.Design;
import org.rumbench.testkit.script.Edit;
import org.rumbench.testkit.store.TestStore;

/// Segments closed one soon after the other may sync in any order.
class DurableGapTest {
  private static final String FIRST = "data-00000001.log";
  private static final String SECOND = "data-00000002.log";
  private static final String THIRD = "data-00000003.log";
  private static final int OUTCOMES = 200;

  private @Nullable HeldSyncs held;

  private HeldSyncs held() {
    return Objects.requireNonNull(held);
  }

  private static void put(TestStore store, String key, long version, int valueBytes) {
    store.write(List.of(new Edit.Put(key, version, valueBytes, 0)), Durability.BUFFERED, failure -> {});
  }

  /// A manifest that is published when the third segment is durable and the second is not must not count on the third:
  /// when the power fails, the torn end of the second was taken for damage, and the store did not open.
  @Test
  void nothingBehindASegmentThatIsNotDurableCountsAsDurable() {
    MemoryMedium medium = new MemoryMedium(SimulatedDisk.free());
    Design design = Design.miniature(new BitcaskFactory());
    TestStore store =
        new TestStore(design, new SimRuntime(1), life -> {
          HeldSyncs opened = new HeldSyncs(medium.open(life));
          opened.hold(FIRST, SECOND);
          held = opened;
          return opened;
        }).open();
    put(store, "a", 1, 4_200);
    put(store, "b", 2, 4_200);
    put(store, "c", 3, 4_200);
    put(store, "d", 4, 20);
    store.runtime().runUntilIdle();
    held().hold(SECOND);
    held().letGoAll(FIRST);
    store.runtime().runUntilIdle();
    assertThat(store.disk().image().files()).as("the first is sealed").containsKey(HintDescriptor.fileName(1))
        .doesNotContainKey(HintDescriptor.fileName(2));
    int length = lengthOf(store.disk().image(), SECOND);
    RandomStream random = new RandomStream(1);
    List<Integer> gaps = new ArrayList<>();
    for (int i = 0; i < OUTCOMES; i++) {
      DiskImage left = store.disk().afterPowerCut(random);
      if (lengthOf(left, SECOND) < length && lengthOf(left, THIRD) > 0) {
        gaps.add(i);
      }
      opensToAPrefix(design, left, i);
    }
    assertThat(gaps).as("outcomes with a gap").hasSizeGreaterThan(10);
    held().hold();
    held().letGoAll(SECOND);
    store.drive(store.engine().flush());
    store.close();
  }

  private static int lengthOf(DiskImage image, String name) {
    byte[] bytes = image.files().get(name);
    return bytes == null ? 0 : bytes.length;
  }

  private static void opensToAPrefix(Design design, DiskImage left, int outcome) {
    MemoryMedium medium = new MemoryMedium(SimulatedDisk.free(), left.files());
    TestStore again = new TestStore(design, new SimRuntime(2), medium::open).open();
    String keys = String.join("", again.entries().keySet());
    assertThat(keys).as("keys after outcome %s:%n%s", outcome, left).isIn("a", "ab", "abc", "abcd");
    again.close();
  }
}
