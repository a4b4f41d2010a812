package org.rumbench.lsm.memtable;

import org.agrona.DirectBuffer;
import org.rumbench.coding.KeyOrder;

/// A walk along a chain of blocks: it takes what a block holds and what is behind it at one moment, so that later splits
/// change nothing for it. One owner.
final class BlockWalk extends RecordWalk {
  /// Finds the block where a search begins.
  @FunctionalInterface
  interface Start {
    /// The block that holds a place, or one before it.
    int blockOf(DirectBuffer key, int keyOffset, int keyLength, long prefix, long version, long sequence);
  }

  private final RecordBlock blocks;
  private final Start start;
  private final int[] taken;
  private int next;
  private int count;
  private int position;

  /// A walk from the chain's first block on.
  BlockWalk(RecordArena arena, RecordBlock blocks, int first, Start start) {
    super(arena);
    this.blocks = blocks;
    this.start = start;
    this.taken = new int[blocks.capacity()];
    this.next = first;
  }

  @Override
  public boolean next() {
    while (position == count) {
      if (next == RecordArena.NOTHING) {
        record = RecordArena.NOTHING;
        return false;
      }
      take(next);
    }
    record = taken[position++];
    return true;
  }

  private void take(int block) {
    int splits;
    do {
      splits = blocks.splits(block);
      while (!RecordBlock.isSettled(splits)) {
        splits = blocks.splits(block);
      }
      long order = blocks.order(block);
      count = RecordBlock.count(order);
      for (int i = 0; i < count; i++) {
        taken[i] = blocks.record(block, order, i);
      }
      next = blocks.next(block);
    } while (!blocks.isUnsplit(block, splits));
    position = 0;
  }

  @Override
  public boolean seek(DirectBuffer key, int offset, int length) {
    long prefix = KeyOrder.prefixOf(key, offset, length);
    position = 0;
    count = 0;
    next = start.blockOf(key, offset, length, prefix, Long.MAX_VALUE, Long.MAX_VALUE);
    while (next()) {
      if (isAtOrBehind(key, offset, length, prefix)) {
        return true;
      }
    }
    return false;
  }

  private boolean isAtOrBehind(DirectBuffer key, int offset, int length, long prefix) {
    long own = keyPrefix();
    return own != prefix
        ? Long.compareUnsigned(own, prefix) > 0
        : KeyOrder.compare(keyBuffer(), keyOffset(), keyLength(), key, offset, length) >= 0;
  }
}
