package org.rumbench.reference;

import static org.rumbench.reference.StoredValueDescriptor.FLAGS_OFFSET;
import static org.rumbench.reference.StoredValueDescriptor.FLAG_CLEAN;
import static org.rumbench.reference.StoredValueDescriptor.MARK_LENGTH;
import static org.rumbench.reference.StoredValueDescriptor.VERSION_OFFSET;

import java.nio.ByteOrder;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.jspecify.annotations.Nullable;
import org.rumbench.coding.KeyOrder;
import org.rumbench.engine.CallsInFlight;
import org.rumbench.engine.Capability;
import org.rumbench.engine.Cursor;
import org.rumbench.engine.Durability;
import org.rumbench.engine.EngineContext;
import org.rumbench.engine.EngineMetrics;
import org.rumbench.engine.KeyPredicate;
import org.rumbench.engine.OwnAccount;
import org.rumbench.engine.ReadResult;
import org.rumbench.engine.RecordKind;
import org.rumbench.engine.RecordView;
import org.rumbench.engine.Snapshot;
import org.rumbench.engine.StorageEngine;
import org.rumbench.engine.WriteBatch;
import org.rumbench.engine.WriteCompletion;
import org.rumbench.engine.WriteStatus;
import org.rumbench.reference.system.ExitHook;
import org.rumbench.reference.system.Workers;
import org.rumbench.runtime.Invariant;
import org.rumbench.runtime.JobHandle;
import org.rumbench.runtime.Priority;
import org.rumbench.storage.IoPurpose;

/// The engine interface over an [OutsideStore]: versions and expiry go into the value, a deletion is the engine's own.
///
/// There is no [Capability#VERSIONED]: of a key the last to arrive wins, as the engine has it. Ordering by version would
/// cost a read before each write, which the comparison of writes must not be burdened with. NONE is written as BUFFERED
/// is, for a later write must never outlive an earlier one.
///
/// The highest version is exact: it is in the store's mark after a good end, and found by reading everything after any
/// other. The first write of a life takes the mark's CLEAN away; batches with deletions, which leave no version, renew the
/// mark; no other write pays for it.
final class OutsideEngine implements StorageEngine {
  private final EngineContext context;
  private final OutsideStore store;
  private final Set<Capability> capabilities;
  private final CallsInFlight calls = new CallsInFlight("the engine is closed");
  private final Workers workers;
  private final GroupSync syncs;
  private final ExitHook exitHook;
  private final ThreadLocal<Lane> lanes = ThreadLocal.withInitial(Lane::new);
  private final Set<OutsideCursor> cursors = ConcurrentHashMap.newKeySet();
  private final Set<OutsideSnapshot> snapshots = ConcurrentHashMap.newKeySet();
  private final RecordView record = new RecordView();
  private final LongAdder pointReads = new LongAdder();
  private final LongAdder refusedWrites = new LongAdder();
  private final AtomicLong purgeVersion = new AtomicLong(Long.MIN_VALUE);
  private final AtomicLong sequence = new AtomicLong();
  private volatile long highestVersion;
  private volatile @Nullable RuntimeException failure;
  private boolean isMarkedClean;

  /// `highestVersion` is what the store holds; `isMarkedClean` whether its mark says so.
  OutsideEngine(
      EngineContext context, OutsideStore store, Set<Capability> capabilities, String name, long highestVersion,
      boolean isMarkedClean) {
    this.context = context;
    this.store = store;
    this.capabilities = capabilities;
    this.workers = new Workers(name);
    this.syncs = new GroupSync(workers, context.environment().scheduler(), () -> counted(store::sync), this::fail);
    this.highestVersion = highestVersion;
    this.isMarkedClean = isMarkedClean;
    this.exitHook = ExitHook.register(this::close);
  }

  private void counted(Runnable call) {
    calls.enter();
    try {
      call.run();
    } finally {
      calls.leave();
    }
  }

  private void fail(RuntimeException cause) {
    if (!(cause instanceof IllegalStateException)) {
      failure = cause;
    }
  }

  // ---- writing

  @Override
  public WriteStatus write(WriteBatch batch, Durability durability, WriteCompletion completion) {
    RuntimeException failed = failure;
    if (failed != null) {
      throw failed;
    }
    boolean isSynced = durability == Durability.SYNCED;
    if (apply(batch, isSynced) || !isSynced) {
      return WriteStatus.DONE;
    }
    syncs.await(completion);
    return WriteStatus.PENDING;
  }

  /// Returns whether it is as durable as asked.
  private boolean apply(WriteBatch batch, boolean isSynced) {
    checkPossible(batch);
    try {
      if (batch.recordCount() == 1 && !isMarkedClean && applyAlone(batch)) {
        boolean isDurable = store.put(lanes.get(), isSynced);
        written(batch.highestVersion());
        return isDurable;
      }
      return applyAll(batch, isSynced);
    } catch (org.rumbench.storage.StorageException cause) {
      fail(cause);
      throw cause;
    }
  }

  private void checkPossible(WriteBatch batch) {
    if (capabilities.contains(Capability.RANGE_DELETE)) {
      return;
    }
    int limit = batch.lengthBytes();
    for (int position = 0; position < limit; ) {
      position = next(batch, position);
      if (record.kind() == RecordKind.RANGE_TOMBSTONE) {
        throw new UnsupportedOperationException("this engine does not delete ranges");
      }
    }
  }

  private int next(WriteBatch batch, int position) {
    int end = record.wrap(batch.buffer(), position, batch.lengthBytes());
    Invariant.check(end > 0, "a batch holds whole records");
    return end;
  }

  /// Prepares the put of a batch's only record; false when it is something else.
  private boolean applyAlone(WriteBatch batch) {
    int ignored = next(batch, 0);
    if (record.kind() != RecordKind.VALUE || record.version() <= purgeVersion.get()) {
      return false;
    }
    Lane lane = lanes.get();
    lane.setKey(record.buffer(), record.keyOffset(), record.keyLength());
    StoredValue.encode(record, lane);
    return true;
  }

  private boolean applyAll(WriteBatch batch, boolean isSynced) {
    long floor = purgeVersion.get();
    long highest = Long.MIN_VALUE;
    int applied = 0;
    boolean hasDeletion = false;
    boolean isCommitting = false;
    store.begin(isSynced);
    try {
      for (int position = 0; position < batch.lengthBytes(); ) {
        position = next(batch, position);
        if (record.version() <= floor) {
          continue;
        }
        applied++;
        hasDeletion |= record.kind() != RecordKind.VALUE;
        highest = Math.max(highest, record.version());
        add();
      }
      if (applied > 0 && (hasDeletion || isMarkedClean)) {
        addMark(Math.max(highest, highestVersion), false);
      }
      isCommitting = applied > 0;
    } finally {
      if (!isCommitting) {
        store.rollback();
      }
    }
    refusedWrites.add(batch.recordCount() - applied);
    if (applied == 0) {
      return false;
    }
    boolean isDurable = store.commit(isSynced);
    isMarkedClean = false;
    written(highest);
    return isDurable;
  }

  private void add() {
    Lane lane = lanes.get();
    lane.setKey(record.buffer(), record.keyOffset(), record.keyLength());
    switch (record.kind()) {
      case VALUE -> {
        StoredValue.encode(record, lane);
        store.addPut(lane);
      }
      case TOMBSTONE -> store.addDelete(lane);
      case RANGE_TOMBSTONE ->
          store.addDeleteRange(
              bytes(record.buffer(), record.keyOffset(), record.keyLength()),
              bytes(record.buffer(), record.valueOffset(), record.valueLength()));
    }
  }

  private void addMark(long highest, boolean isClean) {
    Lane lane = lanes.get();
    UnsafeBuffer mark = lane.roomForValue(MARK_LENGTH);
    mark.putByte(FLAGS_OFFSET, (byte) (isClean ? FLAG_CLEAN : 0));
    mark.putLong(VERSION_OFFSET, highest, ByteOrder.LITTLE_ENDIAN);
    store.addMark(lane);
  }

  private void written(long highest) {
    if (highest > highestVersion) {
      highestVersion = highest;
    }
    sequence.lazySet(sequence.get() + 1);
  }

  @Override
  public void onWritable(Runnable listener) {
    context.environment().scheduler().execute(listener);
  }

  @Override
  public @Nullable String stallCause() {
    return null;
  }

  // ---- reading

  @Override
  public void get(DirectBuffer key, int offset, int length, IoPurpose purpose, long nowMillis, ReadResult result) {
    read(key, offset, length, purpose, nowMillis, null, result);
  }

  @Override
  public void get(
      DirectBuffer key, int offset, int length, IoPurpose purpose, long nowMillis, Snapshot snapshot,
      ReadResult result) {
    OutsideStore.View view = own(snapshot).enter();
    try {
      read(key, offset, length, purpose, nowMillis, view, result);
    } finally {
      own(snapshot).leave();
    }
  }

  private OutsideSnapshot own(Snapshot snapshot) {
    if (snapshot instanceof OutsideSnapshot ours && ours.isOf(this)) {
      return ours;
    }
    throw new IllegalArgumentException("a snapshot of another engine: " + snapshot);
  }

  private void read(
      DirectBuffer key, int offset, int length, IoPurpose purpose, long nowMillis, OutsideStore.@Nullable View view,
      ReadResult result) {
    if (purpose == IoPurpose.USER_READ || purpose == IoPurpose.READ_BEFORE_WRITE) {
      pointReads.increment();
    }
    if (length < 1 || length > WriteBatch.MAX_KEY_LENGTH) {
      result.setAbsent();
      return;
    }
    Lane lane = lanes.get();
    lane.setKey(key, offset, length);
    int storedLength = store.get(lane, view);
    if (storedLength == OutsideStore.ABSENT) {
      result.setAbsent();
      return;
    }
    UnsafeBuffer stored = lane.value();
    int valueOffset = StoredValue.valueOffset(stored, storedLength);
    long version = StoredValue.version(stored);
    long expiryMillis = StoredValue.expiryMillis(stored);
    if (StoredValue.isExpired(expiryMillis, nowMillis)) {
      result.setTombstone(version);
      return;
    }
    int valueLength = storedLength - valueOffset;
    boolean fits = valueLength <= result.buffer().capacity();
    if (fits) {
      result.buffer().putBytes(0, stored, valueOffset, valueLength);
    }
    result.setValue(version, expiryMillis, valueLength, fits);
  }

  @Override
  public Cursor scan(
      @Nullable DirectBuffer from, @Nullable DirectBuffer to, IoPurpose purpose, long nowMillis,
      @Nullable Snapshot snapshot) {
    if (snapshot == null) {
      return opened(from, to, KeyPredicate.ALL, nowMillis, null);
    }
    OutsideStore.View view = own(snapshot).enter();
    try {
      return opened(from, to, KeyPredicate.ALL, nowMillis, view);
    } finally {
      own(snapshot).leave();
    }
  }

  @Override
  public Cursor entries(KeyPredicate wanted, IoPurpose purpose) {
    return opened(null, null, wanted, Long.MIN_VALUE, null);
  }

  private Cursor opened(
      @Nullable DirectBuffer from, @Nullable DirectBuffer to, KeyPredicate wanted, long nowMillis,
      OutsideStore.@Nullable View view) {
    boolean isEmpty =
        to != null
            && (to.capacity() == 0
                || (from != null && KeyOrder.compare(from, 0, from.capacity(), to, 0, to.capacity()) >= 0));
    byte[] first = from == null || from.capacity() == 0 ? null : bytes(from, 0, from.capacity());
    byte[] last = to == null ? null : bytes(to, 0, to.capacity());
    OutsideStore.Walk walk = isEmpty ? null : store.walk(first, last, view);
    OutsideCursor cursor = new OutsideCursor(this, walk, wanted, nowMillis);
    cursors.add(cursor);
    return cursor;
  }

  private static byte[] bytes(DirectBuffer buffer, int offset, int length) {
    byte[] bytes = new byte[length];
    buffer.getBytes(offset, bytes);
    return bytes;
  }

  @Override
  public Snapshot snapshot() {
    OutsideSnapshot snapshot = new OutsideSnapshot(this, store.view(), sequence.get());
    snapshots.add(snapshot);
    return snapshot;
  }

  /// Calls of the [org.rumbench.engine.GuardedEngine] around it, of its jobs, cursors and snapshots.
  CallsInFlight calls() {
    return calls;
  }

  void forget(OutsideCursor cursor) {
    cursors.remove(cursor);
  }

  void forget(OutsideSnapshot snapshot) {
    snapshots.remove(snapshot);
  }

  // ---- upkeep

  @Override
  public void setPurgeVersion(long version) {
    purgeVersion.accumulateAndGet(version, Math::max);
  }

  /// Expired values stay until they are overwritten.
  @Override
  public void setEarliestReadMillis(long millis) {}

  @Override
  public long highestVersion() {
    return highestVersion;
  }

  @Override
  public JobHandle flush() {
    return submit("flush", store::flush);
  }

  @Override
  public JobHandle compactAll() {
    return submit("compact all", store::compactAll);
  }

  private JobHandle submit(String name, Runnable work) {
    BlockingJob job = new BlockingJob(name, () -> workers.run(() -> counted(work)));
    return context.environment().scheduler().submit(job, Priority.BACKGROUND);
  }

  @Override
  public JobHandle settle() {
    SettleJob job = new SettleJob(context.environment().clock(), this::isSettled);
    return context.environment().scheduler().submit(job, Priority.BACKGROUND);
  }

  private boolean isSettled() {
    calls.enter();
    try {
      return store.isSettled();
    } finally {
      calls.leave();
    }
  }

  @Override
  public EngineMetrics metrics() {
    return store.metrics(pointReads.sum(), refusedWrites.sum());
  }

  @Override
  public OwnAccount account() {
    return store.account();
  }

  private void markClean() {
    try {
      store.begin(false);
      addMark(highestVersion, true);
      boolean ignored = store.commit(false);
    } catch (IllegalStateException stalled) {
      // The engine takes no write now that its background work has ended. Without the mark the next opening reads
      // everything for the highest version.
    }
  }

  /// Iterators go before snapshots, both before the engine, and that before the lock.
  @Override
  public void close() {
    if (!calls.refuse()) {
      return;
    }
    try {
      store.cancel();
      calls.drain();
      workers.close();
      cursors.forEach(OutsideCursor::end);
      snapshots.forEach(OutsideSnapshot::end);
      if (failure == null && !isMarkedClean) {
        markClean();
      }
    } finally {
      try {
        store.close();
      } finally {
        context.storage().close();
        exitHook.closed();
      }
    }
  }
}
