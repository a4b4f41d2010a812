package org.rumbench.lsm.table;

/// Where the data blocks of one table are: back to back, each with its trailer. Immutable; any thread.
///
/// Eight bytes a block, resident for every kind of index: a walk over the whole table, as a compaction does it, reads no
/// index.
public final class BlockPlaces {
  private final long[] offsets;

  private BlockPlaces(long[] offsets) {
    this.offsets = offsets;
  }

  /// Reads a number of blocks and their payload lengths.
  static BlockPlaces decode(Fields fields) {
    int count = fields.nextLength();
    if (count > fields.remaining()) {
      throw fields.damage("as many lengths", count + " blocks");
    }
    long[] offsets = new long[count + 1];
    offsets[0] = TableDescriptor.HEADER_LENGTH;
    for (int i = 0; i < count; i++) {
      offsets[i + 1] = offsets[i] + fields.nextLength() + TableDescriptor.TRAILER_LENGTH;
    }
    return new BlockPlaces(offsets);
  }

  /// Places that were read otherwise: the first format keeps them with the keys.
  static BlockPlaces of(long[] offsets) {
    return new BlockPlaces(offsets);
  }

  /// Number of blocks.
  public int count() {
    return offsets.length - 1;
  }

  /// Offset of a block in the file.
  public long offset(int block) {
    return offsets[block];
  }

  /// Payload length of a block as it is stored.
  public int length(int block) {
    return (int) (offsets[block + 1] - offsets[block]) - TableDescriptor.TRAILER_LENGTH;
  }

  /// Where the last block ends.
  public long end() {
    return offsets[offsets.length - 1];
  }

  long memoryBytes() {
    return (long) offsets.length * Long.BYTES;
  }
}
