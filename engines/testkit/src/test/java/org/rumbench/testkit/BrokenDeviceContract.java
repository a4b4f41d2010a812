package org.rumbench.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.rumbench.engine.Durability;
import org.rumbench.engine.OpenJob;
import org.rumbench.engine.WriteStatus;
import org.rumbench.runtime.JobHandle;
import org.rumbench.runtime.Priority;
import org.rumbench.runtime.RandomStream;
import org.rumbench.runtime.sim.SimRuntime;
import org.rumbench.storage.Storage;
import org.rumbench.storage.StorageException;
import org.rumbench.storage.fault.DiskImage;
import org.rumbench.storage.fault.FaultPlan;
import org.rumbench.storage.fault.StorageCall;
import org.rumbench.storage.sim.MemoryMedium;
import org.rumbench.testkit.check.ScriptRun;
import org.rumbench.testkit.model.History;
import org.rumbench.testkit.model.Model;
import org.rumbench.testkit.model.Seen;
import org.rumbench.testkit.script.Edit;
import org.rumbench.testkit.store.TestStore;

/// Known ways in which other systems took a broken device for an empty one, or a second crash for the first.
public interface BrokenDeviceContract extends TestedDesign {
  /// Cases of one kind that are tried.
  int CASES = 40;

  /// A store over the scene of [RegressionContract], open, with what was written.
  private ScriptRun played() {
    ScriptRun run = new ScriptRun(RegressionContract.scene(1), new TestStore(design(), new SimRuntime(1)));
    run.store().open();
    run.runOpen();
    return run;
  }

  private static void adopt(TestStore store, History history, int least) {
    SortedMap<String, Seen> reads = new TreeMap<>();
    history.adopt(
        store.entries(),
        key -> reads.computeIfAbsent(key, wanted -> store.get(wanted, Model.NOTHING_EXPIRED, null)),
        least);
  }

  /// The nth call of a kind fails, once; whether it came to that.
  final class Nth implements FaultPlan {
    private final StorageCall failing;
    private final Fate fate;
    private int left;

    Nth(StorageCall failing, int nth, Fate fate) {
      this.failing = failing;
      this.fate = fate;
      this.left = nth;
    }

    @Override
    public Fate decide(StorageCall call, String file, org.rumbench.storage.IoPurpose purpose) {
      return call == failing && --left == 0 ? fate : Fate.PASS;
    }

    boolean hasFailed() {
      return left <= 0;
    }
  }

  private static @Nullable StorageException failureOf(Runnable action) {
    try {
      action.run();
      return null;
    } catch (StorageException failure) {
      return failure;
    }
  }

  /// RocksDB 7.2, 7.3: recovery removed logs or left a tail so that a second crash, during it, lost what the first had not.
  @Test
  default void secondAndThirdPowerCutDuringRecoveryLoseNothingSynced() {
    boolean isOver = false;
    for (int events = 0; !isOver && events < 10 * CASES; events += 1 + events / 20) {
      ScriptRun run = played();
      TestStore store = run.store();
      RandomStream random = new RandomStream(events);
      int least = run.history().survivingBatches(History.End.POWER_CUT);
      store.powerCut(random);
      for (int crash = 0; crash < 2; crash++) {
        OpenJob job = store.beginOpen();
        JobHandle opening = store.environment().scheduler().submit(job, Priority.OPEN);
        store.run(events);
        isOver = opening.isDone();
        store.powerCut(random);
      }
      store.open();
      adopt(store, run.history(), least);
      store.drive(store.engine().compactAll());
      store.powerCut(random);
      store.open();
      adopt(store, run.history(), run.history().begunBatches());
      store.close();
    }
    assertThat(isOver).as("recovery was interrupted up to its end").isTrue();
  }

  /// RocksDB 8.7.0: a read error in a compaction was taken for the end of its input, and the rest was lost.
  @Test
  default void readErrorInBackgroundWorkLosesNothing() {
    boolean isOver = false;
    for (int nth = 1; !isOver && nth < 10 * CASES; nth += 1 + nth / 20) {
      ScriptRun run = played();
      TestStore store = run.store();
      Nth plan = new Nth(StorageCall.READ, nth, FaultPlan.Fate.DEVICE_ERROR);
      store.follow(plan);
      StorageException failure = failureOf(() -> store.drive(store.engine().compactAll()));
      isOver = !plan.hasFailed();
      assertThat(isOver && failure != null).as("a failure without a cause: %s", failure).isFalse();
      store.follow(FaultPlan.NONE);
      adopt(store, run.history(), run.history().begunBatches());
      store.kill();
      store.open();
      adopt(store, run.history(), run.history().begunBatches());
      store.drive(store.engine().compactAll());
      adopt(store, run.history(), run.history().begunBatches());
      store.close();
    }
    assertThat(isOver).as("every read of the work failed once").isTrue();
  }

  /// RocksDB 6.8: a read error in one file was passed over, and an older value or none was the answer.
  @Test
  default void readErrorIsNeverNothingNorAnOlderValue() {
    ScriptRun run = played();
    TestStore store = run.store();
    Model model = run.history().current();
    store.close();
    for (String key : model.keys()) {
      boolean isOver = false;
      for (int nth = 1; !isOver; nth++) {
        store.open();
        Nth plan = new Nth(StorageCall.READ, nth, FaultPlan.Fate.DEVICE_ERROR);
        store.follow(plan);
        List<Seen> seen = new ArrayList<>();
        StorageException failure = failureOf(() -> seen.add(store.get(key, 0, null)));
        isOver = !plan.hasFailed();
        assertThat(failure == null).as("get %s with read %d failing", key, nth).isEqualTo(isOver || !seen.isEmpty());
        seen.forEach(found -> assertThat(found).as(key).isEqualTo(model.expected(key, 0)));
        store.follow(FaultPlan.NONE);
        store.close();
      }
    }
  }

  /// RocksDB 6.8 #6316: a full disk left half a record in the middle of the manifest, found at the next opening only.
  @Test
  default void fullDeviceAtAnyAppendLosesNothingAcknowledged() {
    boolean isOver = false;
    for (int nth = 1; !isOver && nth < 20 * CASES; nth += 1 + nth / 15) {
      TestStore store = new TestStore(design(), new SimRuntime(1)).open();
      History history = new History();
      int[] left = {nth};
      FaultPlan.Fate full = nth % 2 == 0 ? FaultPlan.Fate.FULL : FaultPlan.Fate.SHORT_FULL;
      store.follow((call, file, purpose) ->
          call == StorageCall.APPEND && --left[0] <= 0 ? full : FaultPlan.Fate.PASS);
      failureOf(() -> {
        for (int i = 1; i <= 100; i++) {
          Edit edit = new Edit.Put("k" + i % 30, i, 100, 0);
          int number = history.begin(List.of(edit));
          store.write(List.of(edit), Durability.BUFFERED, failure -> {});
          history.applied(number, 1);
          history.acknowledged(number, Durability.BUFFERED);
        }
        store.drive(store.engine().flush());
        store.drive(store.engine().compactAll());
      });
      isOver = left[0] > 0;
      for (String key : history.current().keys()) {
        assertThat(history.current().allows(key, store.get(key, 0, null), 0, Long.MIN_VALUE)).as(key).isTrue();
      }
      store.follow(FaultPlan.NONE);
      store.kill();
      store.open();
      adopt(store, history, history.survivingBatches(History.End.KILL));
      store.drive(store.engine().compactAll());
      store.close();
      store.open();
      adopt(store, history, history.begunBatches());
      store.close();
    }
    assertThat(isOver).as("the device was full at every append").isTrue();
  }

  /// fsyncgate: after a failed sync the pages may be clean and lost, and the next sync succeeds falsely.
  @Test
  default void failedSyncRefusesWritesUntilReopened() {
    ScriptRun run = played();
    TestStore store = run.store();
    adopt(store, run.history(), run.history().begunBatches());
    store.follow(FaultPlan.nth(StorageCall.SYNC, 1, FaultPlan.Fate.DEVICE_ERROR));
    List<@Nullable RuntimeException> told = new ArrayList<>();
    List<Edit> unsure = List.of(new Edit.Put("unsure", 900, 50, 0));
    assertThat(store.write(unsure, Durability.SYNCED, told::add)).isEqualTo(WriteStatus.PENDING);
    assertThat(store.runtime().runUntil(() -> !told.isEmpty())).isTrue();
    assertThat(told.getFirst()).isInstanceOf(StorageException.class);
    List<Edit> refused = List.of(new Edit.Put("refused", 901, 50, 0));
    assertThatThrownBy(() -> store.write(refused, Durability.BUFFERED, failure -> {}))
        .isInstanceOf(StorageException.class);
    Model model = run.history().current();
    for (String key : model.keys()) {
      assertThat(store.get(key, 0, null)).as(key).isEqualTo(model.expected(key, 0));
    }
    store.kill();
    store.open();
    run.history().begin(unsure);
    adopt(store, run.history(), 0);
    assertThat(store.write(List.of(new Edit.Put("accepted", 902, 50, 0)), Durability.BUFFERED, failure -> {}))
        .isEqualTo(WriteStatus.DONE);
    assertThat(store.get("refused", 0, null)).isEqualTo(Seen.ABSENT);
    store.close();
  }

  /// Badger #541, #1465, #434: a missing file was passed over, or the opening that failed on it cut other files short.
  @Test
  default void missingFileIsToldAndNothingElseIsTouched() {
    ScriptRun run = played();
    TestStore before = run.store();
    before.drive(before.engine().flush());
    before.drive(before.engine().settle());
    before.close();
    DiskImage whole = before.disk().image();
    Model model = run.history().current();
    int told = 0;
    for (String missing : whole.files().keySet()) {
      DiskImage image = whole.without(missing);
      if (image.files().isEmpty()) {
        return; // A design of one file: an empty directory is a new store.
      }
      SimRuntime runtime = new SimRuntime(1);
      MemoryMedium medium = new MemoryMedium();
      Storage writing = medium.open(runtime.environment("writer"));
      image.writeTo(writing);
      writing.close();
      TestStore store = new TestStore(design(), runtime, medium::open);
      StorageException failure = failureOf(() -> {
        store.open();
        for (String key : model.keys()) {
          assertThat(store.get(key, 0, null)).as("%s without %s", key, missing).isEqualTo(model.expected(key, 0));
        }
      });
      if (failure != null && !store.isOpen()) {
        store.kill();
        told++;
        SortedMap<String, byte[]> after = store.disk().image().files();
        image.files().forEach((name, bytes) ->
            assertThat(after.get(name)).as("%s, after opening without %s failed", name, missing).isEqualTo(bytes));
      }
    }
    assertThat(told).as("openings that told of a missing file").isPositive();
  }
}
