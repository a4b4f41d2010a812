package org.rumbench.lsm.memtable;

import java.lang.invoke.VarHandle;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/// The layout of a block: a few records in order, in a chain of such blocks, or separators with children between them.
///
/// ```
///   0       8            16    20     24       28            32
///  +-------+------------+-----+------+--------+-------------+-----------+---------------+--------------+
///  | order | prefix     | low | next | splits | first child | prefix of | record of     | child of     |
///  |       | of low     |     |      |        |             | each slot | each slot     | each slot    |
///  +-------+------------+-----+------+--------+-------------+-----------+---------------+--------------+
/// ```
///
/// Entries lie in slots in any order. The order word says which: its top four bits are their count, below are fifteen
/// slot numbers of four bits, those in use first, in order. A new entry is put into a free slot and then published with
/// one release of the order word, so readers see it or not and nothing moves.
///
/// One writer, any readers without locks. B1: a slot in use is written again only after a split has freed it. A split
/// publishes in this order: the new block complete; the count of splits, odd from then on; the link to it; the shorter
/// order; the count of splits, even again; and only then the freed slots. So the records that a reader found are right if
/// the count of splits was the same before it took the order as after it took the slots ([#isUnsplit]); that the block
/// behind has none of them, too, needs an even count ([#isSettled]).
///
/// Source: the border nodes of Mao, Kohler, Morris, *Cache Craftiness for Fast Multicore Key-Value Storage*, EuroSys
/// 2012; the chain as in Lehman, Yao, *Efficient Locking for Concurrent Operations on B-Trees*, TODS 1981.
final class RecordBlock {
  /// Most entries of a block.
  static final int MAX_CAPACITY = 15;

  private static final int ORDER = 0;
  private static final int LOW_PREFIX = 8;
  private static final int LOW = 16;
  private static final int NEXT = 20;
  private static final int SPLITS = 24;
  private static final int FIRST_CHILD = 28;
  private static final int PREFIXES = 32;
  private static final int ENTRY_BYTES = Long.BYTES + Integer.BYTES;
  private static final int SLOT_BITS = 4;
  private static final int SLOT_MASK = (1 << SLOT_BITS) - 1;
  private static final int COUNT_SHIFT = 60;
  private static final long SLOTS_MASK = (1L << COUNT_SHIFT) - 1;
  private static final long EMPTY = 0x0edcba9876543210L;

  private final RecordArena arena;
  private final UnsafeBuffer memory;
  private final int capacity;
  private final int records;
  private final int children;

  /// Blocks of `capacity` entries, 2 to [#MAX_CAPACITY], in an arena.
  RecordBlock(RecordArena arena, int capacity) {
    this.arena = arena;
    this.memory = arena.memory();
    this.capacity = capacity;
    this.records = PREFIXES + capacity * Long.BYTES;
    this.children = records + capacity * Integer.BYTES;
  }

  /// What a block without children takes, at most.
  static int leafBytes(int capacity) {
    return RecordArena.aligned(PREFIXES + capacity * ENTRY_BYTES);
  }

  /// What a block with children takes.
  static int innerBytes(int capacity) {
    return RecordArena.aligned(PREFIXES + capacity * (ENTRY_BYTES + Integer.BYTES));
  }

  int capacity() {
    return capacity;
  }

  /// An empty block for records, with `linkBytes` left free before it.
  int createLeaf(int linkBytes) {
    return initialised(arena.allocate(linkBytes + leafBytes(capacity)) + linkBytes);
  }

  /// An empty block for separators and children.
  int createInner(int firstChild) {
    int block = initialised(arena.allocate(innerBytes(capacity)));
    memory.putInt(block + FIRST_CHILD, firstChild);
    return block;
  }

  private int initialised(int block) {
    memory.putLong(block + ORDER, EMPTY);
    memory.putLong(block + LOW_PREFIX, 0);
    memory.putInt(block + LOW, RecordArena.NOTHING);
    memory.putInt(block + NEXT, RecordArena.NOTHING);
    memory.putInt(block + SPLITS, 0);
    return block;
  }

  // What readers and the writer do.

  static int count(long order) {
    return (int) (order >>> COUNT_SHIFT);
  }

  private static int slot(long order, int position) {
    return (int) (order >>> (position * SLOT_BITS)) & SLOT_MASK;
  }

  /// To be taken before the order.
  int splits(int block) {
    return memory.getIntVolatile(block + SPLITS);
  }

  long order(int block) {
    return memory.getLongVolatile(block + ORDER);
  }

  /// The block behind; to be taken after the order.
  int next(int block) {
    return memory.getIntVolatile(block + NEXT);
  }

  /// Whether no split was on its way when `splits` was taken.
  static boolean isSettled(int splits) {
    return (splits & 1) == 0;
  }

  /// Whether what was read of the block since `splits` was taken belongs together.
  boolean isUnsplit(int block, int splits) {
    VarHandle.acquireFence();
    return memory.getIntVolatile(block + SPLITS) == splits;
  }

  /// The first position whose record is at or behind a place; the count when there is none.
  int search(
      int block, long order, DirectBuffer key, int keyOffset, int keyLength, long prefix, long version, long sequence) {
    int low = 0;
    int high = count(order);
    while (low < high) {
      int middle = (low + high) >>> 1;
      int slot = slot(order, middle);
      long own = memory.getLong(block + PREFIXES + slot * Long.BYTES);
      int comparison =
          own != prefix
              ? Long.compareUnsigned(own, prefix)
              : arena.compare(recordIn(block, slot), prefix, key, keyOffset, keyLength, version, sequence);
      if (comparison < 0) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  private int recordIn(int block, int slot) {
    return memory.getIntVolatile(block + records + slot * Integer.BYTES);
  }

  /// The record at a position of the order.
  int record(int block, long order, int position) {
    return recordIn(block, slot(order, position));
  }

  /// The child before the separator at a position of the order, or behind the last one.
  int child(int block, long order, int position) {
    return position == 0
        ? memory.getIntVolatile(block + FIRST_CHILD)
        : memory.getIntVolatile(block + children + slot(order, position - 1) * Integer.BYTES);
  }

  /// Whether the lowest record the block was made for is before a place.
  boolean isLowBefore(
      int block, DirectBuffer key, int keyOffset, int keyLength, long prefix, long version, long sequence) {
    long own = memory.getLong(block + LOW_PREFIX);
    if (own != prefix) {
      return Long.compareUnsigned(own, prefix) < 0;
    }
    return arena.compare(
            memory.getInt(block + LOW), prefix, key, keyOffset, keyLength, version, sequence)
        < 0;
  }

  /// The first record at or behind a place in the chain that begins with `block`; 0 when there is none.
  int ceilingFrom(
      int block, DirectBuffer key, int keyOffset, int keyLength, long prefix, long version, long sequence) {
    int at = block;
    while (at != RecordArena.NOTHING) {
      int splits = splits(at);
      long order = order(at);
      int position = search(at, order, key, keyOffset, keyLength, prefix, version, sequence);
      int record = position < count(order) ? record(at, order, position) : RecordArena.NOTHING;
      int next = next(at);
      if (isUnsplit(at, splits)) {
        if (record != RecordArena.NOTHING) {
          return record;
        }
        at = next;
      }
    }
    return RecordArena.NOTHING;
  }

  // What the writer does.

  boolean isFull(int block) {
    return count(order(block)) == capacity;
  }

  /// Puts a record at a position and publishes it; there is room.
  void insert(int block, int position, int record) {
    long order = order(block);
    int slot = slot(order, count(order));
    memory.putLong(block + PREFIXES + slot * Long.BYTES, arena.prefix(record));
    memory.putIntRelease(block + records + slot * Integer.BYTES, record);
    publish(block, order, position, slot);
  }

  /// Puts a separator and the child behind it at a position and publishes them; there is room.
  void insert(int block, int position, int separator, int child) {
    long order = order(block);
    int slot = slot(order, count(order));
    memory.putIntRelease(block + children + slot * Integer.BYTES, child);
    memory.putLong(block + PREFIXES + slot * Long.BYTES, arena.prefix(separator));
    memory.putIntRelease(block + records + slot * Integer.BYTES, separator);
    publish(block, order, position, slot);
  }

  private void publish(int block, long order, int position, int slot) {
    int count = count(order);
    int shift = position * SLOT_BITS;
    long before = order & ((1L << shift) - 1);
    long moved = (order & ((1L << (count * SLOT_BITS)) - 1)) >>> shift;
    // The free slots but the one taken stay where they are.
    long free = count + 1 >= MAX_CAPACITY ? 0 : order & SLOTS_MASK & -(1L << ((count + 1) * SLOT_BITS));
    long slots = before | (long) slot << shift | (position < count ? moved << (shift + SLOT_BITS) : 0) | free;
    memory.putLongRelease(block + ORDER, slots | (long) (count + 1) << COUNT_SHIFT);
  }

  /// Copies the entries from `position` on to an empty block that nobody sees yet.
  void copyTail(int block, int position, int target, boolean hasChildren) {
    long order = order(block);
    for (int i = position; i < count(order); i++) {
      if (hasChildren) {
        insert(target, i - position, record(block, order, i), child(block, order, i + 1));
      } else {
        insert(target, i - position, record(block, order, i));
      }
    }
  }

  /// Says what the lowest record of a block is that nobody sees yet.
  void setLow(int block, int record) {
    memory.putLong(block + LOW_PREFIX, arena.prefix(record));
    memory.putInt(block + LOW, record);
  }

  /// Links a complete block behind another.
  void link(int block, int behind) {
    memory.putInt(behind + NEXT, next(block));
    memory.putIntRelease(block + NEXT, behind);
  }

  /// The block is about to be linked to another that has a copy of its tail, and then truncated.
  void beginSplit(int block) {
    memory.putIntVolatile(block + SPLITS, memory.getInt(block + SPLITS) + 1);
    VarHandle.fullFence();
  }

  /// Drops the entries from `position` on, whose copies are published after [#beginSplit], and frees their slots.
  void truncate(int block, int position) {
    memory.putLongRelease(block + ORDER, (order(block) & SLOTS_MASK) | ((long) position << COUNT_SHIFT));
    memory.putIntVolatile(block + SPLITS, memory.getInt(block + SPLITS) + 1);
    VarHandle.fullFence();
  }
}
