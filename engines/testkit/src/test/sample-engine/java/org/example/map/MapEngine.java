package org.example.map;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.TreeMap;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.jspecify.annotations.Nullable;
import org.rumbench.coding.KeyOrder;
import org.rumbench.engine.Cursor;
import org.rumbench.engine.Durability;
import org.rumbench.engine.EngineContext;
import org.rumbench.engine.EngineEvent;
import org.rumbench.engine.EngineMetrics;
import org.rumbench.engine.KeyPredicate;
import org.rumbench.engine.ReadResult;
import org.rumbench.engine.RecordKind;
import org.rumbench.engine.RecordView;
import org.rumbench.engine.Snapshot;
import org.rumbench.engine.StorageEngine;
import org.rumbench.engine.WriteBatch;
import org.rumbench.engine.WriteCompletion;
import org.rumbench.engine.WriteStatus;
import org.rumbench.runtime.Completion;
import org.rumbench.runtime.Job;
import org.rumbench.runtime.JobHandle;
import org.rumbench.runtime.Priority;
import org.rumbench.runtime.Scheduler;
import org.rumbench.storage.IoPurpose;
import org.rumbench.storage.Storage;
import org.rumbench.storage.StorageException;

/// An open map. Any thread; one monitor, under which no completion or listener is called.
final class MapEngine implements StorageEngine {
  private static final String REWRITING = "the map is written into a new log";

  /// A write that waits for a sync.
  private record Waiter(WriteCompletion completion, Completion synced) {}

  private final EngineContext context;
  private final NavigableMap<UnsafeBuffer, MapRecord> records = new TreeMap<>(MapEngine::compare);
  private final List<Waiter> waiters = new ArrayList<>();
  private final List<Runnable> stalled = new ArrayList<>();
  private final List<JobHandle> jobs = new ArrayList<>();
  private final RecordView view = new RecordView();
  private final WriteBatch accepted = new WriteBatch();
  private @Nullable MapLog log;
  private @Nullable MapRewrite rewrite;
  private @Nullable RuntimeException failure;
  private long lastLog;
  private long sequence;
  private long highestVersion = Long.MIN_VALUE;
  private long purgeVersion = Long.MIN_VALUE;
  private long refusedWrites;
  private long stallCount;
  private long stallNanos;
  private long stalledSinceNanos;
  private boolean isStalled;
  private long pointReads;
  private long rewrites;
  private volatile boolean isClosed;

  MapEngine(EngineContext context) {
    this.context = context;
  }

  private static int compare(UnsafeBuffer a, UnsafeBuffer b) {
    return KeyOrder.compare(a, 0, a.capacity(), b, 0, b.capacity());
  }

  private static UnsafeBuffer copy(DirectBuffer source, int offset, int length) {
    byte[] bytes = new byte[length];
    source.getBytes(offset, bytes);
    return new UnsafeBuffer(bytes);
  }

  Storage storage() {
    return context.storage();
  }

  private Scheduler scheduler() {
    return context.environment().scheduler();
  }

  void checkOpen() {
    if (isClosed) {
      throw new IllegalStateException("the engine is closed");
    }
  }

  private void checkUsable() {
    checkOpen();
    RuntimeException cause = failure;
    if (cause != null) {
      throw cause;
    }
  }

  /// Refuses writes from now on: what reached the device is not known until the store is opened again.
  void fail(RuntimeException cause) {
    synchronized (this) {
      if (failure != null) {
        return;
      }
      failure = cause;
      if (log == null) {
        return; // Not open yet: the opening fails with it.
      }
    }
    context.listener().onEvent(
        new EngineEvent.Failed(context.environment().clock().nanos(), String.valueOf(cause.getMessage())));
    wake();
  }

  // ---- writing

  @Override
  public WriteStatus write(WriteBatch batch, Durability durability, WriteCompletion completion) {
    try {
      return append(batch, durability, completion);
    } catch (StorageException cause) {
      fail(cause);
      throw cause;
    }
  }

  private synchronized WriteStatus append(WriteBatch batch, Durability durability, WriteCompletion completion) {
    checkUsable();
    if (rewrite != null) {
      noteStall();
      return WriteStatus.STALLED;
    }
    refusedWrites += accept(batch);
    MapLog target = Objects.requireNonNull(log);
    if (accepted.recordCount() > 0) {
      target.writer().append(nextSequence(), accepted.buffer(), 0, accepted.lengthBytes());
    }
    for (int at = 0; at < accepted.lengthBytes(); ) {
      at = view.wrap(accepted.buffer(), at, accepted.lengthBytes());
      apply(view);
    }
    if (durability != Durability.SYNCED) {
      return WriteStatus.DONE;
    }
    Completion synced = new Completion();
    Waiter waiter = new Waiter(completion, synced);
    synced.onDone(cause -> onSynced(waiter, cause));
    target.file().sync(synced);
    waiters.add(waiter);
    return WriteStatus.PENDING;
  }

  /// Fills `accepted` with the records above the purge version and returns how many were not.
  private long accept(WriteBatch batch) {
    accepted.clear();
    long refused = 0;
    DirectBuffer buffer = batch.buffer();
    for (int at = 0; at < batch.lengthBytes(); ) {
      at = view.wrap(buffer, at, batch.lengthBytes());
      if (view.kind() == RecordKind.RANGE_TOMBSTONE) {
        throw new UnsupportedOperationException("the map deletes no ranges");
      } else if (view.version() <= purgeVersion) {
        refused++;
      } else if (view.kind() == RecordKind.TOMBSTONE) {
        accepted.delete(buffer, view.keyOffset(), view.keyLength(), view.version());
      } else {
        accepted.put(
            buffer, view.keyOffset(), view.keyLength(), view.version(), view.expiryMillis(), buffer,
            view.valueOffset(), view.valueLength());
      }
    }
    return refused;
  }

  /// The number of the next unit, from 1.
  synchronized long nextSequence() {
    return ++sequence;
  }

  /// The highest version wins, then the later arrival.
  void apply(RecordView record) {
    UnsafeBuffer key = copy(record.buffer(), record.keyOffset(), record.keyLength());
    MapRecord held = records.get(key);
    if (held == null || held.version() <= record.version()) {
      UnsafeBuffer value = copy(record.buffer(), record.valueOffset(), record.valueLength());
      boolean isDeleted = record.kind() == RecordKind.TOMBSTONE;
      records.put(key, new MapRecord(record.version(), record.expiryMillis(), isDeleted, value));
    }
    noteVersion(record.version());
  }

  void noteVersion(long version) {
    highestVersion = Math.max(highestVersion, version);
  }

  /// A sync that succeeds after one that failed proves nothing about the bytes of the first.
  private void onSynced(Waiter waiter, @Nullable RuntimeException cause) {
    if (cause != null && !isClosed) {
      fail(cause);
    }
    RuntimeException known;
    synchronized (this) {
      if (!waiters.remove(waiter)) {
        return;
      }
      known = failure;
    }
    waiter.completion().onWritten(known);
  }

  private void noteStall() {
    if (!isStalled) {
      isStalled = true;
      stallCount++;
      stalledSinceNanos = context.environment().clock().nanos();
    }
  }

  @Override
  public void onWritable(Runnable listener) {
    synchronized (this) {
      if (rewrite != null && failure == null && !isClosed) {
        stalled.add(listener);
        return;
      }
    }
    scheduler().execute(listener);
  }

  private void wake() {
    List<Runnable> told;
    synchronized (this) {
      if (isStalled) {
        isStalled = false;
        stallNanos += context.environment().clock().nanos() - stalledSinceNanos;
      }
      told = List.copyOf(stalled);
      stalled.clear();
    }
    told.forEach(scheduler()::execute);
  }

  @Override
  public synchronized @Nullable String stallCause() {
    checkOpen();
    return rewrite == null ? null : REWRITING;
  }

  // ---- reading

  @Override
  public synchronized void get(
      DirectBuffer key, int offset, int length, IoPurpose purpose, long nowMillis, ReadResult result) {
    checkOpen();
    pointReads++;
    MapRecord held = records.get(new UnsafeBuffer(key, offset, length));
    if (held == null) {
      result.setAbsent();
    } else if (held.at(nowMillis).isDeleted()) {
      result.setTombstone(held.version());
    } else {
      int valueLength = held.value().capacity();
      boolean fits = valueLength <= result.buffer().capacity();
      if (fits) {
        result.buffer().putBytes(0, held.value(), 0, valueLength);
      }
      result.setValue(held.version(), held.expiryMillis(), valueLength, fits);
    }
  }

  @Override
  public void get(
      DirectBuffer key, int offset, int length, IoPurpose purpose, long nowMillis, Snapshot snapshot,
      ReadResult result) {
    throw new UnsupportedOperationException("the map keeps no snapshots");
  }

  @Override
  public Snapshot snapshot() {
    throw new UnsupportedOperationException("the map keeps no snapshots");
  }

  @Override
  public synchronized Cursor scan(
      @Nullable DirectBuffer from, @Nullable DirectBuffer to, IoPurpose purpose, long nowMillis,
      @Nullable Snapshot snapshot) {
    checkOpen();
    if (snapshot != null) {
      throw new UnsupportedOperationException("the map keeps no snapshots");
    }
    UnsafeBuffer end = to == null ? null : new UnsafeBuffer(to);
    NavigableMap<UnsafeBuffer, MapRecord> part =
        from == null ? records : records.tailMap(new UnsafeBuffer(from), true);
    List<Map.Entry<UnsafeBuffer, MapRecord>> found = new ArrayList<>();
    for (Map.Entry<UnsafeBuffer, MapRecord> entry : part.entrySet()) {
      if (end != null && compare(entry.getKey(), end) >= 0) {
        break;
      }
      found.add(Map.entry(entry.getKey(), entry.getValue().at(nowMillis)));
    }
    return new MapCursor(this, found);
  }

  @Override
  public synchronized Cursor entries(KeyPredicate wanted, IoPurpose purpose) {
    checkOpen();
    List<Map.Entry<UnsafeBuffer, MapRecord>> found = new ArrayList<>();
    records.forEach((key, record) -> {
      if (wanted.test(key, 0, key.capacity())) {
        found.add(Map.entry(key, record));
      }
    });
    return new MapCursor(this, found);
  }

  // ---- versions

  @Override
  public synchronized void setPurgeVersion(long version) {
    checkOpen();
    purgeVersion = Math.max(purgeVersion, version);
  }

  @Override
  public synchronized void setEarliestReadMillis(long millis) {
    checkOpen();
  }

  @Override
  public synchronized long highestVersion() {
    checkOpen();
    return highestVersion;
  }

  // ---- rewriting

  /// There is a log of this number.
  void startAfter(long number) {
    lastLog = Math.max(lastLog, number);
  }

  /// Writes stall from here on, and deletions that hide nothing go: the map is all there is. When another rewriting is
  /// under way, nothing happens, and its end is returned.
  synchronized @Nullable Completion beginRewrite(MapRewrite next) {
    Completion present = rewriting();
    if (present == null) {
      rewrite = next;
      records.values().removeIf(record -> record.isDeleted() && record.version() <= purgeVersion);
    }
    return present;
  }

  synchronized MapLog newLog() {
    return new MapLog(storage(), ++lastLog, highestVersion, records.size());
  }

  /// The records behind `last` (null: from the first), about as many as fill `bytes`, one at least if there is one.
  synchronized List<Map.Entry<UnsafeBuffer, MapRecord>> after(@Nullable UnsafeBuffer last, int bytes) {
    List<Map.Entry<UnsafeBuffer, MapRecord>> found = new ArrayList<>();
    long length = 0;
    for (Map.Entry<UnsafeBuffer, MapRecord> entry :
        (last == null ? records : records.tailMap(last, false)).entrySet()) {
      found.add(Map.entry(entry.getKey(), entry.getValue()));
      length += entry.getKey().capacity() + entry.getValue().value().capacity();
      if (length >= bytes) {
        break;
      }
    }
    return found;
  }

  /// The new log is durable under its name: it takes over. Writes still stall.
  void install(MapLog next) {
    MapLog before;
    synchronized (this) {
      before = log;
      log = next;
      rewrites++;
    }
    if (before != null) {
      before.file().release();
    }
  }

  /// No log is left but the one installed: writes go on, and another rewriting may begin.
  void endRewrite() {
    synchronized (this) {
      rewrite = null;
    }
    wake();
  }

  @Override
  public JobHandle compactAll() {
    return submit(new MapRewrite(this, storage()));
  }

  @Override
  public JobHandle flush() {
    return submit(new MapFlush(this));
  }

  /// `synced` is told when the log up to here is durable.
  synchronized void syncLog(Completion synced) {
    checkUsable();
    Objects.requireNonNull(log).file().sync(synced);
  }

  @Override
  public JobHandle settle() {
    return submit(new MapSettling(this));
  }

  /// The end of the rewriting under way, or null if there is none.
  synchronized @Nullable Completion rewriting() {
    checkUsable();
    MapRewrite present = rewrite;
    return present == null ? null : present.ended();
  }

  private JobHandle submit(Job job) {
    synchronized (this) {
      checkUsable();
      JobHandle handle = scheduler().submit(job, Priority.BACKGROUND);
      jobs.removeIf(JobHandle::isDone);
      jobs.add(handle);
      return handle;
    }
  }

  // ---- figures and the end

  @Override
  public synchronized EngineMetrics metrics() {
    checkOpen();
    long bytes = 0;
    long live = 0;
    for (Map.Entry<UnsafeBuffer, MapRecord> entry : records.entrySet()) {
      bytes += entry.getKey().capacity() + entry.getValue().value().capacity();
      live += entry.getValue().isDeleted() ? 0 : 1;
    }
    long logBytes = Objects.requireNonNull(log).file().lengthBytes();
    long present = isStalled ? context.environment().clock().nanos() - stalledSinceNanos : 0;
    return new EngineMetrics(
        new EngineMetrics.Memory(bytes, 0, 0, 0, 0),
        new EngineMetrics.Reads(pointReads, pointReads, 0, 0, 0, 0),
        new EngineMetrics.Work(0, rewrites, 0, 0, rewrite == null ? 0 : 1),
        List.of(new EngineMetrics.Level("log", 1, logBytes)),
        0,
        new EngineMetrics.Stalls(stallCount, stallNanos + present),
        refusedWrites,
        live);
  }

  @Override
  public void close() {
    List<JobHandle> running;
    List<Waiter> lost;
    synchronized (this) {
      if (isClosed) {
        return;
      }
      isClosed = true;
      running = List.copyOf(jobs);
      lost = List.copyOf(waiters);
      waiters.clear();
    }
    running.forEach(JobHandle::cancel);
    for (JobHandle job : running) {
      while (!job.isDone() && !scheduler().runOrJoin(job)) {
        // The slice in flight ends, then the job is cancelled.
      }
    }
    RuntimeException cause = new IllegalStateException("closed before the write was known durable");
    lost.forEach(waiter -> scheduler().execute(() -> waiter.completion().onWritten(cause)));
    wake();
    storage().close();
  }
}
