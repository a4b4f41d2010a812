package org.rumbench.lsm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.rumbench.engine.Durability;
import org.rumbench.engine.WriteStatus;
import org.rumbench.runtime.RandomStream;
import org.rumbench.runtime.sim.SimRuntime;
import org.rumbench.storage.CorruptionException;
import org.rumbench.storage.IoPurpose;
import org.rumbench.storage.StorageException;
import org.rumbench.storage.fault.DiskImage;
import org.rumbench.storage.fault.FaultPlan;
import org.rumbench.storage.fault.StorageCall;
import org.rumbench.storage.sim.MemoryMedium;
import org.rumbench.storage.sim.SimulatedDisk;
import org.rumbench.testkit.Design;
import org.rumbench.testkit.model.Seen;
import org.rumbench.testkit.script.Edit;
import org.rumbench.testkit.store.TestStore;

/// Logs, syncs and damage, where the tree's own files are looked at; the rest is the testkit's.
class DurabilityTest {
  private static final Design DESIGN = Design.miniature(new LeveledFactory());

  private static Edit value(int number) {
    return new Edit.Put("k" + number, number + 1, 20, 0);
  }

  private static void put(TestStore store, Edit edit) {
    store.write(List.of(edit), Durability.BUFFERED, failure -> {});
  }

  private static TestStore over(DiskImage image, long seed) {
    return new TestStore(DESIGN, new SimRuntime(seed), new MemoryMedium(SimulatedDisk.restless(), image.files())::open);
  }

  private static String nameOf(DiskImage image, String extension) {
    return image.files().keySet().stream().filter(name -> name.endsWith(extension)).findFirst().orElseThrow();
  }

  private static byte[] bytesOf(DiskImage image, String name) {
    return image.files().getOrDefault(name, new byte[0]);
  }

  @Test
  void afterAFailedAppendEveryWriteIsRefused() {
    TestStore store = new TestStore(DESIGN, new SimRuntime(3)).open();
    store.follow(FaultPlan.nth(StorageCall.APPEND, 1, FaultPlan.Fate.DEVICE_ERROR));
    assertThatThrownBy(() -> put(store, value(1))).isInstanceOf(StorageException.class);
    assertThatThrownBy(() -> put(store, value(2))).isInstanceOf(StorageException.class);
    assertThat(store.get("k1", 0, null)).isEqualTo(Seen.ABSENT);
  }

  @Test
  void oneSyncServesAllThatWait() {
    TestStore store =
        new TestStore(new Design(new LeveledFactory(), new TreeMap<>()), new SimRuntime(5)).open();
    store.runtime().runFor(1_000_000);
    long before = store.storage().ledger().snapshot().row(IoPurpose.LOG).syncs();
    List<@Nullable RuntimeException> done = new ArrayList<>();
    for (int i = 0; i < 64; i++) {
      assertThat(store.write(List.of(value(i)), Durability.SYNCED, done::add)).isEqualTo(WriteStatus.PENDING);
    }
    assertThat(done).isEmpty();
    store.runtime().runUntil(() -> done.size() == 64);
    assertThat(done).hasSize(64).containsOnlyNulls();
    assertThat(store.storage().ledger().snapshot().row(IoPurpose.LOG).syncs() - before).isLessThanOrEqualTo(3);
  }

  @Test
  void aLogTornAtAnyByteGivesAPrefix() {
    TestStore store = new TestStore(DESIGN, new SimRuntime(7)).open();
    for (int i = 0; i < 12; i++) {
      put(store, value(i));
    }
    DiskImage whole = store.disk().image();
    String log = nameOf(whole, ".log");
    int last = -1;
    for (int length = 0; length <= bytesOf(whole, log).length; length++) {
      TestStore reopened = over(whole.with(log, java.util.Arrays.copyOf(bytesOf(whole, log), length)), length).open();
      int found = reopened.entries().size();
      for (int i = 0; i < 12; i++) {
        assertThat(reopened.get("k" + i, 0, null).version()).isEqualTo(i < found ? i + 1 : 0);
      }
      assertThat(found).isGreaterThanOrEqualTo(last);
      last = found;
      put(reopened, new Edit.Put("new", 100, 10, 0));
      reopened.close();
      assertThat(reopened.open().get("new", 0, null).version()).isEqualTo(100);
    }
    assertThat(last).isEqualTo(12);
  }

  @Test
  void aFlippedBitInATableIsReportedAndNeverServed() {
    TestStore store = new TestStore(DESIGN, new SimRuntime(8)).open();
    for (int i = 0; i < 30; i++) {
      put(store, value(i));
    }
    store.drive(store.engine().flush());
    store.close();
    DiskImage whole = store.disk().image();
    String table = nameOf(whole, ".table");
    RandomStream random = new RandomStream(8);
    for (int round = 0; round < 300; round++) {
      byte[] damaged = bytesOf(whole, table).clone();
      int at = 16 + random.nextInt(damaged.length - 16);
      damaged[at] ^= (byte) (1 << random.nextInt(8));
      TestStore reopened = over(whole.with(table, damaged), round);
      assertThatThrownBy(() -> {
            reopened.open();
            for (int i = 0; i < 30; i++) {
              assertThat(reopened.get("k" + i, 0, null).version()).isEqualTo(i + 1);
            }
          })
          .as("byte " + at)
          .isInstanceOf(CorruptionException.class);
    }
  }
}
