package org.rumbench.lsm.memtable;

import org.agrona.DirectBuffer;
import org.rumbench.coding.KeyOrder;

/// A walk along the lowest level of a skip list. One owner.
final class SkipListWalk extends RecordWalk {
  private final SkipList list;

  SkipListWalk(SkipList list, RecordArena arena) {
    super(arena);
    this.list = list;
    record = SkipList.HEAD;
  }

  @Override
  public boolean next() {
    if (record != RecordArena.NOTHING) {
      record = list.after(record);
    }
    return record != RecordArena.NOTHING;
  }

  @Override
  public boolean seek(DirectBuffer key, int offset, int length) {
    record =
        list.ceiling(
            key, offset, length, KeyOrder.prefixOf(key, offset, length), Long.MAX_VALUE, Long.MAX_VALUE);
    return record != RecordArena.NOTHING;
  }
}
