package org.rumbench.lsm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.agrona.concurrent.UnsafeBuffer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.rumbench.engine.Durability;
import org.rumbench.engine.EngineEvent;
import org.rumbench.engine.WriteBatch;
import org.rumbench.engine.WriteStatus;
import org.rumbench.runtime.Environment;
import org.rumbench.runtime.RandomStream;
import org.rumbench.runtime.sim.SimOptions;
import org.rumbench.runtime.sim.SimRuntime;
import org.rumbench.storage.CorruptionException;
import org.rumbench.storage.IoPurpose;
import org.rumbench.storage.Storage;
import org.rumbench.storage.StorageException;
import org.rumbench.storage.StorageFile;
import org.rumbench.storage.fault.FaultPlan;
import org.rumbench.storage.fault.FaultStorage;
import org.rumbench.storage.fault.StorageCall;
import org.rumbench.storage.sim.MemoryMedium;

/// Logs, syncs and damage.
class DurabilityTest {
  private static final class Faulty {
    final SimRuntime runtime = new SimRuntime(3);
    final MemoryMedium medium = new MemoryMedium();
    @Nullable FaultStorage storage;
    final TestTree tree =
        new TestTree(
            runtime, new LeveledFactory(), TestTree.tiny(new LeveledFactory()),
            environment -> {
              FaultStorage opened = new FaultStorage(medium.open(environment), environment, FaultPlan.NONE);
              storage = opened;
              return opened;
            });

    void failNext(StorageCall call) {
      FaultStorage present = storage;
      if (present != null) {
        present.follow(FaultPlan.nth(call, 1, FaultPlan.Fate.DEVICE_ERROR));
      }
    }
  }

  @Test
  void afterAFailedSyncEveryWriteIsRefused() {
    Faulty faulty = new Faulty();
    faulty.tree.open();
    faulty.tree.put("a", 1, "before");
    faulty.failNext(StorageCall.SYNC);
    List<@Nullable RuntimeException> outcomes = new ArrayList<>();
    WriteBatch batch = TestTree.put(new WriteBatch(), "b", 2, "lost perhaps");
    assertThat(faulty.tree.engine().write(batch, Durability.SYNCED, outcomes::add)).isEqualTo(WriteStatus.PENDING);
    faulty.runtime.runUntil(() -> !outcomes.isEmpty());
    assertThat(outcomes.getFirst()).isInstanceOf(StorageException.class);
    assertThatThrownBy(() -> faulty.tree.put("c", 3, "refused")).isInstanceOf(StorageException.class);
    assertThat(faulty.tree.get("a")).isEqualTo("before@1");
    assertThat(faulty.tree.events).anyMatch(EngineEvent.Failed.class::isInstance);
    faulty.tree.reopen();
    assertThat(faulty.tree.get("a")).isEqualTo("before@1");
    faulty.tree.put("c", 3, "accepted");
    assertThat(faulty.tree.get("c")).isEqualTo("accepted@3");
  }

  @Test
  void afterAFailedAppendEveryWriteIsRefused() {
    Faulty faulty = new Faulty();
    faulty.tree.open();
    faulty.failNext(StorageCall.APPEND);
    assertThatThrownBy(() -> faulty.tree.put("a", 1, "x")).isInstanceOf(StorageException.class);
    assertThatThrownBy(() -> faulty.tree.put("a", 2, "y")).isInstanceOf(StorageException.class);
    assertThat(faulty.tree.get("a")).isEqualTo("absent");
  }

  @Test
  void aReadErrorInACompactionLosesNothing() {
    for (int nth = 1; nth < 12; nth++) {
      Faulty faulty = new Faulty();
      faulty.tree.open();
      for (int i = 0; i < 60; i++) {
        faulty.tree.put("k" + i % 30, i, "x".repeat(100));
      }
      faulty.tree.flush();
      FaultStorage storage = faulty.storage;
      if (storage != null) {
        storage.follow(FaultPlan.nth(StorageCall.READ, nth, FaultPlan.Fate.DEVICE_ERROR));
      }
      try {
        faulty.tree.compactAll();
      } catch (RuntimeException expected) {
        assertThat(expected).isInstanceOf(StorageException.class);
      }
      faulty.tree.reopen();
      assertThat(faulty.tree.entries()).hasSize(30);
    }
  }

  @Test
  void oneSyncServesAllThatWait() {
    SimRuntime runtime = new SimRuntime(5);
    MemoryMedium medium = new MemoryMedium();
    Storage[] opened = new Storage[1];
    TestTree tree =
        new TestTree(
            runtime, new LeveledFactory(), Map.of(), environment -> opened[0] = medium.open(environment));
    tree.open();
    runtime.runFor(1_000_000);
    long before = opened[0].ledger().snapshot().row(IoPurpose.LOG).syncs();
    int[] done = new int[1];
    for (int i = 0; i < 64; i++) {
      WriteBatch batch = TestTree.put(new WriteBatch(), "k" + i, i + 1, "v");
      assertThat(tree.engine().write(batch, Durability.SYNCED, failure -> done[0]++)).isEqualTo(WriteStatus.PENDING);
    }
    assertThat(done[0]).isZero();
    runtime.runUntil(() -> done[0] == 64);
    assertThat(done[0]).isEqualTo(64);
    assertThat(opened[0].ledger().snapshot().row(IoPurpose.LOG).syncs() - before).isLessThanOrEqualTo(3);
  }

  @Test
  void aLogTornAtAnyByteGivesAPrefix() {
    SimRuntime runtime = new SimRuntime(7);
    MemoryMedium medium = new MemoryMedium();
    TestTree tree = new TestTree(runtime, new LeveledFactory(), TestTree.tiny(new LeveledFactory()), medium::open);
    tree.open();
    for (int i = 0; i < 12; i++) {
      tree.put("k" + i, i + 1, "value " + i);
    }
    tree.forget();
    Map<String, byte[]> files = contentOf(medium, runtime.environment("copy"));
    String log = files.keySet().stream().filter(name -> name.endsWith(".log")).findFirst().orElseThrow();
    int logBytes = Objects.requireNonNull(files.get(log)).length;
    int last = -1;
    for (int length = 0; length <= logBytes; length++) {
      MemoryMedium torn = new MemoryMedium();
      restore(torn, runtime.environment("restore-" + length), files, log, length);
      TestTree reopened =
          new TestTree(
              new SimRuntime(length), new LeveledFactory(), TestTree.tiny(new LeveledFactory()), torn::open);
      reopened.open();
      int found = reopened.entries().size();
      for (int i = 0; i < 12; i++) {
        assertThat(reopened.get("k" + i)).isEqualTo(i < found ? "value " + i + "@" + (i + 1) : "absent");
      }
      assertThat(found).isGreaterThanOrEqualTo(last);
      last = found;
      reopened.put("new", 100, "accepted");
      assertThat(reopened.reopen().get("new")).isEqualTo("accepted@100");
    }
    assertThat(last).isEqualTo(12);
  }

  @Test
  void aFlippedBitInATableIsReportedAndNeverServed() {
    SimRuntime runtime = new SimRuntime(8);
    MemoryMedium medium = new MemoryMedium();
    TestTree tree = new TestTree(runtime, new LeveledFactory(), TestTree.tiny(new LeveledFactory()), medium::open);
    tree.open();
    for (int i = 0; i < 30; i++) {
      tree.put("k" + i, i + 1, "value " + i);
    }
    tree.flush();
    tree.close();
    Map<String, byte[]> files = contentOf(medium, runtime.environment("copy"));
    String table = files.keySet().stream().filter(name -> name.endsWith(".table")).findFirst().orElseThrow();
    RandomStream random = new RandomStream(8);
    for (int round = 0; round < 300; round++) {
      byte[] damaged = Objects.requireNonNull(files.get(table)).clone();
      int at = 16 + random.nextInt(damaged.length - 16);
      damaged[at] ^= (byte) (1 << random.nextInt(8));
      Map<String, byte[]> content = new java.util.TreeMap<>(files);
      content.put(table, damaged);
      MemoryMedium bad = new MemoryMedium();
      restore(bad, runtime.environment("bad-" + round), content, table, damaged.length);
      TestTree reopened =
          new TestTree(new SimRuntime(round), new LeveledFactory(), TestTree.tiny(new LeveledFactory()), bad::open);
      boolean isNoticed = false;
      try {
        reopened.open();
        for (int i = 0; i < 30; i++) {
          assertThat(reopened.get("k" + i)).isEqualTo("value " + i + "@" + (i + 1));
        }
      } catch (CorruptionException expected) {
        isNoticed = true;
      }
      assertThat(isNoticed).as("byte " + at).isTrue();
    }
  }

  private static Map<String, byte[]> contentOf(MemoryMedium medium, Environment environment) {
    Map<String, byte[]> files = new java.util.TreeMap<>();
    Storage storage = medium.open(environment);
    for (String name : storage.list()) {
      StorageFile file = storage.open(name, IoPurpose.HARNESS);
      byte[] bytes = new byte[(int) file.lengthBytes()];
      file.read(0, new UnsafeBuffer(bytes), 0, bytes.length, IoPurpose.HARNESS);
      files.put(name, bytes);
      file.release();
    }
    storage.close();
    return files;
  }

  private static void restore(
      MemoryMedium medium, Environment environment, Map<String, byte[]> files, String cut, int length) {
    Storage storage = medium.open(environment);
    files.forEach((name, bytes) -> {
      StorageFile file = storage.create(name, IoPurpose.HARNESS);
      int kept = name.equals(cut) ? length : bytes.length;
      if (kept > 0) {
        file.append(new UnsafeBuffer(bytes), 0, kept);
      }
      file.release();
    });
    storage.close();
  }

  @Test
  void sliceBudgetsNeverShowInTheFiles() {
    Map<String, byte[]> wanted = filesWithBudget(1L << 40);
    assertThat(wanted.keySet().stream().filter(name -> name.endsWith(".table")).count()).isGreaterThan(2);
    for (long budget : new long[] {1, 100, 3_000, 0}) {
      Map<String, byte[]> found = filesWithBudget(budget);
      assertThat(found.keySet()).as("budget " + budget).isEqualTo(wanted.keySet());
      found.forEach((name, bytes) -> assertThat(bytes).as(name + ", budget " + budget).isEqualTo(wanted.get(name)));
    }
  }

  private static Map<String, byte[]> filesWithBudget(long budgetBytes) {
    SimRuntime runtime = new SimRuntime(9, SimOptions.DEFAULT.withFixedBudgetBytes(budgetBytes));
    MemoryMedium medium = new MemoryMedium();
    Map<String, String> options = TestTree.tiny(new LeveledFactory());
    options.put("memtableBytes", "64k");
    options.put("compactionJobs", "1");
    TestTree tree = new TestTree(runtime, new LeveledFactory(), options, medium::open);
    tree.open();
    RandomStream random = new RandomStream(9);
    for (int round = 0; round < 12; round++) {
      for (int i = 0; i < 100; i++) {
        tree.put("k" + random.nextInt(300), round * 1_000L + i, "x".repeat(random.nextInt(200)));
      }
      tree.flush();
      tree.settle();
    }
    tree.close();
    return contentOf(medium, runtime.environment("copy"));
  }
}
