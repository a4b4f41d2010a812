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

/// A skip list over one arena, ordered by key, version descending, sequence descending. No object per record: nodes are
/// int offsets, the first eight key bytes are kept as a number so that most comparisons touch no key.
///
/// One writer at a time, any number of readers beside it without locks (I1: a node is complete before a link to it is
/// released; I2: links only ever gain nodes). Readers see records by sequence: the owner publishes the last visible one.
/// Reference-counted; the arena is recycled at zero. Source: Pugh, *Skip Lists*, CACM 1990; arena with offsets as in
/// Badger and Pebble.
public final class Memtable {
  private static final int MAX_HEIGHT = 12;
  private static final int PREFIX = 0;
  private static final int VERSION = 8;
  private static final int SEQUENCE = 16;
  private static final int EXPIRY = 24;
  private static final int KEY_LENGTH = 32;
  private static final int VALUE_LENGTH = 36;
  private static final int KIND = 40;
  private static final int HEIGHT = 41;
  private static final int NEXT = 44;
  private static final int HEAD = 8;
  private static final int FIRST_NODE = HEAD + NEXT + MAX_HEIGHT * Integer.BYTES;
  private static final int MAX_NODE_OVERHEAD = NEXT + MAX_HEIGHT * Integer.BYTES + 7;

  private final ArenaPool pool;
  private final UnsafeBuffer arena;
  private final RandomStream random;
  private final AtomicInteger references = new AtomicInteger(1);
  private final int[] previous = new int[MAX_HEIGHT];

  private int used = FIRST_NODE;
  private volatile int height = 1;
  private volatile long minVersion = Long.MAX_VALUE;
  private volatile long maxVersion = Long.MIN_VALUE;
  private volatile RangeTombstones rangeTombstones = RangeTombstones.NONE;
  private volatile int recordCount;
  private int added;
  private long dataBytes;

  /// An empty memtable that can hold at least `atLeastBytes` by [#roomFor].
  public Memtable(ArenaPool pool, long atLeastBytes, RandomStream random) {
    this.pool = pool;
    this.random = random;
    this.arena = pool.take(Math.toIntExact(FIRST_NODE + atLeastBytes));
    for (int level = 0; level < MAX_HEIGHT; level++) {
      arena.putInt(HEAD + NEXT + level * Integer.BYTES, 0);
    }
  }

  /// Upper bound of the arena bytes that `recordCount` encoded records of `lengthBytes` in all take.
  public static long roomFor(long lengthBytes, int recordCount) {
    return lengthBytes + (long) recordCount * MAX_NODE_OVERHEAD;
  }

  /// Whether `roomBytes` are left.
  public boolean hasRoom(long roomBytes) {
    return used + roomBytes <= arena.capacity();
  }

  /// The writer announces versions before it looks at the purge fence, so that whoever moved the fence sees them.
  public void announce(long lowestVersion, long highestVersion) {
    if (lowestVersion < minVersion) {
      minVersion = lowestVersion;
    }
    if (highestVersion > maxVersion) {
      maxVersion = highestVersion;
    }
  }

  /// Adds a record. Writer only; the caller has checked [#hasRoom] and announced its version.
  public void add(RecordView record, UnsafeBuffer source, long sequence) {
    if (record.kind() == RecordKind.RANGE_TOMBSTONE) {
      rangeTombstones =
          rangeTombstones.with(
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
    int keyLength = record.keyLength();
    long prefix = KeyOrder.prefixOf(source, record.keyOffset(), keyLength);
    findPrevious(prefix, source, record.keyOffset(), keyLength, record.version(), sequence);
    int nodeHeight = drawHeight();
    int node = used;
    arena.putLong(node + PREFIX, prefix);
    arena.putLong(node + VERSION, record.version());
    arena.putLong(node + SEQUENCE, sequence);
    arena.putLong(node + EXPIRY, record.expiryMillis());
    arena.putInt(node + KEY_LENGTH, keyLength);
    arena.putInt(node + VALUE_LENGTH, record.valueLength());
    arena.putByte(node + KIND, (byte) kind);
    arena.putByte(node + HEIGHT, (byte) nodeHeight);
    int keyAt = node + NEXT + nodeHeight * Integer.BYTES;
    arena.putBytes(keyAt, source, record.keyOffset(), keyLength);
    arena.putBytes(keyAt + keyLength, source, record.valueOffset(), record.valueLength());
    used = (keyAt + keyLength + record.valueLength() + 7) & ~7;
    for (int level = 0; level < nodeHeight; level++) {
      int before = level < height ? previous[level] : HEAD;
      int link = before + NEXT + level * Integer.BYTES;
      arena.putInt(node + NEXT + level * Integer.BYTES, arena.getInt(link));
      arena.putIntRelease(link, node);
    }
    if (nodeHeight > height) {
      height = nodeHeight;
    }
    dataBytes += keyLength + record.valueLength();
    recordCount = ++added;
  }

  private int drawHeight() {
    int drawn = 1;
    for (long bits = random.nextLong(); drawn < MAX_HEIGHT && (bits & 3) == 0; bits >>>= 2) {
      drawn++;
    }
    return drawn;
  }

  private void findPrevious(
      long prefix, DirectBuffer key, int keyOffset, int keyLength, long version, long sequence) {
    int node = HEAD;
    for (int level = height - 1; level >= 0; level--) {
      int next = arena.getInt(node + NEXT + level * Integer.BYTES);
      while (next != 0 && compare(next, prefix, key, keyOffset, keyLength, version, sequence) < 0) {
        node = next;
        next = arena.getInt(node + NEXT + level * Integer.BYTES);
      }
      previous[level] = node;
    }
  }

  /// The first node at or behind the place of the newest possible record of a key; 0 when there is none.
  private int firstAtOrBehind(DirectBuffer key, int keyOffset, int keyLength) {
    long prefix = KeyOrder.prefixOf(key, keyOffset, keyLength);
    int node = HEAD;
    int found = 0;
    for (int level = height - 1; level >= 0; level--) {
      int next = arena.getIntVolatile(node + NEXT + level * Integer.BYTES);
      while (next != 0
          && next != found
          && compare(next, prefix, key, keyOffset, keyLength, Long.MAX_VALUE, Long.MAX_VALUE) < 0) {
        node = next;
        next = arena.getIntVolatile(node + NEXT + level * Integer.BYTES);
      }
      found = next;
    }
    return found;
  }

  private int compare(
      int node, long prefix, DirectBuffer key, int keyOffset, int keyLength, long version, long sequence) {
    int order = compareKey(node, prefix, key, keyOffset, keyLength);
    if (order != 0) {
      return order;
    }
    order = Long.compare(version, arena.getLong(node + VERSION));
    return order != 0 ? order : Long.compare(sequence, arena.getLong(node + SEQUENCE));
  }

  private int compareKey(int node, long prefix, DirectBuffer key, int keyOffset, int keyLength) {
    long nodePrefix = arena.getLong(node + PREFIX);
    if (nodePrefix != prefix) {
      return Long.compareUnsigned(nodePrefix, prefix);
    }
    int nodeKeyLength = arena.getInt(node + KEY_LENGTH);
    int skip = Math.min(nodeKeyLength, keyLength) >= Long.BYTES ? Long.BYTES : 0;
    return KeyOrder.compare(
        arena, keyAt(node) + skip, nodeKeyLength - skip, key, keyOffset + skip, keyLength - skip);
  }

  private int keyAt(int node) {
    return node + NEXT + arena.getByte(node + HEIGHT) * Integer.BYTES;
  }

  /// Offers the newest record of the key with a sequence of at most `maxSequence` to `candidate`. Returns whether this
  /// memtable has one.
  public boolean lookup(DirectBuffer key, int keyOffset, int keyLength, long maxSequence, Candidate candidate) {
    int node = firstAtOrBehind(key, keyOffset, keyLength);
    if (node == 0) {
      return false;
    }
    long prefix = KeyOrder.prefixOf(key, keyOffset, keyLength);
    while (node != 0 && compareKey(node, prefix, key, keyOffset, keyLength) == 0) {
      long sequence = arena.getLong(node + SEQUENCE);
      if (sequence <= maxSequence) {
        long version = arena.getLong(node + VERSION);
        if (candidate.isBeatenBy(version, sequence)) {
          candidate.take(
              arena.getByte(node + KIND), version, sequence, arena.getLong(node + EXPIRY),
              arena, keyAt(node) + arena.getInt(node + KEY_LENGTH), arena.getInt(node + VALUE_LENGTH), null);
        }
        return true;
      }
      node = arena.getIntVolatile(node + NEXT);
    }
    return false;
  }

  /// A sorted walk over everything; the caller holds a reference while it walks.
  public RecordSource walk() {
    return new Walk();
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
    return recordCount;
  }

  /// Whether nothing was ever added.
  public boolean isEmpty() {
    return recordCount == 0 && rangeTombstones.isEmpty();
  }

  /// Key and value bytes. Writer or after the switch.
  public long dataBytes() {
    return dataBytes;
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
      pool.giveBack(arena);
    }
  }

  private final class Walk implements RecordSource {
    private int node = HEAD;

    @Override
    public boolean next() {
      if (node != 0) {
        node = arena.getIntVolatile(node + NEXT);
      }
      return node != 0;
    }

    @Override
    public boolean seek(DirectBuffer key, int offset, int length) {
      node = firstAtOrBehind(key, offset, length);
      return node != 0;
    }

    @Override
    public long keyPrefix() {
      return arena.getLong(node + PREFIX);
    }

    @Override
    public DirectBuffer keyBuffer() {
      return arena;
    }

    @Override
    public int keyOffset() {
      return keyAt(node);
    }

    @Override
    public int keyLength() {
      return arena.getInt(node + KEY_LENGTH);
    }

    @Override
    public int kindAndFlags() {
      return arena.getByte(node + KIND);
    }

    @Override
    public long version() {
      return arena.getLong(node + VERSION);
    }

    @Override
    public long sequence() {
      return arena.getLong(node + SEQUENCE);
    }

    @Override
    public long expiryMillis() {
      return arena.getLong(node + EXPIRY);
    }

    @Override
    public DirectBuffer valueBuffer() {
      return arena;
    }

    @Override
    public int valueOffset() {
      return keyAt(node) + arena.getInt(node + KEY_LENGTH);
    }

    @Override
    public int valueLength() {
      return arena.getInt(node + VALUE_LENGTH);
    }
  }
}
