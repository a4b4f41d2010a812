package org.rumbench.storage.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Function;
import org.agrona.concurrent.UnsafeBuffer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rumbench.runtime.Completion;
import org.rumbench.runtime.Environment;
import org.rumbench.runtime.RandomStream;
import org.rumbench.runtime.Seeds;
import org.rumbench.storage.DeviceException;
import org.rumbench.storage.IoPurpose;
import org.rumbench.storage.QueueScheduler;
import org.rumbench.storage.Storage;
import org.rumbench.storage.StorageFile;
import org.rumbench.storage.sim.MemoryMedium;
import org.rumbench.storage.system.ChannelStorage;
import org.rumbench.storage.system.DirectStorage;

/// What a kill keeps, what a power cut may lose, and what it may not.
class CrashStorageTest {
  private final QueueScheduler loop = new QueueScheduler();
  private final Environment environment = loop.environment(1);

  private static byte[] bytes(RandomStream random, int length) {
    byte[] bytes = new byte[length];
    random.nextBytes(bytes);
    for (int i = 0; i < length; i++) {
      bytes[i] |= 1; // no zero: a lost byte shows
    }
    return bytes;
  }

  private static void append(StorageFile file, byte[] bytes) {
    file.append(new UnsafeBuffer(bytes), 0, bytes.length);
  }

  private void sync(StorageFile file) {
    Completion completion = new Completion();
    file.sync(completion);
    loop.await(completion);
    assertThat(completion.failure()).isNull();
  }

  private void syncNames(Storage storage) {
    Completion completion = new Completion();
    storage.syncNames(completion);
    loop.await(completion);
  }

  private static byte[] contents(Storage storage, String name) {
    StorageFile file = storage.open(name, IoPurpose.RECOVERY);
    byte[] bytes = CrashStorage.contents(file);
    file.release();
    return bytes;
  }

  /// A file of the model: what was appended and how much of it must survive.
  private static final class Expected {
    byte[] bytes = new byte[0];
    int syncedBytes;
    @Nullable StorageFile file;
    boolean isNameDurable;
  }

  /// Random appends, syncs, creates, renames and removes over many lives that end in kills and power cuts.
  private void check(long seed, Function<Environment, Storage> medium, int lives) {
    RandomStream random = new RandomStream(seed);
    CrashStorage disk = new CrashStorage(medium);
    Map<String, Expected> model = new TreeMap<>();
    for (int life = 0; life < lives; life++) {
      Storage storage = disk.open(environment).sub("engine");
      assertThat(storage.list()).containsExactlyElementsOf(model.keySet());
      for (Map.Entry<String, Expected> entry : model.entrySet()) {
        assertThat(contents(storage, entry.getKey())).as(entry.getKey()).isEqualTo(entry.getValue().bytes);
      }
      for (int step = 0; step < 40; step++) {
        step(storage, model, random, "l" + life + "-" + step);
      }
      boolean isPowerCut = random.nextBoolean();
      if (isPowerCut) {
        disk.powerCut(random);
      } else {
        disk.kill();
      }
      assertThatThrownBy(storage::list).isInstanceOf(IllegalStateException.class).hasMessage("killed");
      model.values().forEach(expected -> expected.file = null);
      if (isPowerCut) {
        checkSurvivors(disk, model);
      }
    }
  }

  private void step(Storage storage, Map<String, Expected> model, RandomStream random, String fresh) {
    List<String> writable = new ArrayList<>();
    model.forEach((name, expected) -> {
      if (expected.file != null) {
        writable.add(name);
      }
    });
    int choice = random.nextInt(10);
    if (writable.isEmpty() || choice == 0) {
      Expected created = new Expected();
      created.file = storage.create(fresh, IoPurpose.LOG);
      model.put(fresh, created);
      return;
    }
    String name = writable.get(random.nextInt(writable.size()));
    Expected expected = Objects.requireNonNull(model.get(name));
    StorageFile file = Objects.requireNonNull(expected.file);
    switch (choice) {
      case 1, 2, 3, 4, 5 -> {
        byte[] more = bytes(random, random.nextInt(9000));
        append(file, more);
        int before = expected.bytes.length;
        expected.bytes = Arrays.copyOf(expected.bytes, before + more.length);
        System.arraycopy(more, 0, expected.bytes, before, more.length);
      }
      case 6, 7 -> {
        sync(file);
        expected.syncedBytes = expected.bytes.length;
      }
      case 8 -> {
        syncNames(storage);
        model.values().forEach(each -> each.isNameDurable = true);
      }
      default -> {
        storage.publish(name, fresh);
        model.remove(name);
        expected.isNameDurable = false;
        model.put(fresh, expected);
      }
    }
  }

  private void checkSurvivors(CrashStorage disk, Map<String, Expected> model) {
    Storage storage = disk.open(environment).sub("engine");
    Map<String, Expected> before = new TreeMap<>(model);
    model.clear();
    for (Map.Entry<String, Expected> entry : before.entrySet()) {
      Expected expected = entry.getValue();
      if (expected.isNameDurable) {
        assertThat(storage.list()).as("a durable name").contains(entry.getKey());
        byte[] found = contents(storage, entry.getKey());
        assertThat(found.length).isBetween(expected.syncedBytes, expected.bytes.length);
        assertThat(Arrays.mismatch(found, 0, expected.syncedBytes, expected.bytes, 0, expected.syncedBytes))
            .as("synced bytes of %s", entry.getKey()).isEqualTo(-1);
        for (int i = expected.syncedBytes; i < found.length; i++) {
          if (found[i] != 0 && found[i] != expected.bytes[i]) {
            throw new AssertionError("byte " + i + " of " + entry.getKey() + " was never written so");
          }
        }
      }
    }
    for (String name : storage.list()) {
      Expected survivor = new Expected();
      survivor.bytes = contents(storage, name);
      survivor.syncedBytes = survivor.bytes.length;
      survivor.isNameDurable = true;
      model.put(name, survivor);
    }
    disk.kill();
  }

  @Test
  void overMemoryNothingSyncedIsLostAndNothingHandedOverIsLostToAKill() {
    Seeds.of(60).forEach(seed -> {
      MemoryMedium medium = new MemoryMedium();
      check(seed, medium::open, 8);
    });
  }

  @Test
  void overRealFilesTheSameHolds(@TempDir Path directory) {
    Seeds.of(1).forEach(seed -> {
      check(seed, owner -> ChannelStorage.open(directory.resolve("c" + seed), owner), 5);
      check(seed, owner -> DirectStorage.open(directory.resolve("d" + seed), owner), 5);
    });
  }

  @Test
  void powerCutsLoseTearAndKeepUnsyncedBytes() {
    int kept = 0;
    int lost = 0;
    int torn = 0;
    for (int seed = 0; seed < 60; seed++) {
      MemoryMedium medium = new MemoryMedium();
      CrashStorage disk = new CrashStorage(medium::open);
      Storage storage = disk.open(environment);
      StorageFile file = storage.create("log", IoPurpose.LOG);
      syncNames(storage);
      byte[] written = bytes(new RandomStream(7), 20_000);
      append(file, written);
      disk.powerCut(new RandomStream(seed));
      byte[] left = contents(disk.open(environment), "log");
      kept += Arrays.equals(left, written) ? 1 : 0;
      lost += left.length == 0 ? 1 : 0;
      torn += left.length == written.length && !Arrays.equals(left, written) ? 1 : 0;
    }
    assertThat(List.of(kept, lost, torn)).allMatch(count -> count > 3);
  }

  @Test
  void unsyncedRemovalAndReplacementMayComeBackAlsoAfterAKillBetween() {
    int back = 0;
    for (int seed = 0; seed < 40; seed++) {
      MemoryMedium medium = new MemoryMedium();
      CrashStorage disk = new CrashStorage(medium::open);
      Storage storage = disk.open(environment);
      StorageFile file = storage.create("old", IoPurpose.FLUSH);
      append(file, bytes(new RandomStream(1), 5000));
      sync(file);
      syncNames(storage);
      file.release();
      storage.remove("old");
      disk.kill();
      assertThat(disk.open(environment).list()).isEmpty();
      disk.powerCut(new RandomStream(seed));
      Storage after = disk.open(environment);
      if (after.list().contains("old")) {
        back++;
        assertThat(contents(after, "old")).isEqualTo(bytes(new RandomStream(1), 5000));
      }
    }
    assertThat(back).isBetween(5, 35);
  }

  @Test
  void anUnsyncedTruncationMayBeUndoneAndASyncedOneNot() {
    int undone = 0;
    for (int seed = 0; seed < 40; seed++) {
      MemoryMedium medium = new MemoryMedium();
      CrashStorage disk = new CrashStorage(medium::open);
      Storage storage = disk.open(environment);
      byte[] written = bytes(new RandomStream(3), 1000);
      StorageFile a = storage.create("a", IoPurpose.LOG);
      StorageFile b = storage.create("b", IoPurpose.LOG);
      syncNames(storage);
      for (StorageFile file : List.of(a, b)) {
        append(file, written);
        sync(file);
        file.truncate(400);
      }
      sync(b);
      disk.powerCut(new RandomStream(seed));
      Storage after = disk.open(environment);
      undone += Arrays.equals(contents(after, "a"), written) ? 1 : 0;
      assertThat(contents(after, "b")).isEqualTo(Arrays.copyOf(written, 400));
    }
    assertThat(undone).isBetween(5, 35);
  }

  @Test
  void completionsOfADeadLifeNeverCome() {
    MemoryMedium medium = new MemoryMedium();
    CrashStorage disk = new CrashStorage(medium::open);
    StorageFile file = disk.open(environment).create("log", IoPurpose.LOG);
    Completion completion = new Completion();
    file.sync(completion);
    disk.kill();
    while (loop.runNext()) {
      assertThat(completion.isDone()).isFalse();
    }
    assertThat(completion.isDone()).isFalse();
  }

  @Test
  void whatAFailedSyncDroppedStaysLostAlthoughALaterSyncSucceeds() {
    MemoryMedium medium = new MemoryMedium();
    CrashStorage disk = new CrashStorage(medium::open);
    FaultStorage storage = new FaultStorage(
        disk.open(environment), environment, FaultPlan.nth(StorageCall.SYNC, 1, FaultPlan.Fate.DEVICE_ERROR));
    StorageFile file = storage.create("log", IoPurpose.LOG);
    syncNames(storage);
    append(file, bytes(new RandomStream(1), 1000));
    Completion completion = new Completion();
    file.sync(completion);
    assertThat(completion.isDone()).isFalse();
    loop.await(completion);
    assertThat(completion.failure()).isInstanceOf(DeviceException.class);
    append(file, bytes(new RandomStream(2), 1000));
    sync(file);
    disk.powerCut(new RandomStream(1));
    byte[] left = contents(disk.open(environment), "log");
    assertThat(Arrays.copyOf(left, 1000)).containsOnly(0);
    assertThat(Arrays.copyOfRange(left, 1000, 2000)).isEqualTo(bytes(new RandomStream(2), 1000));
  }

  /// What a crash would leave is asked at every step of a living process, which notices nothing; then the same draw
  /// really is made.
  @Test
  void lookingAtCrashesChangesNothingAndShowsWhatTheyLeave() {
    Seeds.of(20).forEach(seed -> {
      MemoryMedium medium = new MemoryMedium();
      MemoryMedium untouched = new MemoryMedium();
      CrashStorage disk = new CrashStorage(medium::open);
      CrashStorage other = new CrashStorage(untouched::open);
      Map<String, Expected> model = new TreeMap<>();
      Map<String, Expected> otherModel = new TreeMap<>();
      for (int life = 0; life < 3; life++) {
        Storage storage = disk.open(environment).sub("engine");
        Storage otherStorage = other.open(environment).sub("engine");
        RandomStream steps = new RandomStream(seed + life);
        RandomStream otherSteps = new RandomStream(seed + life);
        for (int step = 0; step < 30; step++) {
          step(storage, model, steps, "l" + life + "-" + step);
          step(otherStorage, otherModel, otherSteps, "l" + life + "-" + step);
          disk.afterPowerCut(new RandomStream(step));
          DiskImage now = disk.image();
          assertThat(now.files().keySet().stream().map(path -> path.substring("engine/".length())))
              .containsExactlyElementsOf(storage.list());
          now.files().forEach(
              (path, bytes) -> assertThat(bytes).isEqualTo(contents(storage, path.substring("engine/".length()))));
        }
        assertThat(disk.image().hash()).isEqualTo(other.image().hash());
        disk.kill();
        other.kill();
        model.values().forEach(expected -> expected.file = null);
        otherModel.values().forEach(expected -> expected.file = null);
      }
      DiskImage expected = disk.afterPowerCut(new RandomStream(seed));
      disk.powerCut(new RandomStream(seed));
      assertThat(disk.image().hash()).isEqualTo(expected.hash());
      other.powerCut(new RandomStream(seed));
      assertThat(other.image().hash()).as("looking changed nothing").isEqualTo(expected.hash());
      MemoryMedium copy = new MemoryMedium();
      expected.writeTo(copy.open(environment));
      CrashStorage copied = new CrashStorage(copy::open);
      copied.open(environment).sub("engine");
      assertThat(copied.image().hash()).isEqualTo(expected.hash());
    });
  }

  /// A rename may outlive the bytes it was made for, and the bytes a rename; names without an order of their own may
  /// survive in any.
  @Test
  void namesAndBytesSurviveIndependently() {
    int emptyPublished = 0;
    int unpublished = 0;
    int laterName = 0;
    for (int seed = 0; seed < 200; seed++) {
      MemoryMedium medium = new MemoryMedium();
      CrashStorage disk = new CrashStorage(medium::open);
      Storage storage = disk.open(environment);
      StorageFile unsynced = storage.create("a.tmp", IoPurpose.MANIFEST);
      append(unsynced, bytes(new RandomStream(1), 100));
      storage.publish("a.tmp", "a");
      StorageFile synced = storage.create("b.tmp", IoPurpose.MANIFEST);
      append(synced, bytes(new RandomStream(2), 100));
      sync(synced);
      storage.publish("b.tmp", "b");
      Map<String, byte[]> left = disk.afterPowerCut(new RandomStream(seed)).files();
      emptyPublished += left.containsKey("a") && Objects.requireNonNull(left.get("a")).length == 0 ? 1 : 0;
      unpublished += left.containsKey("b.tmp") ? 1 : 0;
      laterName += left.containsKey("b") && !left.containsKey("a") ? 1 : 0;
      for (String name : List.of("b", "b.tmp")) {
        if (left.containsKey(name)) {
          assertThat(left.get(name)).isEqualTo(bytes(new RandomStream(2), 100));
        }
      }
    }
    assertThat(List.of(emptyPublished, unpublished, laterName)).allMatch(count -> count > 3);
  }

  @Test
  void bytesTruncatedAfterAFailedSyncAndWrittenAnewAreNotLost() {
    MemoryMedium medium = new MemoryMedium();
    CrashStorage disk = new CrashStorage(medium::open);
    FaultStorage storage = new FaultStorage(
        disk.open(environment), environment, FaultPlan.nth(StorageCall.SYNC, 1, FaultPlan.Fate.DEVICE_ERROR));
    StorageFile file = storage.create("log", IoPurpose.LOG);
    syncNames(storage);
    append(file, bytes(new RandomStream(1), 1000));
    Completion failing = new Completion();
    file.sync(failing);
    loop.await(failing);
    file.truncate(0);
    append(file, bytes(new RandomStream(2), 1000));
    sync(file);
    disk.powerCut(new RandomStream(1));
    assertThat(contents(disk.open(environment), "log")).isEqualTo(bytes(new RandomStream(2), 1000));
  }
}
