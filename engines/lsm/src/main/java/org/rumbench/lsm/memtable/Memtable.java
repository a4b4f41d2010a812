package org.rumbench.lsm.memtable;

import java.util.concurrent.atomic.AtomicInteger;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.rumbench.coding.KeyOrder;
import org.rumbench.engine.RecordDescriptor;
import org.rumbench.engine.RecordKind;
import org.rumbench.engine.RecordView;
import org.rumbench.lsm.record.Candidate;
import org.rumbench.lsm.record.KeyBytes;
import org.rumbench.lsm.record.RangeTombstone;
import org.rumbench.lsm.record.RangeTombstones;
import org.rumbench.lsm.record.RecordSource;
import org.rumbench.runtime.RandomStream;

/// The newest records in one arena, ordered by key, version descending, sequence descending; how they are kept in order
/// is the [MemtableKind].
///
/// One writer at a time, or several in [#add] where [#takesConcurrentAdds]; any number of readers beside them without
/// locks. Readers see records by sequence: the owner publishes the last visible one. Reference-counted; the arena is
/// recycled at zero.
public final class Memtable {
  /// The longest arena there can be.
  public static final long MAX_ARENA_BYTES = Integer.MAX_VALUE - 1024;

  private final ArenaPool pool;
  private final RecordArena arena;
  private final RecordIndex index;
  private final AtomicInteger references = new AtomicInteger(1);

  private volatile long minVersion = Long.MAX_VALUE;
  private volatile long maxVersion = Long.MIN_VALUE;
  private volatile RangeTombstones rangeTombstones = RangeTombstones.NONE;

  /// An empty skip list with an arena of at least `atLeastBytes`.
  public Memtable(ArenaPool pool, long atLeastBytes, RandomStream random) {
    this(MemtableKind.SKIPLIST, pool, atLeastBytes, random);
  }

  /// An empty memtable with an arena of at least `atLeastBytes`, as [#freshBytes] tells them.
  public Memtable(MemtableKind kind, ArenaPool pool, long atLeastBytes, RandomStream random) {
    this.pool = pool;
    this.arena = new RecordArena(pool.take(Math.toIntExact(atLeastBytes)));
    this.index = kind.create(arena, random.nextLong());
  }

  /// A memtable over a given index, for tests of small nodes.
  Memtable(ArenaPool pool, RecordArena arena, RecordIndex index) {
    this.pool = pool;
    this.arena = arena;
    this.index = index;
  }

  /// Upper bound of the arena that an empty memtable needs for `recordCount` encoded records of `lengthBytes` in all.
  public static long freshBytes(MemtableKind kind, long lengthBytes, int recordCount) {
    return kind.freshBytes(lengthBytes, recordCount);
  }

  /// [#freshBytes] of the kind that needs most: what is logged must fit whatever kind a later life has.
  public static long mostBytes(long lengthBytes, int recordCount) {
    long most = 0;
    for (MemtableKind kind : MemtableKind.values()) {
      most = Math.max(most, kind.freshBytes(lengthBytes, recordCount));
    }
    return most;
  }

  /// Refuses records that no arena can hold, whatever kind a later life has.
  public static void checkArena(long lengthBytes, int recordCount) {
    long needed = mostBytes(lengthBytes, recordCount);
    if (needed > MAX_ARENA_BYTES) {
      throw new IllegalArgumentException(
          "a batch of " + recordCount + " records in " + lengthBytes + " bytes takes a memtable of " + needed
              + " bytes, above " + MAX_ARENA_BYTES);
    }
  }

  /// Whether `recordCount` more encoded records of `lengthBytes` in all fit, whatever they are.
  public boolean hasRoom(long lengthBytes, int recordCount) {
    return arena.usedBytes() + index.roomFor(lengthBytes, recordCount) <= arena.memory().capacity();
  }

  /// Whether [#add] may be called from several threads at once.
  public boolean takesConcurrentAdds() {
    return index.takesConcurrentAdds();
  }

  /// The writer announces versions before it looks at the purge fence, so that whoever moved the fence sees them. One
  /// thread at a time.
  public void announce(long lowestVersion, long highestVersion) {
    if (lowestVersion < minVersion) {
      minVersion = lowestVersion;
    }
    if (highestVersion > maxVersion) {
      maxVersion = highestVersion;
    }
  }

  /// Adds a record. The caller has checked [#hasRoom] and announced its version.
  public void add(RecordView record, UnsafeBuffer source, long sequence) {
    if (record.kind() == RecordKind.RANGE_TOMBSTONE) {
      arena.charge(record.keyLength() + record.valueLength());
      addRange(
          new RangeTombstone(
              KeyBytes.copyOf(source, record.keyOffset(), record.keyLength()),
              KeyBytes.copyOf(source, record.valueOffset(), record.valueLength()),
              record.version(),
              sequence));
      return;
    }
    int kind = record.kind().code()
        | (record.isPointer() ? RecordDescriptor.FLAG_POINTER : 0)
        | (record.expiryMillis() != 0 ? RecordDescriptor.FLAG_EXPIRY : 0);
    int keyOffset = record.keyOffset();
    int keyLength = record.keyLength();
    long prefix = KeyOrder.prefixOf(source, keyOffset, keyLength);
    int at = arena.put(record, source, kind, prefix, sequence, index.linkBytes(sequence));
    index.add(at, source, keyOffset, keyLength, prefix, record.version(), sequence);
    arena.count(keyLength + record.valueLength());
  }

  private synchronized void addRange(RangeTombstone range) {
    rangeTombstones = rangeTombstones.with(range);
  }

  /// Offers the newest record of the key with a sequence of at most `maxSequence` to `candidate`. Returns whether this
  /// memtable has one.
  public boolean lookup(DirectBuffer key, int keyOffset, int keyLength, long maxSequence, Candidate candidate) {
    long prefix = KeyOrder.prefixOf(key, keyOffset, keyLength);
    int record = index.ceiling(key, keyOffset, keyLength, prefix, Long.MAX_VALUE, Long.MAX_VALUE);
    while (record != RecordArena.NOTHING && arena.compareKey(record, prefix, key, keyOffset, keyLength) == 0) {
      if (arena.sequence(record) <= maxSequence) {
        arena.offer(record, candidate);
        return true;
      }
      record = index.after(record);
    }
    return false;
  }

  /// A sorted walk over everything; the caller holds a reference while it walks.
  public RecordSource walk() {
    return index.walk();
  }

  /// Lowest version announced, range tombstones included.
  public long minVersion() {
    return minVersion;
  }

  /// Highest version announced.
  public long maxVersion() {
    return maxVersion;
  }

  /// Records without range tombstones.
  public int recordCount() {
    return arena.recordCount();
  }

  /// Whether nothing was ever added.
  public boolean isEmpty() {
    return recordCount() == 0 && rangeTombstones.isEmpty();
  }

  /// Key and value bytes.
  public long dataBytes() {
    return arena.dataBytes();
  }

  /// Bytes of the arena.
  public int arenaBytes() {
    return arena.memory().capacity();
  }

  /// The range tombstones added.
  public RangeTombstones rangeTombstones() {
    return rangeTombstones;
  }

  /// One more reference; the caller holds one already.
  public void retain() {
    references.incrementAndGet();
  }

  /// One reference less; at zero the arena is recycled.
  public void release() {
    if (references.decrementAndGet() == 0) {
      pool.giveBack(arena.memory());
    }
  }
}
