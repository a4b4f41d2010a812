package org.rumbench.lsm.table;

import org.agrona.DirectBuffer;

/// The last key of every data block, in memory. Immutable; any thread.
public final class BlockIndex implements TableIndex {
  private final BlockPlaces places;
  private final SortedKeys lastKeys;

  BlockIndex(BlockPlaces places, SortedKeys lastKeys) {
    this.places = places;
    this.lastKeys = lastKeys;
  }

  /// Reads the last keys.
  static BlockIndex decode(Fields fields, BlockPlaces places) {
    return new BlockIndex(places, SortedKeys.decode(fields, places.count()));
  }

  /// Reads an index of the first format: a count, then per block the last key, the offset and the payload length.
  static BlockIndex decodeFirstFormat(Fields fields) {
    int count = fields.nextLength();
    if (count > fields.remaining()) {
      throw fields.damage("as many blocks", count + " blocks");
    }
    SortedKeys.Builder keys = new SortedKeys.Builder(count);
    long[] offsets = new long[count + 1];
    offsets[0] = TableDescriptor.HEADER_LENGTH;
    for (int i = 0; i < count; i++) {
      int length = fields.nextLength();
      keys.add(fields.buffer(), fields.skip(length), length);
      long offset = fields.nextVarint();
      if (offset != offsets[i]) {
        throw fields.damage("a block at " + offsets[i], "one at " + offset);
      }
      offsets[i + 1] = offset + fields.nextLength() + TableDescriptor.TRAILER_LENGTH;
    }
    return new BlockIndex(BlockPlaces.of(offsets), keys.build());
  }

  /// The first block whose last key is at or behind the key; as many as there are when there is none. O(log blocks).
  public int find(DirectBuffer key, int offset, int length) {
    return lastKeys.find(key, offset, length);
  }

  SortedKeys lastKeys() {
    return lastKeys;
  }

  @Override
  public BlockPlaces places() {
    return places;
  }

  @Override
  public long memoryBytes() {
    return places.memoryBytes() + lastKeys.memoryBytes();
  }

  @Override
  public String describe() {
    return "sorted  " + places.count() + " blocks";
  }
}
