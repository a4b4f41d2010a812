package org.rumbench.bitcask;

import java.nio.ByteBuffer;
import java.util.Arrays;
import org.agrona.concurrent.UnsafeBuffer;
import org.rumbench.coding.LinearHash;

/// The block of each bucket of a linear hash table ([LinearHash]), outside the heap: four bytes each, 0 for none. Grows
/// by one owner, is read by anybody; what a reader beside the owner finds may be of another moment.
final class BucketTable {
  private static final int SHIFT = 12;
  private static final int MASK = (1 << SHIFT) - 1;
  private static final int SLAB_BYTES = Integer.BYTES << SHIFT;
  /// Memory of the smallest.
  static final long LEAST_BYTES = SLAB_BYTES;

  private volatile UnsafeBuffer[] slabs = new UnsafeBuffer[] {newSlab()};
  private volatile int count;

  /// A table of so many empty buckets.
  BucketTable(int count) {
    this.count = count;
  }

  private static UnsafeBuffer newSlab() {
    return new UnsafeBuffer(ByteBuffer.allocateDirect(SLAB_BYTES));
  }

  /// Number of buckets.
  int count() {
    return count;
  }

  /// The bucket of a hash.
  int of(int hash) {
    return LinearHash.bucketOf(hash, count);
  }

  /// The block of a bucket. Any thread.
  int block(int bucket) {
    UnsafeBuffer[] present = slabs;
    int slab = bucket >>> SHIFT;
    return slab < present.length ? present[slab].getInt((bucket & MASK) * Integer.BYTES) : 0;
  }

  void setBlock(int bucket, int block) {
    slabs[bucket >>> SHIFT].putInt((bucket & MASK) * Integer.BYTES, block);
  }

  /// Makes room for one more bucket, empty.
  void prepareNext() {
    makeRoom(count + 1);
  }

  private void makeRoom(int buckets) {
    UnsafeBuffer[] present = slabs;
    int needed = (buckets + MASK) >>> SHIFT;
    if (needed > present.length) {
      UnsafeBuffer[] grown = Arrays.copyOf(present, needed);
      for (int i = present.length; i < needed; i++) {
        grown[i] = newSlab();
      }
      slabs = grown;
    }
  }

  /// Has so many buckets, at least, while all are empty.
  void growEmpty(int buckets) {
    makeRoom(buckets);
    count = Math.max(count, buckets);
  }

  /// The bucket that [#prepareNext] made room for is one of the table from now on.
  void addNext() {
    int more = count + 1;
    count = more;
  }

  /// Memory held.
  long memoryBytes() {
    return memoryBytes(slabs.length);
  }

  /// The most that it can be with so many buckets, or those there are.
  long memoryBytesWith(long buckets) {
    return memoryBytes(Math.max(slabs.length, (buckets + MASK) >>> SHIFT));
  }

  private static long memoryBytes(long slabCount) {
    return slabCount * SLAB_BYTES;
  }
}
