package org.rumbench.lsm.memtable;

import org.agrona.DirectBuffer;
import org.rumbench.lsm.record.RecordSource;

/// The present record of a walk over an arena; how it moves is the index's. One owner.
abstract sealed class RecordWalk implements RecordSource permits SkipListWalk, BlockWalk {
  private final RecordArena arena;
  /// The present record.
  int record;

  RecordWalk(RecordArena arena) {
    this.arena = arena;
  }

  @Override
  public long keyPrefix() {
    return arena.prefix(record);
  }

  @Override
  public DirectBuffer keyBuffer() {
    return arena.memory();
  }

  @Override
  public int keyOffset() {
    return arena.keyOffset(record);
  }

  @Override
  public int keyLength() {
    return arena.keyLength(record);
  }

  @Override
  public int kindAndFlags() {
    return arena.kindAndFlags(record);
  }

  @Override
  public long version() {
    return arena.version(record);
  }

  @Override
  public long sequence() {
    return arena.sequence(record);
  }

  @Override
  public long expiryMillis() {
    return arena.expiryMillis(record);
  }

  @Override
  public DirectBuffer valueBuffer() {
    return arena.memory();
  }

  @Override
  public int valueOffset() {
    return arena.valueOffset(record);
  }

  @Override
  public int valueLength() {
    return arena.valueLength(record);
  }
}
