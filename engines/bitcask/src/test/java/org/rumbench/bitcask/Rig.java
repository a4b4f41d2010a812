package org.rumbench.bitcask;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.agrona.concurrent.UnsafeBuffer;
import org.jspecify.annotations.Nullable;
import org.rumbench.engine.Cursor;
import org.rumbench.engine.Durability;
import org.rumbench.engine.EngineContext;
import org.rumbench.engine.EngineEvent;
import org.rumbench.engine.EngineOptions;
import org.rumbench.engine.KeyPredicate;
import org.rumbench.engine.OpenJob;
import org.rumbench.engine.ReadOutcome;
import org.rumbench.engine.ReadResult;
import org.rumbench.engine.StorageEngine;
import org.rumbench.engine.WriteBatch;
import org.rumbench.engine.WriteStatus;
import org.rumbench.runtime.Environment;
import org.rumbench.runtime.JobHandle;
import org.rumbench.runtime.Priority;
import org.rumbench.runtime.sim.SimOptions;
import org.rumbench.runtime.sim.SimRuntime;
import org.rumbench.storage.IoPurpose;
import org.rumbench.storage.Storage;
import org.rumbench.storage.StorageFile;
import org.rumbench.storage.sim.IoCost;
import org.rumbench.storage.sim.MemoryMedium;
import org.rumbench.storage.sim.SimulatedDisk;

/// A store in a simulation, with short words for what tests do to it, and a plain model of what it must hold.
final class Rig {
  /// What a key must hold: `value` is null for a deletion.
  record Held(long version, @Nullable String value) {}

  static final Map<String, String> SMALL =
      Map.of("segmentBytes", "4k", "mergeMinimumDeadBytes", "1k", "smallSegmentBytes", "512");

  /// Merges of single segments, as soon as half of one is dead: partial merges can be asked for.
  static final Map<String, String> ONE_AT_A_TIME =
      Map.of(
          "segmentBytes", "4k",
          "mergeDeadFraction", "0.5",
          "mergeMinimumDeadBytes", "1",
          "mergeMaximumInputBytes", "1",
          "smallSegmentBytes", "0");

  final SimRuntime runtime;
  final Map<String, String> options;
  final List<EngineEvent> events = new ArrayList<>();
  final Map<String, Held> model = new TreeMap<>();
  MemoryMedium medium;
  private final ReadResult result = new ReadResult(new UnsafeBuffer(new byte[64 * 1024]));
  private @Nullable StorageEngine engine;
  private @Nullable Storage storage;
  private @Nullable BitcaskStore store;
  private long purgeVersion = Long.MIN_VALUE;

  Rig(long seed, SimOptions simOptions, Map<String, String> options) {
    this(seed, simOptions, options, 0);
  }

  /// On a disk that charges its bytes to whoever reads or writes them; with a bandwidth of 0 nobody pays.
  Rig(long seed, SimOptions simOptions, Map<String, String> options, long bytesPerSecond) {
    runtime = new SimRuntime(seed, simOptions);
    medium =
        new MemoryMedium(
            new SimulatedDisk(0, 0, 50_000, 0, bytesPerSecond, Long.MAX_VALUE),
            bytesPerSecond == 0 ? IoCost.FREE : runtime::charge, (c, f, o, l) -> {});
    this.options = options;
  }

  static Rig small(long seed) {
    return new Rig(seed, SimOptions.DEFAULT, SMALL);
  }

  StorageEngine engine() {
    return Objects.requireNonNull(engine);
  }

  /// What the engine works on.
  BitcaskStore store() {
    return Objects.requireNonNull(store);
  }

  Storage storage() {
    return Objects.requireNonNull(storage);
  }

  Rig open() {
    Environment environment = runtime.environment("store");
    BitcaskFactory factory = new BitcaskFactory();
    Storage life = medium.open(environment);
    storage = life;
    BitcaskStore opening =
        new BitcaskStore(
            new EngineContext(environment, life, EngineOptions.of(factory.options(), options), events::add));
    store = opening;
    OpenJob job = new Recovery(opening);
    drive(environment.scheduler().submit(job, Priority.OPEN));
    engine = job.engine();
    engine.setPurgeVersion(purgeVersion);
    return this;
  }

  /// Runs a job to its end and throws its failure.
  void drive(JobHandle handle) {
    runtime.runUntil(handle::isDone);
    assertThat(handle.isDone()).isTrue();
    RuntimeException failure = handle.completion().failure();
    if (failure != null) {
      throw failure;
    }
  }

  void kill() {
    runtime.kill("store");
    Objects.requireNonNull(storage).close();
    engine = null;
  }

  Rig reopen() {
    engine().close();
    return open();
  }

  static UnsafeBuffer bytes(String text) {
    return new UnsafeBuffer(text.getBytes(StandardCharsets.UTF_8));
  }

  void addTo(WriteBatch batch, String key, long version, @Nullable String value) {
    UnsafeBuffer k = bytes(key);
    if (value == null) {
      batch.delete(k, 0, k.capacity(), version);
    } else {
      UnsafeBuffer v = bytes(value);
      batch.put(k, 0, k.capacity(), version, 0, v, 0, v.capacity());
    }
  }

  /// Writes one record and notes it in the model.
  void put(String key, long version, @Nullable String value) {
    WriteBatch batch = new WriteBatch();
    addTo(batch, key, version, value);
    write(batch, Durability.BUFFERED);
    note(key, version, value);
  }

  void delete(String key, long version) {
    put(key, version, null);
  }

  void note(String key, long version, @Nullable String value) {
    Held held = model.get(key);
    if (version > purgeVersion && (held == null || version >= held.version)) {
      model.put(key, new Held(version, value));
    }
  }

  void purge(long version) {
    purgeVersion = Math.max(purgeVersion, version);
    engine().setPurgeVersion(version);
  }

  /// Writes, waiting while the store stalls; a synced write is awaited.
  void write(WriteBatch batch, Durability durability) {
    boolean[] isAcknowledged = new boolean[1];
    while (true) {
      WriteStatus status =
          engine()
              .write(
                  batch,
                  durability,
                  failure -> {
                    if (failure != null) {
                      throw failure;
                    }
                    isAcknowledged[0] = true;
                  });
      switch (status) {
        case DONE -> {
          return;
        }
        case PENDING -> {
          assertThat(runtime.runUntil(() -> isAcknowledged[0])).isTrue();
          return;
        }
        case STALLED -> {
          boolean[] isWritable = new boolean[1];
          engine().onWritable(() -> isWritable[0] = true);
          assertThat(runtime.runUntil(() -> isWritable[0])).isTrue();
        }
      }
    }
  }

  ReadResult get(String key) {
    UnsafeBuffer k = bytes(key);
    engine().get(k, 0, k.capacity(), IoPurpose.USER_READ, 0, result);
    return result;
  }

  /// What a key holds, null when nothing is known of it.
  @Nullable Held held(String key) {
    ReadResult found = get(key);
    return switch (found.outcome()) {
      case ABSENT -> null;
      case TOMBSTONE -> new Held(found.version(), null);
      case VALUE ->
          new Held(found.version(), found.buffer().getStringWithoutLengthUtf8(0, found.valueLength()));
    };
  }

  Map<String, Held> entries() {
    try (Cursor cursor = engine().entries(KeyPredicate.ALL, IoPurpose.REPAIR)) {
      return drain(cursor);
    }
  }

  static Map<String, Held> drain(Cursor cursor) {
    Map<String, Held> found = new TreeMap<>();
    while (cursor.next()) {
      String key = cursor.keyBuffer().getStringWithoutLengthUtf8(cursor.keyOffset(), cursor.keyLength());
      String value =
          cursor.outcome() == ReadOutcome.TOMBSTONE
              ? null
              : cursor.valueBuffer().getStringWithoutLengthUtf8(cursor.valueOffset(), cursor.valueLength());
      assertThat(found.put(key, new Held(cursor.version(), value))).as("second entry of %s", key).isNull();
    }
    return found;
  }

  /// Compares everything with the model; a deletion at or below the purge version may be gone.
  void check() {
    check(model);
  }

  void check(Map<String, Held> expected) {
    Map<String, Held> found = entries();
    expected.forEach(
        (key, held) -> {
          boolean mayBeGone = held.value == null && held.version <= purgeVersion && !found.containsKey(key);
          if (!mayBeGone) {
            assertThat(found.get(key)).as(key).isEqualTo(held);
          }
          assertThat(held(key)).as(key).isEqualTo(mayBeGone ? null : held);
        });
    assertThat(found.keySet()).isSubsetOf(expected.keySet());
  }

  // ---- files

  /// All files as they are.
  Map<String, byte[]> image() {
    Map<String, byte[]> files = new TreeMap<>();
    Storage storage = medium.open(new SimRuntime(1).environment("reader"));
    for (String name : storage.list()) {
      StorageFile file = storage.open(name, IoPurpose.HARNESS);
      byte[] content = new byte[(int) file.lengthBytes()];
      if (content.length > 0) {
        file.read(0, new UnsafeBuffer(content), 0, content.length, IoPurpose.HARNESS);
      }
      files.put(name, content);
      file.release();
    }
    return files;
  }

  /// A store on a disk with these files, not open yet.
  static Rig over(Map<String, byte[]> files, Map<String, String> options) {
    Rig rig = new Rig(7, SimOptions.DEFAULT.withFixedBudgetBytes(Long.MAX_VALUE), options);
    rig.medium = new MemoryMedium(SimulatedDisk.free(), files);
    return rig;
  }
}
