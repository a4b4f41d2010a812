package org.rumbench.lsm;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.jspecify.annotations.Nullable;
import org.rumbench.engine.Cursor;
import org.rumbench.engine.Durability;
import org.rumbench.engine.EngineContext;
import org.rumbench.engine.EngineEvent;
import org.rumbench.engine.EngineFactory;
import org.rumbench.engine.EngineOptions;
import org.rumbench.engine.KeyPredicate;
import org.rumbench.engine.GuardedEngine;
import org.rumbench.engine.OpenJob;
import org.rumbench.engine.ReadOutcome;
import org.rumbench.engine.ReadResult;
import org.rumbench.engine.Snapshot;
import org.rumbench.engine.StorageEngine;
import org.rumbench.engine.WriteBatch;
import org.rumbench.engine.WriteStatus;
import org.rumbench.runtime.Environment;
import org.rumbench.runtime.JobHandle;
import org.rumbench.runtime.Priority;
import org.rumbench.runtime.sim.SimRuntime;
import org.rumbench.storage.IoPurpose;
import org.rumbench.storage.Storage;

/// An engine on simulated everything, spoken to with text: for tests.
final class TestTree {
  /// Gives a process life its storage.
  @FunctionalInterface
  interface Disk {
    Storage open(Environment environment);
  }

  final SimRuntime runtime;
  final EngineFactory factory;
  final Map<String, String> options;
  final List<EngineEvent> events = new ArrayList<>();
  private final Disk disk;
  private final ReadResult result = new ReadResult(new UnsafeBuffer(new byte[256 * 1024]));
  private int life;
  private @Nullable StorageEngine engine;
  private @Nullable Storage storage;

  TestTree(SimRuntime runtime, EngineFactory factory, Map<String, String> options, Disk disk) {
    this.runtime = runtime;
    this.factory = factory;
    this.options = new HashMap<>(options);
    this.disk = disk;
  }

  /// Small everything, so that a few hundred records reach several levels.
  static Map<String, String> tiny(EngineFactory factory) {
    Map<String, String> tiny = new TreeMap<>();
    tiny.put("memtableBytes", "8k");
    tiny.put("blockBytes", "256");
    tiny.put("blockCacheBytes", "64k");
    tiny.put("logReserveBytes", "0");
    if (factory instanceof LeveledFactory) {
      tiny.put("baseLevelBytes", "16k");
      tiny.put("tableBytes", "4k");
    } else {
      tiny.put("minTableBytes", "1k");
    }
    return tiny;
  }

  StorageEngine engine() {
    StorageEngine present = engine;
    if (present == null) {
      throw new IllegalStateException("not open");
    }
    return present;
  }

  LsmTree tree() {
    return ((LsmEngine) ((GuardedEngine) engine()).inner()).tree();
  }

  TestTree open() {
    Environment environment = runtime.environment("life-" + life++);
    Storage opened = disk.open(environment);
    storage = opened;
    EngineContext context =
        new EngineContext(
            environment, opened, EngineOptions.of(factory.options(), options), events::add);
    OpenJob job = factory.open(context);
    drive(environment.scheduler().submit(job, Priority.OPEN));
    engine = job.engine();
    return this;
  }

  void close() {
    engine().close();
    engine = null;
  }

  TestTree reopen() {
    close();
    return open();
  }

  /// The process dies; what the disk makes of it is the disk's business.
  void kill() {
    runtime.kill("life-" + (life - 1));
    engine = null;
    Storage held = storage;
    if (held != null) {
      held.close();
    }
  }

  /// The process dies; its storage is the caller's to end.
  void forget() {
    runtime.kill("life-" + (life - 1));
    engine = null;
  }

  /// Opens for some time and leaves it at that.
  void beginOpening(long nanos) {
    Environment environment = runtime.environment("life-" + life++);
    EngineContext context =
        new EngineContext(
            environment, disk.open(environment), EngineOptions.of(factory.options(), options), events::add);
    environment.scheduler().submit(factory.open(context), Priority.OPEN);
    runtime.runFor(nanos);
  }

  void drive(JobHandle handle) {
    runtime.runUntil(handle::isDone);
    RuntimeException failure = handle.completion().failure();
    if (failure != null) {
      throw failure;
    }
    if (!handle.isDone()) {
      throw new IllegalStateException("the simulation ran dry before the job ended");
    }
  }

  void flush() {
    drive(engine().flush());
  }

  void settle() {
    drive(engine().settle());
  }

  void compactAll() {
    drive(engine().compactAll());
  }

  static UnsafeBuffer bytes(String text) {
    return new UnsafeBuffer(text.getBytes(StandardCharsets.UTF_8));
  }

  static WriteBatch put(WriteBatch batch, String key, long version, String value) {
    UnsafeBuffer k = bytes(key);
    UnsafeBuffer v = bytes(value);
    return batch.put(k, 0, k.capacity(), version, 0, v, 0, v.capacity());
  }

  void put(String key, long version, String value) {
    write(put(new WriteBatch(), key, version, value));
  }

  void delete(String key, long version) {
    UnsafeBuffer k = bytes(key);
    write(new WriteBatch().delete(k, 0, k.capacity(), version));
  }

  void deleteRange(String from, String to, long version) {
    UnsafeBuffer f = bytes(from);
    UnsafeBuffer t = bytes(to);
    write(new WriteBatch().deleteRange(f, 0, f.capacity(), t, 0, t.capacity(), version));
  }

  /// Writes, waiting out stalls.
  void write(WriteBatch batch) {
    while (engine().write(batch, Durability.BUFFERED, failure -> {}) == WriteStatus.STALLED) {
      boolean[] isWritable = new boolean[1];
      engine().onWritable(() -> isWritable[0] = true);
      if (!runtime.runUntil(() -> isWritable[0])) {
        throw new IllegalStateException("stalled for ever: " + engine().stallCause());
      }
    }
  }

  /// What a read of the key says: `value@version`, `deleted@version` or `absent`.
  String get(String key) {
    return get(key, null);
  }

  String get(String key, @Nullable Snapshot snapshot) {
    UnsafeBuffer k = bytes(key);
    if (snapshot == null) {
      engine().get(k, 0, k.capacity(), IoPurpose.USER_READ, 0, result);
    } else {
      engine().get(k, 0, k.capacity(), IoPurpose.USER_READ, 0, snapshot, result);
    }
    return switch (result.outcome()) {
      case VALUE -> result.buffer().getStringWithoutLengthUtf8(0, result.valueLength()) + "@" + result.version();
      case TOMBSTONE -> "deleted@" + result.version();
      case ABSENT -> "absent";
    };
  }

  SortedMap<String, String> scan(@Nullable String from, @Nullable String to, @Nullable Snapshot snapshot) {
    try (Cursor cursor =
        engine().scan(from == null ? null : bytes(from), to == null ? null : bytes(to), IoPurpose.SCAN, 0, snapshot)) {
      return drain(cursor);
    }
  }

  SortedMap<String, String> entries() {
    try (Cursor cursor = engine().entries(KeyPredicate.ALL, IoPurpose.REPAIR)) {
      return drain(cursor);
    }
  }

  private static SortedMap<String, String> drain(Cursor cursor) {
    SortedMap<String, String> found = new TreeMap<>();
    String last = "";
    while (cursor.next()) {
      String key = text(cursor.keyBuffer(), cursor.keyOffset(), cursor.keyLength());
      if (key.compareTo(last) <= 0) {
        throw new AssertionError(key + " came after " + last);
      }
      last = key;
      String value =
          cursor.outcome() == ReadOutcome.TOMBSTONE
              ? "deleted"
              : text(cursor.valueBuffer(), cursor.valueOffset(), cursor.valueLength());
      found.put(key, value + "@" + cursor.version());
    }
    return found;
  }

  private static String text(DirectBuffer buffer, int offset, int length) {
    return buffer.getStringWithoutLengthUtf8(offset, length);
  }
}
