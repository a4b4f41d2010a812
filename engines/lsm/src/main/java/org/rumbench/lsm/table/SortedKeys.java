package org.rumbench.lsm.table;

import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.rumbench.coding.KeyOrder;

/// Ascending keys in memory, to be searched: the last keys of blocks or of index partitions. Immutable; any thread.
final class SortedKeys {
  private final int count;
  private final UnsafeBuffer keys;
  private final int[] keyEnds;
  private final long[] prefixes;

  private SortedKeys(int count, UnsafeBuffer keys, int[] keyEnds, long[] prefixes) {
    this.count = count;
    this.keys = keys;
    this.keyEnds = keyEnds;
    this.prefixes = prefixes;
  }

  /// Collects keys. One owner.
  static final class Builder {
    private final GrowingBuffer keys;
    private final int[] keyEnds;
    private final long[] prefixes;
    private int count;

    /// Room for exactly `count` keys.
    Builder(int count) {
      keys = new GrowingBuffer(Math.max(16, Math.min(count, 1 << 20) * 24));
      keyEnds = new int[count];
      prefixes = new long[count];
    }

    void add(DirectBuffer source, int offset, int length) {
      keys.putBytes(source, offset, length);
      keyEnds[count] = keys.length();
      prefixes[count++] = KeyOrder.prefixOf(source, offset, length);
    }

    SortedKeys build() {
      byte[] exact = new byte[keys.length()];
      keys.buffer().getBytes(0, exact);
      return new SortedKeys(count, new UnsafeBuffer(exact), keyEnds, prefixes);
    }
  }

  /// Reads `count` key fields.
  static SortedKeys decode(Fields fields, int count) {
    if (count > fields.remaining()) {
      throw fields.damage("as many keys", count + " keys");
    }
    Builder builder = new Builder(count);
    for (int i = 0; i < count; i++) {
      int length = fields.nextLength();
      builder.add(fields.buffer(), fields.skip(length), length);
    }
    return builder.build();
  }

  int count() {
    return count;
  }

  /// The first at or behind the key; [#count] when there is none. O(log count).
  int find(DirectBuffer key, int offset, int length) {
    long prefix = KeyOrder.prefixOf(key, offset, length);
    int low = 0;
    int high = count;
    while (low < high) {
      int middle = (low + high) >>> 1;
      int order = Long.compareUnsigned(prefixes[middle], prefix);
      if (order == 0) {
        order = compare(middle, key, offset, length);
      }
      if (order < 0) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  /// How key `which` compares with the given one.
  int compare(int which, DirectBuffer key, int offset, int length) {
    int start = which == 0 ? 0 : keyEnds[which - 1];
    return KeyOrder.compare(keys, start, keyEnds[which] - start, key, offset, length);
  }

  long memoryBytes() {
    return keys.capacity() + (long) count * (Integer.BYTES + Long.BYTES);
  }
}
