package org.rumbench.lsm.table;

import org.agrona.DirectBuffer;

/// A hash table in memory from every key to the data block with its first record, beside the last keys of the blocks.
/// Immutable; any thread.
///
/// Open addressing with linear probing, three quarters full; a slot holds a block and eight bits of the hash, so a key
/// that is there is nearly always found at once and one that is not is nearly never looked for in a block. Source:
/// Petrov, *Database Internals*, chapter 7 (the two kinds of table index).
final class HashIndex implements TableIndex {
  private static final int NO_SLOT = -1;

  private final BlockIndex sorted;
  private final int[] blocks;
  private final byte[] tags;

  private HashIndex(BlockIndex sorted, int[] blocks, byte[] tags) {
    this.sorted = sorted;
    this.blocks = blocks;
    this.tags = tags;
  }

  /// Slots for that many keys; at least one stays empty.
  static int slotsFor(int keys) {
    return Math.toIntExact(keys + keys / 3 + 1L);
  }

  static int slotOf(long hash, int slots) {
    return (int) (((hash & 0xffffffffL) * slots) >>> 32);
  }

  static byte tagOf(long hash) {
    return (byte) (hash >>> 32);
  }

  /// Reads the last keys, then the slots: a count, for each the block plus one (0: empty), for each the tag.
  static HashIndex decode(Fields fields, BlockPlaces places) {
    BlockIndex sorted = BlockIndex.decode(fields, places);
    int count = fields.nextLength();
    if (count > fields.remaining() / (Integer.BYTES + 1)) {
      throw fields.damage("as many slots", count + " slots");
    }
    int[] blocks = new int[count];
    int empty = 0;
    for (int i = 0; i < count; i++) {
      blocks[i] = fields.nextInt();
      empty += blocks[i] == 0 ? 1 : 0;
      if (blocks[i] < 0 || blocks[i] > places.count()) {
        throw fields.damage("a block up to " + places.count(), Integer.toString(blocks[i]));
      }
    }
    if (empty == 0) {
      throw fields.damage("an empty slot", "none");
    }
    byte[] tags = new byte[count];
    fields.buffer().getBytes(fields.skip(count), tags);
    return new HashIndex(sorted, blocks, tags);
  }

  /// The first slot that a key with this hash may be in; -1 when the table does not have it.
  int first(long hash) {
    return from(slotOf(hash, blocks.length), hash);
  }

  /// The next slot after `slot`.
  int next(int slot, long hash) {
    return from(slot + 1 == blocks.length ? 0 : slot + 1, hash);
  }

  private int from(int start, long hash) {
    byte tag = tagOf(hash);
    int slot = start;
    while (blocks[slot] != 0) {
      if (tags[slot] == tag) {
        return slot;
      }
      slot = slot + 1 == blocks.length ? 0 : slot + 1;
    }
    return NO_SLOT;
  }

  /// The block that a slot names.
  int block(int slot) {
    return blocks[slot] - 1;
  }

  /// Whether the first record of the key may be in that block: the last key of the one before and its own are around it.
  boolean mayBeFirstOf(int block, DirectBuffer key, int offset, int length) {
    SortedKeys lastKeys = sorted.lastKeys();
    return (block == 0 || lastKeys.compare(block - 1, key, offset, length) < 0)
        && lastKeys.compare(block, key, offset, length) >= 0;
  }

  /// The last keys of the blocks: for ranges that start at a key which is not there.
  BlockIndex sorted() {
    return sorted;
  }

  @Override
  public BlockPlaces places() {
    return sorted.places();
  }

  @Override
  public long memoryBytes() {
    return sorted.memoryBytes() + blocks.length * (Integer.BYTES + 1L);
  }

  @Override
  public String describe() {
    return "hash  " + places().count() + " blocks  " + blocks.length + " slots";
  }
}
