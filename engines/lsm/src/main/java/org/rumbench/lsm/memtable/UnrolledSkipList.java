package org.rumbench.lsm.memtable;

import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.rumbench.lsm.record.RecordSource;
import org.rumbench.runtime.Entropy;

/// A skip list whose nodes are blocks of records ([RecordBlock]): fewer steps, and each over neighbours in memory. The
/// links of level 1 and above lie before a block, nearest first; level 0 is the chain of blocks. One writer at a time,
/// any number of readers beside it without locks.
///
/// U1: a block's records are at or behind its low record and before the low record of the next one, but for the moment of
/// a split, when the first block still has what the second has too. U2: a block is linked from level 0 up.
///
/// A reader that comes too early in the chain finds nothing in the block and goes on to the next, so no level but the
/// lowest needs to be exact. Source: Pugh, *Skip Lists*, CACM 1990; Shao, Reppy, Appel, *Unrolling Lists*, LFP 1994.
final class UnrolledSkipList implements RecordIndex {
  private static final int MAX_HEIGHT = 12;
  private static final int MAX_LINK_BYTES = RecordArena.aligned((MAX_HEIGHT - 1) * Integer.BYTES);
  /// A block that was split in the middle has at least this share of its capacity; only the last one may have less.
  private static final int SPLIT_SHARE = 2;

  private final RecordArena arena;
  private final UnsafeBuffer memory;
  private final RecordBlock blocks;
  private final long seed;
  private final int head;
  private final int[] path = new int[MAX_HEIGHT];
  private volatile int height = 1;
  private int blockCount;

  /// An empty list in an arena that holds nothing yet, with blocks of `capacity` records.
  UnrolledSkipList(RecordArena arena, long seed, int capacity) {
    this.arena = arena;
    this.memory = arena.memory();
    this.blocks = new RecordBlock(arena, capacity);
    this.seed = seed;
    this.head = blocks.createLeaf(MAX_LINK_BYTES);
    for (int level = 1; level < MAX_HEIGHT; level++) {
      memory.putInt(link(head, level), RecordArena.NOTHING);
    }
  }

  static long freshBytes(long lengthBytes, int recordCount) {
    int perBlock = RecordBlock.MAX_CAPACITY / SPLIT_SHARE;
    return RecordArena.FIXED_BYTES + lengthBytes + (long) recordCount * RecordArena.RECORD_OVERHEAD
        + (recordCount / perBlock + 2L) * (RecordBlock.leafBytes(RecordBlock.MAX_CAPACITY) + MAX_LINK_BYTES);
  }

  /// Each record may split a block of its own.
  @Override
  public long roomFor(long lengthBytes, int recordCount) {
    return lengthBytes
        + (long) recordCount
            * (RecordArena.RECORD_OVERHEAD + RecordBlock.leafBytes(blocks.capacity()) + MAX_LINK_BYTES);
  }

  @Override
  public boolean takesConcurrentAdds() {
    return false;
  }

  @Override
  public int linkBytes(long sequence) {
    return 0;
  }

  private static int link(int block, int level) {
    return block - level * Integer.BYTES;
  }

  private int next(int block, int level) {
    return level == 0 ? blocks.next(block) : memory.getIntVolatile(link(block, level));
  }

  private int blockOf(
      DirectBuffer key, int keyOffset, int keyLength, long prefix, long version, long sequence) {
    int block = head;
    int behind = RecordArena.NOTHING;
    for (int level = height - 1; level >= 0; level--) {
      int found = next(block, level);
      while (found != behind
          && found != RecordArena.NOTHING
          && blocks.isLowBefore(found, key, keyOffset, keyLength, prefix, version, sequence)) {
        block = found;
        found = next(block, level);
      }
      behind = found;
    }
    return block;
  }

  @Override
  public void add(
      int record, DirectBuffer key, int keyOffset, int keyLength, long prefix, long version, long sequence) {
    int block = head;
    for (int level = height - 1; level >= 0; level--) {
      int found = next(block, level);
      while (found != RecordArena.NOTHING
          && blocks.isLowBefore(found, key, keyOffset, keyLength, prefix, version, sequence)) {
        block = found;
        found = next(block, level);
      }
      path[level] = block;
    }
    int position = blocks.search(block, blocks.order(block), key, keyOffset, keyLength, prefix, version, sequence);
    if (!blocks.isFull(block)) {
      blocks.insert(block, position, record);
    } else {
      split(block, position, record);
    }
  }

  /// Splits a full block in which a record belongs at `position`. At the very end nothing moves, so that records in
  /// ascending order fill their blocks.
  private void split(int block, int position, int record) {
    int full = blocks.capacity();
    boolean isAtEnd = position == full && blocks.next(block) == RecordArena.NOTHING;
    int kept = isAtEnd ? full : (full + 1) / SPLIT_SHARE;
    boolean goesBehind = isAtEnd || position > kept;
    int newHeight = drawHeight();
    int behind = blocks.createLeaf(RecordArena.aligned((newHeight - 1) * Integer.BYTES));
    blocks.copyTail(block, kept, behind, false);
    if (goesBehind) {
      blocks.insert(behind, position - kept, record);
    }
    blocks.setLow(behind, blocks.record(behind, blocks.order(behind), 0));
    if (!isAtEnd) {
      blocks.beginSplit(block);
    }
    blocks.link(block, behind);
    linkAbove(behind, newHeight);
    if (!isAtEnd) {
      blocks.truncate(block, kept);
    }
    if (!goesBehind) {
      blocks.insert(block, position, record);
    }
  }

  private void linkAbove(int block, int newHeight) {
    for (int level = height; level < newHeight; level++) {
      path[level] = head;
    }
    for (int level = 1; level < newHeight; level++) {
      memory.putInt(link(block, level), next(path[level], level));
      memory.putIntRelease(link(path[level], level), block);
    }
    if (newHeight > height) {
      height = newHeight;
    }
  }

  private int drawHeight() {
    int drawn = 1;
    for (long bits = Entropy.mix(seed ^ ++blockCount); drawn < MAX_HEIGHT && (bits & 3) == 0; bits >>>= 2) {
      drawn++;
    }
    return drawn;
  }

  @Override
  public int ceiling(DirectBuffer key, int keyOffset, int keyLength, long prefix, long version, long sequence) {
    int block = blockOf(key, keyOffset, keyLength, prefix, version, sequence);
    return blocks.ceilingFrom(block, key, keyOffset, keyLength, prefix, version, sequence);
  }

  @Override
  public int after(int record) {
    return ceiling(
        memory, arena.keyOffset(record), arena.keyLength(record), arena.prefix(record), arena.version(record),
        arena.sequence(record) - 1);
  }

  @Override
  public RecordSource walk() {
    return new BlockWalk(arena, blocks, head, this::blockOf);
  }
}
