package org.rumbench.storage.sim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.rumbench.runtime.Completion;
import org.rumbench.runtime.sim.SimRuntime;
import org.rumbench.storage.IoPurpose;
import org.rumbench.storage.QueueScheduler;
import org.rumbench.storage.Storage;
import org.rumbench.storage.StorageFile;
import org.rumbench.storage.StorageFullException;

/// What simulated storage costs, reports and refuses.
class MemoryMediumTest {
  private final QueueScheduler loop = new QueueScheduler();
  private final UnsafeBuffer kilobyte = new UnsafeBuffer(new byte[1000]);

  @Test
  void chargesLatencyAndBytesAndQueuesSyncs() {
    AtomicLong charged = new AtomicLong();
    SimulatedDisk disk = new SimulatedDisk(10, 20, 5_000, 0, 1_000_000_000, Long.MAX_VALUE);
    Storage storage =
        new MemoryMedium(disk, charged::addAndGet, StorageTrace.NONE).open(loop.environment(1));
    StorageFile a = storage.create("a", IoPurpose.LOG);
    StorageFile b = storage.create("b", IoPurpose.LOG);
    assertThat(charged.getAndSet(0)).isEqualTo(40);
    a.append(kilobyte, 0, 1000);
    assertThat(charged.getAndSet(0)).isEqualTo(1020);
    a.read(0, kilobyte, 0, 100, IoPurpose.USER_READ);
    assertThat(charged.getAndSet(0)).isEqualTo(110);
    Completion first = new Completion();
    Completion second = new Completion();
    a.sync(first);
    b.sync(second);
    loop.await(first);
    assertThat(loop.nanos()).isEqualTo(6_000);
    assertThat(second.isDone()).isFalse();
    loop.await(second);
    assertThat(loop.nanos()).isEqualTo(11_000);
    assertThat(charged.get()).isZero();
  }

  /// Sixteen reads asked for ahead wait for the first of them only; a read of anything else lasts as long as before.
  @Test
  void readsThatWereAskedForAheadRunBesideEachOther() {
    SimRuntime runtime = new SimRuntime(1);
    SimulatedDisk disk = new SimulatedDisk(100_000, 0, 0, 0, 1_000_000_000, Long.MAX_VALUE);
    Storage storage =
        new MemoryMedium(disk, runtime::charge, StorageTrace.NONE).open(runtime.environment("engine"));
    StorageFile file = storage.create("a", IoPurpose.LOG);
    for (int i = 0; i < 20; i++) {
      file.append(kilobyte, 0, 1000);
    }
    long start = runtime.nanos();
    for (int i = 0; i < 16; i++) {
      file.adviseWillNeed(1000L * i, 1000);
    }
    assertThat(runtime.nanos()).isEqualTo(start);
    for (int i = 0; i < 16; i++) {
      file.read(1000L * i, kilobyte, 0, 1000, IoPurpose.SCAN);
    }
    assertThat(runtime.nanos() - start).isEqualTo(101_000);
    file.read(15_500, kilobyte, 0, 1000, IoPurpose.SCAN);
    assertThat(runtime.nanos() - start).isEqualTo(202_000);
  }

  @Test
  void withASpreadSyncsOfDifferentFilesOvertakeEachOtherAsTheSeedSays() {
    SimulatedDisk disk = new SimulatedDisk(0, 0, 1_000, 50_000, 0, Long.MAX_VALUE);
    List<String> order = orderOfSyncs(disk);
    assertThat(order).hasSize(20).isNotEqualTo(order.stream().sorted().toList());
    assertThat(orderOfSyncs(disk)).isEqualTo(order);
  }

  private List<String> orderOfSyncs(SimulatedDisk disk) {
    QueueScheduler scheduler = new QueueScheduler();
    Storage storage = new MemoryMedium(disk).open(scheduler.environment(1));
    List<String> ended = new ArrayList<>();
    List<Completion> syncs = new ArrayList<>();
    for (char name = 'a'; name < 'a' + 20; name++) {
      String file = String.valueOf(name);
      Completion synced = new Completion();
      synced.onDone(failure -> ended.add(file));
      storage.create(file, IoPurpose.LOG).sync(synced);
      syncs.add(synced);
    }
    syncs.forEach(scheduler::await);
    assertThat(scheduler.nanos()).isBetween(1_000L, 51_000L);
    return ended;
  }

  @Test
  void reportsEachCallWithItsPath() {
    List<String> calls = new ArrayList<>();
    MemoryMedium medium = new MemoryMedium(
        SimulatedDisk.free(),
        IoCost.FREE,
        (call, file, offset, length) -> calls.add(call + " " + file + " " + offset + "+" + length));
    Storage engine = medium.open(loop.environment(1)).sub("engine");
    StorageFile file = engine.create("log.tmp", IoPurpose.LOG);
    file.append(kilobyte, 0, 1000);
    file.append(kilobyte, 0, 10);
    file.read(5, kilobyte, 0, 7, IoPurpose.USER_READ);
    engine.publish("log.tmp", "log");
    assertThat(calls).containsExactly(
        "create engine/log.tmp 0+0",
        "append engine/log.tmp 0+1000",
        "append engine/log.tmp 1000+10",
        "read engine/log.tmp 5+7",
        "publish engine/log.tmp 0+0",
        "publish-to engine/log 0+0");
  }

  @Test
  void aFullDiskRefusesTheAppendAndTakesOneThatFits() {
    MemoryMedium medium =
        new MemoryMedium(SimulatedDisk.free().withCapacity(1500), IoCost.FREE, StorageTrace.NONE);
    Storage storage = medium.open(loop.environment(1));
    StorageFile file = storage.create("log", IoPurpose.LOG);
    file.append(kilobyte, 0, 1000);
    assertThatThrownBy(() -> file.append(kilobyte, 0, 501)).isInstanceOf(StorageFullException.class);
    assertThatThrownBy(() -> file.reserve(2000)).isInstanceOf(StorageFullException.class);
    assertThat(file.append(kilobyte, 0, 500)).isEqualTo(1000);
    assertThat(storage.usableBytes()).isZero();
    storage.remove("log");
    assertThat(storage.usableBytes()).isZero();
    file.release();
    assertThat(storage.usableBytes()).isEqualTo(1500);
    assertThat(storage.ledger().snapshot().space().isConserved()).isTrue();
  }
}
