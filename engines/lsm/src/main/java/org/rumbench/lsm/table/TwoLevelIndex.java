package org.rumbench.lsm.table;

import java.nio.ByteOrder;
import org.agrona.DirectBuffer;
import org.rumbench.coding.KeyOrder;
import org.rumbench.storage.IoPurpose;

/// The last keys of the data blocks in partitions on disk, and in memory the last key of each partition: for tables whose
/// index would take much memory. Immutable; any thread.
///
/// A partition's payload is the keys back to back, where each ends (4), and their number (4).
final class TwoLevelIndex implements TableIndex {
  private final BlockPlaces places;
  private final SortedKeys partitionKeys;
  private final long[] offsets;
  private final int[] firstBlocks;

  private TwoLevelIndex(BlockPlaces places, SortedKeys partitionKeys, long[] offsets, int[] firstBlocks) {
    this.places = places;
    this.partitionKeys = partitionKeys;
    this.offsets = offsets;
    this.firstBlocks = firstBlocks;
  }

  /// Reads the top level: a count; per partition its blocks and payload length; then the last keys.
  static TwoLevelIndex decode(Fields fields, BlockPlaces places) {
    int count = fields.nextLength();
    if (count > fields.remaining()) {
      throw fields.damage("as many partitions", count + " partitions");
    }
    long[] offsets = new long[count + 1];
    int[] firstBlocks = new int[count + 1];
    offsets[0] = places.end();
    for (int i = 0; i < count; i++) {
      firstBlocks[i + 1] = firstBlocks[i] + fields.nextLength();
      offsets[i + 1] = offsets[i] + fields.nextLength() + TableDescriptor.TRAILER_LENGTH;
    }
    if (firstBlocks[count] != places.count()) {
      throw fields.damage(places.count() + " blocks", firstBlocks[count] + " in the partitions");
    }
    return new TwoLevelIndex(places, SortedKeys.decode(fields, count), offsets, firstBlocks);
  }

  /// The first block whose last key is at or behind the key; as many as there are when there is none. Reads one
  /// partition, through the cache.
  int find(
      DirectBuffer key, int offset, int length, BlockReader reader, IoPurpose purpose, ReadScratch scratch) {
    int partition = partitionKeys.find(key, offset, length);
    if (partition == partitionKeys.count()) {
      return places.count();
    }
    BlockCache.Entry entry = reader.through(offsets[partition], length(partition), purpose, scratch);
    try {
      return firstBlocks[partition] + find(entry, entry.lengthBytes(), key, offset, length);
    } finally {
      entry.unpin();
    }
  }

  private static int find(DirectBuffer payload, int payloadLength, DirectBuffer key, int offset, int length) {
    int count = payload.getInt(payloadLength - Integer.BYTES, ByteOrder.LITTLE_ENDIAN);
    int ends = payloadLength - (count + 1) * Integer.BYTES;
    int low = 0;
    int high = count;
    while (low < high) {
      int middle = (low + high) >>> 1;
      int start = middle == 0 ? 0 : payload.getInt(ends + (middle - 1) * Integer.BYTES, ByteOrder.LITTLE_ENDIAN);
      int end = payload.getInt(ends + middle * Integer.BYTES, ByteOrder.LITTLE_ENDIAN);
      if (KeyOrder.compare(payload, start, end - start, key, offset, length) < 0) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  /// Adds the keys of a partition, whose payload has passed its checksum; false when it is not as long as it should be.
  boolean addKeys(int partition, DirectBuffer payload, SortedKeys.Builder keys) {
    int length = length(partition);
    int count = firstBlocks[partition + 1] - firstBlocks[partition];
    int ends = length - (count + 1) * Integer.BYTES;
    if (ends < 0 || payload.getInt(length - Integer.BYTES, ByteOrder.LITTLE_ENDIAN) != count) {
      return false;
    }
    int start = 0;
    for (int i = 0; i < count; i++) {
      int end = payload.getInt(ends + i * Integer.BYTES, ByteOrder.LITTLE_ENDIAN);
      if (end < start || end > ends) {
        return false;
      }
      keys.add(payload, start, end - start);
      start = end;
    }
    return start == ends;
  }

  int partitions() {
    return partitionKeys.count();
  }

  long offset(int partition) {
    return offsets[partition];
  }

  /// Payload length of a partition.
  int length(int partition) {
    return (int) (offsets[partition + 1] - offsets[partition]) - TableDescriptor.TRAILER_LENGTH;
  }

  /// Where the last partition ends.
  long end() {
    return offsets[offsets.length - 1];
  }

  @Override
  public BlockPlaces places() {
    return places;
  }

  @Override
  public long memoryBytes() {
    return places.memoryBytes() + partitionKeys.memoryBytes() + offsets.length * (long) (Long.BYTES + Integer.BYTES);
  }

  @Override
  public String describe() {
    return "two levels  " + places.count() + " blocks  " + partitions() + " partitions";
  }
}
