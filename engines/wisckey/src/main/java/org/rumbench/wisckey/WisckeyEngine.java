package org.rumbench.wisckey;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Stream;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.jspecify.annotations.Nullable;
import org.rumbench.engine.Cursor;
import org.rumbench.engine.Durability;
import org.rumbench.engine.EngineContext;
import org.rumbench.engine.EngineMetrics;
import org.rumbench.engine.KeyPredicate;
import org.rumbench.engine.ReadResult;
import org.rumbench.engine.RecordView;
import org.rumbench.engine.Snapshot;
import org.rumbench.engine.Spares;
import org.rumbench.engine.StorageEngine;
import org.rumbench.engine.WriteBatch;
import org.rumbench.engine.WriteCompletion;
import org.rumbench.engine.WriteStatus;
import org.rumbench.lsm.LsmCursor;
import org.rumbench.lsm.LsmTree;
import org.rumbench.runtime.Job;
import org.rumbench.runtime.JobHandle;
import org.rumbench.runtime.Priority;
import org.rumbench.storage.IoPurpose;

/// One open store: a tree of keys and pointers, and the log with the values.
///
/// A read pins the present segments before it asks the tree, so what the tree answers leads into a pinned segment, or
/// into one that was opened since: then it asks again. A pointer that leads nowhere is damage, never "absent".
///
/// Source: Lu et al., FAST 2016. Differs from the paper: one unit per batch rather than one record; short values stay
/// in the tree; pointers carry a checksum; for collection see [CollectionJob].
final class WisckeyEngine implements StorageEngine {
  private final EngineContext context;
  private final LsmTree tree;
  private final ValueLog log;
  private final Collector collector;
  private final Spares<ValueReader> readers = new Spares<>(ValueReader::new);
  /// Clients' point reads that looked into the log.
  private final LongAdder clientReads = new LongAdder();
  private final int scanPrefetch;

  WisckeyEngine(EngineContext context, WisckeyOptions options, LsmTree tree, ValueLog log, Collector collector) {
    this.context = context;
    this.scanPrefetch = options.scanPrefetch();
    this.tree = tree;
    this.log = log;
    this.collector = collector;
  }

  /// The tree of keys and pointers.
  LsmTree tree() {
    return tree;
  }

  /// The log of values.
  ValueLog log() {
    return log;
  }

  @Override
  public WriteStatus write(WriteBatch batch, Durability durability, WriteCompletion completion) {
    collector.pay(batch.lengthBytes());
    if (collector.stall() != null) {
      return WriteStatus.STALLED;
    }
    return tree.write(batch, durability, completion);
  }

  @Override
  public void onWritable(Runnable listener) {
    if (!collector.await(listener)) {
      tree.onWritable(listener);
    }
  }

  @Override
  public @Nullable String stallCause() {
    String cause = collector.stallCause();
    return cause != null ? cause : tree.stallCause();
  }

  @Override
  public void get(
      DirectBuffer key, int offset, int length, IoPurpose purpose, long nowMillis, ReadResult result) {
    SegmentSet segments = log.pin();
    try {
      while (!read(key, offset, length, purpose, nowMillis, null, segments, result)) {
        // The pointer leads into a segment that was opened after the pin.
        SegmentSet newer = log.pin();
        segments.release();
        segments = newer;
      }
    } finally {
      segments.release();
    }
  }

  @Override
  public void get(
      DirectBuffer key, int offset, int length, IoPurpose purpose, long nowMillis, Snapshot snapshot,
      ReadResult result) {
    PinnedSnapshot pinned = pinned(snapshot);
    read(key, offset, length, purpose, nowMillis, pinned, pinned.segments(), result);
  }

  private static PinnedSnapshot pinned(Snapshot snapshot) {
    if (!(snapshot instanceof PinnedSnapshot pinned)) {
      throw new IllegalArgumentException("not a snapshot of this engine: " + snapshot);
    }
    return pinned;
  }

  /// Reads through segments that were pinned before; false when the tree points into one that is newer than they are. A
  /// snapshot has those it needs.
  private boolean read(
      DirectBuffer key, int offset, int length, IoPurpose purpose, long nowMillis,
      @Nullable PinnedSnapshot snapshot, SegmentSet present, ReadResult result) {
    boolean isPointer =
        tree.get(key, offset, length, purpose, nowMillis, snapshot == null ? null : snapshot.tree(), result);
    if (!isPointer) {
      return true;
    }
    if (purpose == IoPurpose.USER_READ || purpose == IoPurpose.READ_BEFORE_WRITE) {
      clientReads.increment();
    }
    ValueReader reader = readers.take();
    try {
      ReadResult pointer = result;
      if (!result.isCopied()) {
        // The caller's buffer is too short even for a pointer; it is told the value's length all the same.
        pointer = reader.pointerResult();
        Snapshot seen = snapshot == null ? null : snapshot.tree();
        if (!tree.get(key, offset, length, purpose, nowMillis, seen, pointer)) {
          return false; // written over in between: ask again
        }
      }
      reader.decode(pointer.buffer(), 0, pointer.valueLength());
      result.setValue(pointer.version(), pointer.expiryMillis(), 0, false);
      // Behind the tree: a compaction may have moved what the snapshot shows.
      SegmentSet segments = snapshot == null ? present : snapshot.segments();
      return follow(reader, key, offset, length, purpose, snapshot != null, segments, result);
    } finally {
      readers.giveBack(reader);
    }
  }

  private boolean follow(
      ValueReader reader, DirectBuffer key, int offset, int length, IoPurpose purpose, boolean isFixed,
      SegmentSet segments, ReadResult result) {
    ValuePointer pointer = reader.pointer();
    ValueLogSegment segment = segments.find(pointer.segment());
    if (segment == null) {
      if (isFixed || segments == log.current()) {
        throw reader.missing();
      }
      return false;
    }
    long version = result.version();
    UnsafeBuffer target = reader.bufferFor(result.buffer());
    RecordView record = reader.read(segment, target, key, offset, length, version, purpose);
    int valueLength = record.valueLength();
    boolean fits = valueLength <= result.buffer().capacity();
    if (fits) {
      // The ranges may overlap; the copy goes through as if they did not.
      result.buffer().putBytes(0, target, record.valueOffset(), valueLength);
    }
    result.setValue(version, result.expiryMillis(), valueLength, fits);
    return true;
  }

  @Override
  public Cursor scan(
      @Nullable DirectBuffer from, @Nullable DirectBuffer to, IoPurpose purpose, long nowMillis,
      @Nullable Snapshot snapshot) {
    if (snapshot != null) {
      PinnedSnapshot pinned = pinned(snapshot);
      LsmCursor cursor = tree.scan(from, to, purpose, nowMillis, pinned.tree());
      try {
        return cursorOver(cursor, pinned.pinSegments(), purpose);
      } catch (IllegalStateException closed) {
        cursor.close();
        throw closed;
      }
    }
    while (true) {
      SegmentSet segments = log.pin();
      LsmCursor cursor = tree.scan(from, to, purpose, nowMillis, null);
      if (segments == log.current()) {
        return cursorOver(cursor, segments, purpose);
      }
      cursor.close();
      segments.release();
    }
  }

  private Cursor cursorOver(LsmCursor cursor, SegmentSet segments, IoPurpose purpose) {
    return scanPrefetch == 0
        ? new PointerCursor(cursor, segments, purpose)
        : new PrefetchingCursor(cursor, segments, purpose, scanPrefetch);
  }

  @Override
  public Cursor entries(KeyPredicate wanted, IoPurpose purpose) {
    while (true) {
      SegmentSet segments = log.pin();
      LsmCursor cursor = tree.entries(wanted, purpose);
      if (segments == log.current()) {
        return cursorOver(cursor, segments, purpose);
      }
      cursor.close();
      segments.release();
    }
  }

  @Override
  public Snapshot snapshot() {
    while (true) {
      SegmentSet segments = log.pin();
      PinnedSnapshot snapshot = new PinnedSnapshot(tree.snapshot(), segments, log);
      if (log.register(snapshot)) {
        return snapshot;
      }
      snapshot.close();
    }
  }

  @Override
  public void setPurgeVersion(long version) {
    tree.setPurgeVersion(version);
  }

  @Override
  public void setEarliestReadMillis(long millis) {
    tree.setEarliestReadMillis(millis);
  }

  @Override
  public long highestVersion() {
    return tree.highestVersion();
  }

  @Override
  public JobHandle flush() {
    return tree.flush();
  }

  @Override
  public JobHandle compactAll() {
    return submit(new UpkeepJob("compaction of everything", tree, collector, true));
  }

  @Override
  public JobHandle settle() {
    return submit(new UpkeepJob("settle", tree, collector, false));
  }

  private JobHandle submit(Job job) {
    return collector.track(context.environment().scheduler().submit(job, Priority.BACKGROUND));
  }

  @Override
  public EngineMetrics metrics() {
    EngineMetrics own = tree.metrics();
    EngineMetrics.Reads reads = own.reads();
    EngineMetrics.Work work = own.work();
    EngineMetrics.Stalls stalls = collector.stalls();
    return new EngineMetrics(
        own.memory(),
        new EngineMetrics.Reads(
            reads.pointReads(), reads.sourcesConsulted() + clientReads.sum(), reads.filtersProbed(),
            reads.filterFalsePositives(), reads.blocksTouched(), reads.cacheHits(), reads.runsOutOfRange()),
        new EngineMetrics.Work(
            work.flushes(), work.compactions(), work.merges(), collector.collections(),
            work.running() + collector.running()),
        shape(own.shape()),
        own.debtBytes() + collector.debtBytes(),
        EngineMetrics.Stalls.of(
            Stream.concat(own.stalls().causes().stream(), stalls.causes().stream()).toList()),
        own.refusedWrites(),
        own.liveKeysEstimate());
  }

  private List<EngineMetrics.Level> shape(List<EngineMetrics.Level> levels) {
    int heads = 0;
    long headBytes = 0;
    int collected = 0;
    long collectedBytes = 0;
    long deadBytes = 0;
    for (ValueLogSegment segment : log.current().segments()) {
      if (segment.isCollected()) {
        collected++;
        collectedBytes += segment.endBytes();
      } else {
        heads++;
        headBytes += segment.endBytes();
      }
      deadBytes += segment.deadBytes();
    }
    List<EngineMetrics.Level> all = new ArrayList<>(levels);
    all.add(new EngineMetrics.Level("value log", heads, headBytes));
    all.add(new EngineMetrics.Level("value log, collected", collected, collectedBytes));
    all.add(new EngineMetrics.Level("value log, dead of these", 0, deadBytes));
    return List.copyOf(all);
  }

  @Override
  public void close() {
    // First, because calls may wait for a job; again, because they may have submitted one.
    collector.stop();
    tree.close();
    collector.stop();
  }
}
