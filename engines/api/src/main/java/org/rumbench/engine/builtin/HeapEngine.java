package org.rumbench.engine.builtin;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.jspecify.annotations.Nullable;
import org.rumbench.coding.KeyOrder;
import org.rumbench.engine.Capability;
import org.rumbench.engine.Cursor;
import org.rumbench.engine.Durability;
import org.rumbench.engine.EngineContext;
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
import org.rumbench.runtime.Invariant;
import org.rumbench.runtime.JobHandle;
import org.rumbench.runtime.Priority;
import org.rumbench.storage.IoPurpose;

/// A sorted map in the heap with every capability: the oracle of model tests, and the body of `stall` and `crash`.
///
/// It keeps tombstones for ever (so an oracle always shows them), copies the map for a snapshot, and calls every write
/// durable although closing forgets everything. A key covered by a range tombstone reads as deleted with that
/// tombstone's version, whether a record of the key exists or not; scans and entries list keys that have records.
/// Any thread; one monitor.
public class HeapEngine implements StorageEngine {
  /// What a key holds at most once: the record that wins.
  record Entry(long version, long sequence, long expiryMillis, boolean isTombstone, UnsafeBuffer value) {}

  /// A range tombstone.
  record Range(UnsafeBuffer from, UnsafeBuffer to, long version) {}

  /// A key with its winner, as cursors hand it out.
  record Found(UnsafeBuffer key, Entry entry) {}

  /// The state at one moment.
  record Frozen(long sequence, NavigableMap<UnsafeBuffer, Entry> entries, List<Range> ranges) implements Snapshot {
    @Override
    public void close() {}
  }

  private static final UnsafeBuffer EMPTY = new UnsafeBuffer(new byte[0]);

  private final EngineContext context;
  private final NavigableMap<UnsafeBuffer, Entry> entries = new TreeMap<>(HeapEngine::compare);
  private final List<Range> ranges = new ArrayList<>();
  private final RecordView view = new RecordView();
  private long sequence;
  private long highestVersion = Long.MIN_VALUE;
  private long purgeVersion = Long.MIN_VALUE;
  private long refusedWrites;
  private long pointReads;
  private long heldBytes;
  private boolean isClosed;

  /// An empty map. Uses only the scheduler and the clock of `context`.
  public HeapEngine(EngineContext context) {
    this.context = context;
  }

  /// What it can do: everything.
  public static Set<Capability> heapCapabilities() {
    return EnumSet.allOf(Capability.class);
  }

  /// What it was opened with.
  protected final EngineContext context() {
    return context;
  }

  /// Called first in every operation; a subclass may throw.
  protected void onCall() {}

  private void checkUsable() {
    if (isClosed) {
      throw new IllegalStateException("the engine is closed");
    }
    onCall();
  }

  @Override
  public synchronized WriteStatus write(WriteBatch batch, Durability durability, WriteCompletion completion) {
    checkUsable();
    int limit = batch.lengthBytes();
    for (int position = 0; position < limit; ) {
      position = view.wrap(batch.buffer(), position, limit);
      Invariant.check(position > 0, "a batch holds whole records");
      if (view.version() <= purgeVersion) {
        refusedWrites++;
      } else {
        apply();
      }
    }
    return WriteStatus.DONE;
  }

  private void apply() {
    UnsafeBuffer key = copy(view.buffer(), view.keyOffset(), view.keyLength());
    UnsafeBuffer value = copy(view.buffer(), view.valueOffset(), view.valueLength());
    highestVersion = Math.max(highestVersion, view.version());
    sequence++;
    if (view.kind() == RecordKind.RANGE_TOMBSTONE) {
      ranges.add(new Range(key, value, view.version()));
      heldBytes += key.capacity() + value.capacity();
      return;
    }
    Entry entry =
        new Entry(view.version(), sequence, view.expiryMillis(), view.kind() == RecordKind.TOMBSTONE, value);
    Entry present = entries.get(key);
    if (present == null || entry.version >= present.version) {
      heldBytes += value.capacity() + (present == null ? key.capacity() : -present.value.capacity());
      entries.put(key, entry);
    }
  }

  @Override
  public void onWritable(Runnable listener) {
    context.environment().scheduler().execute(listener);
  }

  @Override
  public @Nullable String stallCause() {
    return null;
  }

  @Override
  public synchronized void get(
      DirectBuffer key, int offset, int length, IoPurpose purpose, long nowMillis, ReadResult result) {
    checkUsable();
    find(key, offset, length, nowMillis, entries, ranges, result);
  }

  @Override
  public synchronized void get(
      DirectBuffer key, int offset, int length, IoPurpose purpose, long nowMillis, Snapshot snapshot,
      ReadResult result) {
    checkUsable();
    Frozen frozen = (Frozen) snapshot;
    find(key, offset, length, nowMillis, frozen.entries, frozen.ranges, result);
  }

  private void find(
      DirectBuffer key, int offset, int length, long nowMillis, NavigableMap<UnsafeBuffer, Entry> among, List<Range> covering,
      ReadResult result) {
    pointReads++;
    UnsafeBuffer wanted = new UnsafeBuffer(key, offset, length);
    Entry entry = resolve(wanted, among.get(wanted), nowMillis, covering);
    if (entry == null) {
      result.setAbsent();
    } else if (entry.isTombstone) {
      result.setTombstone(entry.version);
    } else {
      boolean fits = entry.value.capacity() <= result.buffer().capacity();
      if (fits) {
        result.buffer().putBytes(0, entry.value, 0, entry.value.capacity());
      }
      result.setValue(entry.version, entry.expiryMillis, entry.value.capacity(), fits);
    }
  }

  private static @Nullable Entry resolve(UnsafeBuffer key, @Nullable Entry stored, long nowMillis, List<Range> covering) {
    Entry winner = stored;
    for (Range range : covering) {
      boolean isCovered = compare(range.from, key) <= 0 && compare(key, range.to) < 0;
      if (isCovered && (winner == null || range.version > winner.version)) {
        winner = new Entry(range.version, 0, 0, true, EMPTY);
      }
    }
    if (winner != null && winner.expiryMillis != 0 && winner.expiryMillis <= nowMillis) {
      return new Entry(winner.version, winner.sequence, 0, true, EMPTY);
    }
    return winner;
  }

  @Override
  public synchronized Cursor scan(
      @Nullable DirectBuffer from, @Nullable DirectBuffer to, IoPurpose purpose, long nowMillis,
      @Nullable Snapshot snapshot) {
    checkUsable();
    NavigableMap<UnsafeBuffer, Entry> part = snapshot == null ? entries : ((Frozen) snapshot).entries;
    List<Range> covering = snapshot == null ? ranges : ((Frozen) snapshot).ranges;
    UnsafeBuffer first = from == null ? null : new UnsafeBuffer(from);
    UnsafeBuffer last = to == null ? null : new UnsafeBuffer(to);
    if (first != null && last != null && compare(first, last) >= 0) {
      return new ListCursor(List.of());
    }
    if (first != null) {
      part = part.tailMap(first, true);
    }
    if (last != null) {
      part = part.headMap(last, false);
    }
    List<Found> found = new ArrayList<>();
    part.forEach((key, entry) -> addFound(found, key, resolve(key, entry, nowMillis, covering)));
    return new ListCursor(found);
  }

  private static void addFound(List<Found> found, UnsafeBuffer key, @Nullable Entry entry) {
    if (entry != null) {
      found.add(new Found(key, entry));
    }
  }

  private static UnsafeBuffer copy(DirectBuffer source, int offset, int length) {
    byte[] bytes = new byte[length];
    source.getBytes(offset, bytes);
    return new UnsafeBuffer(bytes);
  }

  private static int compare(UnsafeBuffer a, UnsafeBuffer b) {
    return KeyOrder.compare(a, 0, a.capacity(), b, 0, b.capacity());
  }

  @Override
  public synchronized Cursor entries(KeyPredicate wanted, IoPurpose purpose) {
    checkUsable();
    List<Found> found = new ArrayList<>();
    entries.forEach(
        (key, entry) -> {
          if (wanted.test(key, 0, key.capacity())) {
            addFound(found, key, resolve(key, entry, Long.MIN_VALUE, ranges));
          }
        });
    return new ListCursor(found);
  }

  @Override
  public synchronized Snapshot snapshot() {
    checkUsable();
    return new Frozen(sequence, new TreeMap<>(entries), List.copyOf(ranges));
  }

  @Override
  public synchronized void setPurgeVersion(long version) {
    purgeVersion = Math.max(purgeVersion, version);
  }

  @Override
  public void setEarliestReadMillis(long millis) {}

  @Override
  public synchronized long highestVersion() {
    return highestVersion;
  }

  @Override
  public JobHandle flush() {
    return submit("flush");
  }

  @Override
  public JobHandle compactAll() {
    return submit("compact all");
  }

  @Override
  public JobHandle settle() {
    return submit("settle");
  }

  private JobHandle submit(String name) {
    return context.environment().scheduler().submit(new NothingToDo(name), Priority.BACKGROUND);
  }

  @Override
  public synchronized EngineMetrics metrics() {
    long live = entries.values().stream().filter(entry -> !entry.isTombstone).count();
    return new EngineMetrics(
        new EngineMetrics.Memory(heldBytes, 0, 0, 0, 0),
        new EngineMetrics.Reads(pointReads, pointReads, 0, 0, 0, 0),
        new EngineMetrics.Work(0, 0, 0, 0, 0),
        List.of(),
        0,
        stalls(),
        refusedWrites,
        live);
  }

  /// How writes stalled so far.
  protected EngineMetrics.Stalls stalls() {
    return new EngineMetrics.Stalls(0, 0);
  }

  @Override
  public synchronized void close() {
    isClosed = true;
  }
}
