package org.rumbench.bitcask;

import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;
import org.agrona.DirectBuffer;
import org.jspecify.annotations.Nullable;
import org.rumbench.coding.Checksum;
import org.rumbench.coding.RecordLogWriter;
import org.rumbench.engine.Cursor;
import org.rumbench.engine.Durability;
import org.rumbench.engine.EngineMetrics;
import org.rumbench.engine.KeyPredicate;
import org.rumbench.engine.ReadResult;
import org.rumbench.engine.RecordKind;
import org.rumbench.engine.RecordView;
import org.rumbench.engine.Snapshot;
import org.rumbench.engine.Spares;
import org.rumbench.engine.StorageEngine;
import org.rumbench.engine.WriteBatch;
import org.rumbench.engine.WriteCompletion;
import org.rumbench.engine.WriteStatus;
import org.rumbench.runtime.Completion;
import org.rumbench.runtime.Invariant;
import org.rumbench.runtime.JobHandle;
import org.rumbench.runtime.Priority;
import org.rumbench.storage.IoPurpose;
import org.rumbench.storage.StorageException;

/// An open Bitcask store.
///
/// A write appends its batch as one unit and then points the key directory to its records, all at once. A read asks
/// the key directory and makes one read of a file; a deleted key needs none. Cost: O(1) each, no allocation once
/// buffers have grown. There is no order, so no scans, no range deletes and no snapshots.
final class BitcaskEngine implements StorageEngine {
  private static final int PAYMENT_BYTES = 512 * 1024;
  private static final int BYTES_BETWEEN_PLANS = 512 * 1024;
  private static final int LOOKUP_ATTEMPTS = 10_000;

  private final BitcaskStore store;
  private final Spares<ReadLane> lanes = new Spares<>(ReadLane::new);
  private final RecordView view = new RecordView();
  private final KeyLocation written = new KeyLocation();
  private final Checksum checksum = new Checksum();
  private final WriteBatch accepted = new WriteBatch();
  private long bytesSincePlan;
  private long unpaidBytes;

  BitcaskEngine(BitcaskStore store) {
    this.store = store;
  }

  // ---- writing

  @Override
  public WriteStatus write(WriteBatch batch, Durability durability, WriteCompletion completion) {
    store.checkWritable();
    if (store.stalls.isStalled()) {
      store.maintenance.ensureRunning();
      return WriteStatus.STALLED;
    }
    checkSupported(batch);
    store.accounts.checkKeyMemory(batch);
    payForOwedWork(batch.lengthBytes());
    if (!store.claimAppend()) {
      return WriteStatus.STALLED;
    }
    try {
      append(batch);
    } finally {
      store.releaseAppend();
    }
    planNowAndThen(batch.lengthBytes());
    if (durability != Durability.SYNCED) {
      return WriteStatus.DONE;
    }
    store.groupSync.await(completion);
    return WriteStatus.PENDING;
  }

  /// Writes a batch, BUFFERED, whatever work is owed.
  void writeUnstalled(WriteBatch batch) {
    store.checkWritable();
    checkSupported(batch);
    store.accounts.checkKeyMemory(batch);
    while (!store.claimAppend()) {
      // A roll in flight ends within a few storage calls; after closing it never would.
      store.checkWritable();
    }
    try {
      append(batch);
    } finally {
      store.releaseAppend();
    }
    planNowAndThen(batch.lengthBytes());
  }

  private void checkSupported(WriteBatch batch) {
    int limit = batch.lengthBytes();
    for (int at = 0; at < limit; ) {
      at = view.wrap(batch.buffer(), at, limit);
      Invariant.check(at > 0, "a batch holds whole records");
      if (view.kind() == RecordKind.RANGE_TOMBSTONE) {
        throw new UnsupportedOperationException("bitcask has no order, so it deletes no ranges");
      }
    }
  }

  /// Once work is pressing, each write runs at most one slice, one for so many bytes written.
  private void payForOwedWork(int bytes) {
    if (!store.stalls.isWorkPressing()) {
      unpaidBytes = 0;
      return;
    }
    unpaidBytes += bytes;
    if (unpaidBytes >= Math.min(PAYMENT_BYTES, store.options.segmentBytes() / 4)) {
      unpaidBytes = 0;
      store.maintenance.payOneSlice();
    }
  }

  private void planNowAndThen(int bytes) {
    bytesSincePlan += bytes;
    if (bytesSincePlan >= Math.min(BYTES_BETWEEN_PLANS, store.options.segmentBytes())) {
      bytesSincePlan = 0;
      store.stalls.refresh();
      store.maintenance.ensureRunning();
    }
  }

  private void append(WriteBatch batch) {
    WriteBatch logged = batch.lowestVersion() > store.purgeVersion ? batch : withoutPurged(batch);
    if (logged.recordCount() == 0) {
      return;
    }
    boolean isFull = Objects.requireNonNull(store.active().hints).isFull();
    if (isFull || store.writer().positionBytes() >= store.options.segmentBytes()) {
      store.roll();
    }
    RecordLogWriter writer = store.writer();
    long sequence = store.nextSequence;
    Invariant.check(
        sequence + logged.recordCount() <= KeyEntryDescriptor.MAXIMUM_SEQUENCE, "sequences fit 48 bits");
    long unit;
    try {
      unit = writer.append(sequence, logged.buffer(), 0, logged.lengthBytes());
    } catch (StorageException e) {
      store.poison(e);
      throw e;
    }
    try {
      point(logged, (int) unit + writer.lastHeaderLength(), sequence);
    } catch (RuntimeException | Error e) {
      // The log has a batch that the key directory does not: only recovery can tell which part of it was taken in.
      store.poison(new IllegalStateException("a batch is in the log and not in the key directory", e));
      throw e;
    }
  }

  /// Has the key directory point to the records of a batch whose payload starts at `payloadOffset`.
  private void point(WriteBatch batch, int payloadOffset, long firstSequence) {
    DirectBuffer buffer = batch.buffer();
    int limit = batch.lengthBytes();
    Segment segment = store.active();
    HintBuffer hints = Objects.requireNonNull(segment.hints);
    long sequence = firstSequence;
    synchronized (store.lock) {
      store.directory.beginChange();
      try {
        for (int at = 0; at < limit; ) {
          int end = view.wrap(buffer, at, limit);
          written.segmentId = segment.id;
          written.recordOffset = payloadOffset + at;
          written.lengthAndFlags = (end - at) | SegmentScanner.flags(view);
          written.checksum = checksum.reset().update(buffer, at, end - at).value();
          written.version = view.version();
          written.sequence = sequence++;
          store.accounts.apply(buffer, view.keyOffset(), view.keyLength(), written, segment);
          hints.add(buffer, view.keyOffset(), view.keyLength(), written);
          at = end;
        }
      } finally {
        store.directory.endChange();
      }
      store.nextSequence = sequence;
      if (batch.highestVersion() > store.highestVersion) {
        store.highestVersion = batch.highestVersion();
      }
    }
  }

  /// The batch without records at or below the purge version, which are counted.
  private WriteBatch withoutPurged(WriteBatch batch) {
    accepted.clear();
    int limit = batch.lengthBytes();
    DirectBuffer buffer = batch.buffer();
    for (int at = 0; at < limit; ) {
      at = view.wrap(buffer, at, limit);
      if (view.version() <= store.purgeVersion) {
        synchronized (store.lock) {
          store.refusedWrites++;
        }
      } else if (view.kind() == RecordKind.TOMBSTONE) {
        accepted.delete(buffer, view.keyOffset(), view.keyLength(), view.version());
      } else {
        accepted.put(
            buffer, view.keyOffset(), view.keyLength(), view.version(), view.expiryMillis(), buffer,
            view.valueOffset(), view.valueLength());
      }
    }
    return accepted;
  }

  @Override
  public void onWritable(Runnable listener) {
    store.stalls.onWritable(listener);
  }

  @Override
  public @Nullable String stallCause() {
    store.checkOpen();
    return store.stalls.cause();
  }

  // ---- reading

  @Override
  public void get(DirectBuffer key, int offset, int length, IoPurpose purpose, long nowMillis, ReadResult result) {
    get(key, offset, length, purpose, nowMillis, result, null);
  }

  /// A point read that also tells, through `found`, which record the answer is from, unless the key is absent.
  void get(
      DirectBuffer key, int offset, int length, IoPurpose purpose, long nowMillis, ReadResult result,
      @Nullable KeyState found) {
    store.checkOpen();
    store.pointReads.increment();
    ReadLane lane = lanes.take();
    try {
      read(lane, key, offset, length, purpose, nowMillis, result);
      if (found != null) {
        found.set(lane.location);
      }
    } finally {
      lanes.giveBack(lane);
    }
  }

  /// What the key directory says of a key; false when it does not know it.
  boolean find(DirectBuffer key, int offset, int length, KeyState target) {
    ReadLane lane = lanes.take();
    try {
      boolean isKnown = store.directory.find(KeyDirectory.hash(key, offset, length), key, offset, length, lane.location);
      target.set(lane.location);
      return isKnown;
    } finally {
      lanes.giveBack(lane);
    }
  }

  private void read(
      ReadLane lane, DirectBuffer key, int offset, int length, IoPurpose purpose, long nowMillis, ReadResult result) {
    int hash = KeyDirectory.hash(key, offset, length);
    for (int attempt = 0; attempt < LOOKUP_ATTEMPTS; attempt++) {
      if (!store.directory.find(hash, key, offset, length, lane.location)) {
        result.setAbsent();
        return;
      }
      if (lane.location.isTombstone()) {
        result.setTombstone(lane.location.version);
        return;
      }
      // A merge may have moved the record and let the segment go since: then the entry has changed, look again.
      Segment segment = store.segment(lane.location.segmentId);
      if (segment != null && segment.tryPin()) {
        try {
          lane.read(segment, key, offset, length, purpose);
        } finally {
          segment.unpin();
        }
        store.recordsRead.increment();
        answer(lane, nowMillis, result);
        return;
      }
      store.checkOpen();
    }
    Invariant.check(false, "an entry points to a segment of the table");
  }

  private static void answer(ReadLane lane, long nowMillis, ReadResult result) {
    RecordView record = lane.view;
    long expiryMillis = record.expiryMillis();
    if (expiryMillis != 0 && expiryMillis <= nowMillis) {
      result.setTombstone(record.version());
      return;
    }
    int valueLength = record.valueLength();
    boolean fits = valueLength <= result.buffer().capacity();
    if (fits) {
      result.buffer().putBytes(0, record.buffer(), record.valueOffset(), valueLength);
    }
    result.setValue(record.version(), expiryMillis, valueLength, fits);
  }

  @Override
  public void get(
      DirectBuffer key, int offset, int length, IoPurpose purpose, long nowMillis, Snapshot snapshot,
      ReadResult result) {
    throw new UnsupportedOperationException("bitcask keeps no snapshots");
  }

  @Override
  public Cursor scan(
      @Nullable DirectBuffer from, @Nullable DirectBuffer to, IoPurpose purpose, long nowMillis,
      @Nullable Snapshot snapshot) {
    throw new UnsupportedOperationException("bitcask has no order to scan in");
  }

  @Override
  public Snapshot snapshot() {
    throw new UnsupportedOperationException("bitcask keeps no snapshots");
  }

  @Override
  public Cursor entries(KeyPredicate wanted, IoPurpose purpose) {
    store.checkOpen();
    return new EntriesCursor(store, wanted, purpose);
  }

  // ---- versions

  @Override
  public void setPurgeVersion(long version) {
    store.checkOpen();
    synchronized (store.lock) {
      store.purgeVersion = Math.max(store.purgeVersion, version);
    }
  }

  @Override
  public void setEarliestReadMillis(long millis) {
    store.checkOpen();
    synchronized (store.lock) {
      store.earliestReadMillis = Math.max(store.earliestReadMillis, millis);
    }
  }

  @Override
  public long highestVersion() {
    store.checkOpen();
    return store.highestVersion;
  }

  // ---- background work

  @Override
  public JobHandle flush() {
    store.checkOpen();
    return submit(new WaitJob("bitcask flush", this::rollAndSeal));
  }

  private @Nullable Completion rollAndSeal() {
    return rolled(store.maintenance::lastSeal);
  }

  /// Rolls the active segment unless it is empty and returns what `next` waits for; null when a writer is at work on the
  /// segment. All of it holding the append claim, so that closing comes before or after.
  private @Nullable Completion rolled(Supplier<Completion> next) {
    store.checkWritable();
    if (!store.claimAppend()) {
      return null;
    }
    try {
      if (store.active().recordCount > 0) {
        store.roll();
      }
      Completion awaited = next.get();
      store.checkWritable();
      return awaited;
    } finally {
      store.releaseAppend();
    }
  }

  @Override
  public JobHandle compactAll() {
    store.checkOpen();
    return submit(new WaitJob("bitcask merge all", () -> rolled(store.maintenance::requestFullMerge)));
  }

  @Override
  public JobHandle settle() {
    store.checkOpen();
    return submit(new WaitJob("bitcask settle", this::runWhatIsOwed));
  }

  private Completion runWhatIsOwed() {
    store.checkWritable();
    return store.maintenance.ensureRunning();
  }

  private JobHandle submit(WaitJob job) {
    return store.environment.scheduler().submit(job, Priority.FLUSH);
  }

  // ---- figures and the end

  @Override
  public EngineMetrics metrics() {
    store.checkOpen();
    store.stalls.refresh();
    EngineMetrics.Stalls stalls = store.stalls.metrics();
    synchronized (store.lock) {
      int sealed = 0;
      int open = 0;
      long sealedBytes = 0;
      long openBytes = 0;
      for (Segment segment : store.segments()) {
        if (segment.isSealed) {
          sealed++;
          sealedBytes += segment.closedLengthBytes;
        } else {
          open++;
          openBytes += segment.file.lengthBytes();
        }
      }
      long read = store.recordsRead.sum();
      return new EngineMetrics(
          new EngineMetrics.Memory(0, store.hintBuffers.memoryBytes(), 0, 0, store.directory.room().memoryBytes()),
          new EngineMetrics.Reads(store.pointReads.sum(), read, 0, 0, read, 0),
          new EngineMetrics.Work(
              store.maintenance.flushes(), 0, store.maintenance.merges(), 0, store.maintenance.running()),
          List.of(
              new EngineMetrics.Level("active", open, openBytes),
              new EngineMetrics.Level("sealed", sealed, sealedBytes)),
          store.stalls.owedBytes(),
          stalls,
          store.refusedWrites,
          store.directory.entryCount() - store.directory.tombstoneCount());
    }
  }

  @Override
  public void close() {
    if (!store.calls.refuse()) {
      return;
    }
    store.markClosed();
    // First, because calls may wait for a slice; again, because they may have left something to end.
    store.maintenance.close();
    store.calls.drain();
    store.claimAppendForGood();
    store.maintenance.close();
    store.groupSync.close();
    store.stalls.wake();
    store.close();
  }
}
