package org.rumbench.storage.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.rumbench.runtime.Completion;
import org.rumbench.runtime.Environment;
import org.rumbench.storage.CorruptionException;
import org.rumbench.storage.DeviceException;
import org.rumbench.storage.IoPurpose;
import org.rumbench.storage.QueueScheduler;
import org.rumbench.storage.Storage;
import org.rumbench.storage.StorageFile;
import org.rumbench.storage.StorageFullException;
import org.rumbench.storage.sim.MemoryMedium;

/// Which calls a plan is asked about, and what a failed one leaves.
class FaultStorageTest {
  private final QueueScheduler loop = new QueueScheduler();
  private final Environment environment = loop.environment(1);
  private final CrashStorage disk = new CrashStorage(new MemoryMedium()::open);

  private FaultStorage open(FaultPlan plan) {
    return new FaultStorage(disk.open(environment), environment, plan);
  }

  private static void append(StorageFile file, int length, int value) {
    byte[] bytes = new byte[length];
    Arrays.fill(bytes, (byte) value);
    file.append(new UnsafeBuffer(bytes), 0, length);
  }

  private void sync(StorageFile file) {
    Completion completion = new Completion();
    file.sync(completion);
    loop.await(completion);
  }

  @Test
  void aPlanIsAskedAboutEveryCallWithThePurposeOfTheFile() {
    List<String> asked = new ArrayList<>();
    Storage storage = open((call, file, purpose) -> {
      asked.add(call + " " + file + " " + purpose);
      return FaultPlan.Fate.PASS;
    });
    StorageFile file = storage.create("a", IoPurpose.FLUSH);
    file.reserve(100);
    append(file, 10, 1);
    file.truncate(5);
    sync(file);
    file.read(0, new UnsafeBuffer(new byte[5]), 0, 5, IoPurpose.SCAN);
    file.release();
    storage.publish("a", "b");
    storage.open("b", IoPurpose.RECOVERY).release();
    Completion names = new Completion();
    storage.syncNames(names);
    storage.remove("b");
    assertThat(asked).containsExactly(
        "CREATE a FLUSH", "RESERVE a FLUSH", "APPEND a FLUSH", "TRUNCATE a FLUSH", "SYNC a FLUSH", "READ a SCAN",
        "PUBLISH a FLUSH", "OPEN b FLUSH", "SYNC_NAMES  HARNESS", "REMOVE b FLUSH");
  }

  @Test
  void aFailedCallOfAnyKindChangesNothing() {
    FaultStorage storage = open(FaultPlan.NONE);
    StorageFile file = storage.create("a", IoPurpose.LOG);
    append(file, 10, 1);
    Map<StorageCall, Runnable> calls = new EnumMap<>(StorageCall.class);
    calls.put(StorageCall.CREATE, () -> storage.create("other", IoPurpose.LOG));
    calls.put(StorageCall.OPEN, () -> storage.open("a", IoPurpose.LOG));
    calls.put(StorageCall.PUBLISH, () -> storage.publish("a", "b"));
    calls.put(StorageCall.REMOVE, () -> storage.remove("a"));
    calls.put(StorageCall.SYNC_NAMES, () -> outcome(storage::syncNames));
    calls.put(StorageCall.APPEND, () -> append(file, 10, 2));
    calls.put(StorageCall.READ, () -> file.read(0, new UnsafeBuffer(new byte[5]), 0, 5, IoPurpose.SCAN));
    calls.put(StorageCall.RESERVE, () -> file.reserve(100));
    calls.put(StorageCall.SYNC, () -> outcome(file::sync));
    calls.put(StorageCall.TRUNCATE, () -> file.truncate(5));
    long before = disk.image().hash();
    for (StorageCall call : StorageCall.values()) {
      storage.follow(FaultPlan.every(call, FaultPlan.Fate.DEVICE_ERROR));
      assertThatThrownBy(() -> Objects.requireNonNull(calls.get(call)).run())
          .as(call.name()).isInstanceOf(DeviceException.class);
      assertThat(disk.image().hash()).as(call.name()).isEqualTo(before);
    }
  }

  private void outcome(Consumer<Completion> call) {
    Completion completion = new Completion();
    call.accept(completion);
    loop.await(completion);
    RuntimeException failure = completion.failure();
    if (failure != null) {
      throw failure;
    }
  }

  /// The owner sees the old end, the next life finds the part; what is appended instead replaces it.
  @Test
  void aShortWriteLeavesAPartThatOnlyTheNextLifeSees() {
    FaultStorage storage = open(FaultPlan.NONE);
    for (String name : List.of("left", "replaced", "cut")) {
      StorageFile file = storage.create(name, IoPurpose.LOG);
      append(file, 100, 1);
      sync(file);
      storage.follow(FaultPlan.every(StorageCall.APPEND, FaultPlan.Fate.SHORT_FULL));
      assertThatThrownBy(() -> append(file, 50, 2)).isInstanceOf(StorageFullException.class);
      storage.follow(FaultPlan.every(StorageCall.APPEND, FaultPlan.Fate.SHORT_WRITE));
      assertThatThrownBy(() -> append(file, 50, 2)).isInstanceOf(DeviceException.class);
      storage.follow(FaultPlan.NONE);
      assertThat(file.lengthBytes()).isEqualTo(100);
      assertThat(storage.lengthBytes(name)).isEqualTo(100);
      assertThatThrownBy(() -> file.read(100, new UnsafeBuffer(new byte[1]), 0, 1, IoPurpose.SCAN))
          .isInstanceOf(CorruptionException.class);
      switch (name) {
        case "replaced" -> append(file, 10, 3);
        case "cut" -> file.truncate(100);
        default -> assertThat(disk.image().files().get(name)).hasSizeBetween(101, 149);
      }
    }
    assertThat(disk.image().files().get("replaced")).hasSize(110).endsWith(3);
    disk.kill();
    Storage next = disk.open(environment);
    assertThat(next.lengthBytes("left")).isBetween(101L, 149L);
    assertThat(next.lengthBytes("replaced")).isEqualTo(110);
    assertThat(next.lengthBytes("cut")).isEqualTo(100);
  }
}
