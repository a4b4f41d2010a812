package org.rumbench.wisckey;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.agrona.concurrent.UnsafeBuffer;
import org.jspecify.annotations.Nullable;
import org.rumbench.engine.Cursor;
import org.rumbench.engine.Durability;
import org.rumbench.engine.EngineContext;
import org.rumbench.engine.EngineEvent;
import org.rumbench.engine.EngineOptions;
import org.rumbench.engine.GuardedEngine;
import org.rumbench.engine.KeyPredicate;
import org.rumbench.engine.OpenJob;
import org.rumbench.engine.ReadOutcome;
import org.rumbench.engine.ReadResult;
import org.rumbench.engine.Snapshot;
import org.rumbench.engine.StorageEngine;
import org.rumbench.engine.WriteBatch;
import org.rumbench.engine.WriteStatus;
import org.rumbench.runtime.Completion;
import org.rumbench.runtime.Environment;
import org.rumbench.runtime.JobHandle;
import org.rumbench.runtime.Priority;
import org.rumbench.runtime.RandomStream;
import org.rumbench.runtime.sim.SimOptions;
import org.rumbench.runtime.sim.SimRuntime;
import org.rumbench.storage.IoPurpose;
import org.rumbench.storage.Storage;
import org.rumbench.storage.fault.CrashStorage;
import org.rumbench.storage.sim.MemoryMedium;

/// A store in a simulation: one engine at a time over a medium that outlives it. Values are made from their versions,
/// so a read tells by itself which write it found.
final class Store {
  final SimRuntime runtime;
  /// So small that a few hundred writes see flushes, compactions and collections, which alone move values.
  final Map<String, String> options = new TreeMap<>(new WisckeyFactory().miniature());
  final List<EngineEvent> events = new ArrayList<>();
  private final CrashStorage disk;
  private UnaryOperator<Storage> wrapping = UnaryOperator.identity();
  private @Nullable Environment environment;
  private @Nullable Storage storage;
  private @Nullable StorageEngine engine;
  private final ReadResult result = new ReadResult(new UnsafeBuffer(new byte[4096]));

  Store(long seed) {
    this(seed, SimOptions.DEFAULT);
  }

  Store(long seed, SimOptions simulation) {
    this(new SimRuntime(seed, simulation), new MemoryMedium());
  }

  Store(SimRuntime runtime, MemoryMedium medium) {
    this.runtime = runtime;
    options.put("blockCacheBytes", "4k");
    disk = new CrashStorage(medium::open);
  }

  Store with(String name, String value) {
    options.put(name, value);
    return this;
  }

  /// From the next opening on, all that is asked of the storage passes through one around it.
  Store through(UnaryOperator<Storage> around) {
    wrapping = around;
    return this;
  }

  /// Opens the engine; the store must not be open.
  Store open() {
    Environment opened = runtime.environment("engine");
    Storage opening = wrapping.apply(disk.open(opened));
    WisckeyFactory factory = new WisckeyFactory();
    OpenJob job =
        factory.open(
            new EngineContext(opened, opening, EngineOptions.of(factory.options(), options), events::add));
    environment = opened;
    storage = opening;
    join(opened.scheduler().submit(job, Priority.OPEN));
    engine = job.engine();
    return this;
  }

  StorageEngine engine() {
    StorageEngine open = engine;
    if (open == null) {
      throw new IllegalStateException("the store is not open");
    }
    return open;
  }

  /// What the engine is made of.
  WisckeyEngine inner() {
    return (WisckeyEngine) ((GuardedEngine) engine()).inner();
  }

  /// Dead bytes of the value log, as counted.
  long deadBytes() {
    return inner().log().current().segments().stream().mapToLong(ValueLogSegment::deadBytes).sum();
  }

  Storage storage() {
    Storage open = storage;
    if (open == null) {
      throw new IllegalStateException("the store is not open");
    }
    return open;
  }

  Environment environment() {
    Environment open = environment;
    if (open == null) {
      throw new IllegalStateException("the store is not open");
    }
    return open;
  }

  /// Ends the engine in good order.
  void close() {
    engine().close();
    storage().close();
    engine = null;
  }

  /// The process dies between two events; what it handed over stays.
  void kill() {
    runtime.kill("engine");
    disk.kill();
    engine = null;
  }

  /// The machine loses its power between two events.
  void powerCut(RandomStream random) {
    runtime.kill("engine");
    disk.powerCut(random);
    engine = null;
  }

  /// Drives a job to its end and throws its failure.
  void join(JobHandle job) {
    while (!environment().scheduler().runOrJoin(job)) {}
    RuntimeException failure = job.completion().failure();
    if (failure != null) {
      throw failure;
    }
  }

  static UnsafeBuffer bytes(String text) {
    return new UnsafeBuffer(text.getBytes(StandardCharsets.UTF_8));
  }

  /// The value of `version`: short (inline) for every fifth, else long enough to be separated.
  static String valueOf(long version) {
    return version % 5 == 0 ? "v" + version : ("value-" + version + "-").repeat(4 + (int) (version % 7));
  }

  static void addPut(WriteBatch batch, String key, long version) {
    UnsafeBuffer keyBytes = bytes(key);
    UnsafeBuffer value = bytes(valueOf(version));
    batch.put(keyBytes, 0, keyBytes.capacity(), version, 0, value, 0, value.capacity());
  }

  static void addDelete(WriteBatch batch, String key, long version) {
    UnsafeBuffer keyBytes = bytes(key);
    batch.delete(keyBytes, 0, keyBytes.capacity(), version);
  }

  void put(String key, long version) {
    WriteBatch batch = new WriteBatch();
    addPut(batch, key, version);
    write(batch, Durability.BUFFERED);
  }

  void delete(String key, long version) {
    WriteBatch batch = new WriteBatch();
    addDelete(batch, key, version);
    write(batch, Durability.BUFFERED);
  }

  /// Writes and waits until it is as durable as asked, through stalls.
  void write(WriteBatch batch, Durability durability) {
    boolean[] isDone = new boolean[1];
    List<RuntimeException> failures = new ArrayList<>();
    while (true) {
      WriteStatus status =
          engine().write(batch, durability, failure -> {
            isDone[0] = true;
            if (failure != null) {
              failures.add(failure);
            }
          });
      if (status == WriteStatus.DONE) {
        return;
      }
      if (status == WriteStatus.PENDING) {
        runtime.runUntil(() -> isDone[0]);
        if (!isDone[0]) {
          throw new IllegalStateException("a pending write got no outcome");
        }
        if (!failures.isEmpty()) {
          throw failures.getFirst();
        }
        return;
      }
      boolean[] isWritable = new boolean[1];
      engine().onWritable(() -> isWritable[0] = true);
      if (!runtime.runUntil(() -> isWritable[0])) {
        throw new IllegalStateException("stalled for ever: " + engine().stallCause());
      }
    }
  }

  /// What a read finds: `key=version`, `key!version` for a deletion, `key?` for nothing. Checks the value's bytes.
  String get(String key) {
    UnsafeBuffer keyBytes = bytes(key);
    engine().get(keyBytes, 0, keyBytes.capacity(), IoPurpose.USER_READ, 0, result);
    return found(key);
  }

  String get(String key, Snapshot snapshot) {
    UnsafeBuffer keyBytes = bytes(key);
    engine().get(keyBytes, 0, keyBytes.capacity(), IoPurpose.USER_READ, 0, snapshot, result);
    return found(key);
  }

  private String found(String key) {
    return switch (result.outcome()) {
      case ABSENT -> key + "?";
      case TOMBSTONE -> key + "!" + result.version();
      case VALUE -> {
        String value = result.buffer().getStringWithoutLengthUtf8(0, result.valueLength());
        check(key, result.version(), value);
        yield key + "=" + result.version();
      }
    };
  }

  private static void check(String key, long version, String value) {
    if (!value.equals(valueOf(version))) {
      throw new AssertionError("the value of " + key + "=" + version + " is " + value);
    }
  }

  /// All winners in order, as [#get] shows them.
  List<String> scan(@Nullable String from, @Nullable String to, @Nullable Snapshot snapshot) {
    return drain(
        engine().scan(
            from == null ? null : bytes(from), to == null ? null : bytes(to), IoPurpose.SCAN, 0, snapshot));
  }

  /// All entries, sorted.
  List<String> entries() {
    List<String> found = drain(engine().entries(KeyPredicate.ALL, IoPurpose.REPAIR));
    found.sort(null);
    return found;
  }

  private static List<String> drain(Cursor cursor) {
    List<String> found = new ArrayList<>();
    try (cursor) {
      while (cursor.next()) {
        found.add(row(cursor));
      }
    }
    return found;
  }

  /// The present row, as [#get] shows it; reads its value.
  static String row(Cursor cursor) {
    String key = key(cursor);
    if (cursor.outcome() != ReadOutcome.VALUE) {
      return key + "!" + cursor.version();
    }
    check(key, cursor.version(), cursor.valueBuffer()
        .getStringWithoutLengthUtf8(cursor.valueOffset(), cursor.valueLength()));
    return key + "=" + cursor.version();
  }

  static String key(Cursor cursor) {
    return cursor.keyBuffer().getStringWithoutLengthUtf8(cursor.keyOffset(), cursor.keyLength());
  }

  /// Segment files on the medium.
  List<String> segments() {
    List<String> found = new ArrayList<>(storage().list());
    found.removeIf(name -> ValueLogDescriptor.idOf(name, false) < 0 && ValueLogDescriptor.idOf(name, true) < 0);
    return found;
  }

  /// Bytes of removed files that somebody still holds, once all work has ended.
  long pinnedBytes() {
    runtime.runUntilIdle();
    Completion named = new Completion();
    storage().syncNames(named);
    runtime.runUntil(named::isDone);
    return storage().ledger().snapshot().space().pinned().logicalBytes();
  }

  /// Runs at most `count` events.
  void run(int count) {
    int[] left = {count};
    runtime.runUntil(() -> left[0]-- <= 0);
  }

  /// Whether a collection has begun and not ended.
  boolean isCollecting() {
    long begun = events.stream().filter(event -> event instanceof EngineEvent.CollectionBegan).count();
    long ended = events.stream().filter(event -> event instanceof EngineEvent.CollectionEnded).count();
    return begun > ended;
  }

  long collections() {
    return engine().metrics().work().collections();
  }
}
