package org.rumbench.lsm.table;

import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.rumbench.coding.KeyOrder;

/// Where the data blocks of one table are, by their last keys; resident. Immutable; any thread.
public final class BlockIndex {
  private final int count;
  private final UnsafeBuffer keys;
  private final int[] keyEnds;
  private final long[] prefixes;
  private final long[] offsets;
  private final int[] lengths;

  private BlockIndex(UnsafeBuffer keys, int[] keyEnds, long[] prefixes, long[] offsets, int[] lengths) {
    this.count = lengths.length;
    this.keys = keys;
    this.keyEnds = keyEnds;
    this.prefixes = prefixes;
    this.offsets = offsets;
    this.lengths = lengths;
  }

  /// Reads an index block: a count, then per block the last key, the offset and the payload length.
  static BlockIndex decode(Fields fields, DirectBuffer source) {
    int count = fields.nextLength();
    int[] keyEnds = new int[count];
    long[] prefixes = new long[count];
    long[] offsets = new long[count];
    int[] lengths = new int[count];
    GrowingBuffer keys = new GrowingBuffer(Math.max(16, count * 24));
    for (int i = 0; i < count; i++) {
      int length = fields.nextLength();
      int start = fields.skip(length);
      keys.putBytes(source, start, length);
      keyEnds[i] = keys.length();
      prefixes[i] = KeyOrder.prefixOf(source, start, length);
      offsets[i] = fields.nextVarint();
      lengths[i] = fields.nextLength();
    }
    byte[] exact = new byte[keys.length()];
    keys.buffer().getBytes(0, exact);
    return new BlockIndex(new UnsafeBuffer(exact), keyEnds, prefixes, offsets, lengths);
  }

  /// Number of blocks.
  public int count() {
    return count;
  }

  /// The first block whose last key is at or behind the key; [#count] when there is none. O(log blocks).
  public int find(DirectBuffer key, int offset, int length) {
    long prefix = KeyOrder.prefixOf(key, offset, length);
    int low = 0;
    int high = count;
    while (low < high) {
      int middle = (low + high) >>> 1;
      int order = Long.compareUnsigned(prefixes[middle], prefix);
      if (order == 0) {
        int start = middle == 0 ? 0 : keyEnds[middle - 1];
        order = KeyOrder.compare(keys, start, keyEnds[middle] - start, key, offset, length);
      }
      if (order < 0) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  /// Offset of a block in the file.
  public long offset(int block) {
    return offsets[block];
  }

  /// Payload length of a block.
  public int length(int block) {
    return lengths[block];
  }

  /// Bytes in memory.
  public long memoryBytes() {
    return keys.capacity() + (long) count * (Integer.BYTES + Long.BYTES + Long.BYTES + Integer.BYTES);
  }
}
