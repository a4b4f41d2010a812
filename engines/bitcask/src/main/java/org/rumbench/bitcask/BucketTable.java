package org.rumbench.bitcask;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import org.agrona.UnsafeApi;
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

  /// Memory that is never given back, by what its buffers are asked for once: a look at a bucket asks no other object.
  private final ArrayList<UnsafeBuffer> slabs = new ArrayList<>();
  private volatile long[] addresses = new long[0];
  private volatile int count;

  /// A table of so many empty buckets.
  BucketTable(int count) {
    makeRoom(count);
    this.count = count;
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
    long[] present = addresses;
    int slab = bucket >>> SHIFT;
    return slab < present.length ? UnsafeApi.getInt(present[slab] + (bucket & MASK) * (long) Integer.BYTES) : 0;
  }

  void setBlock(int bucket, int block) {
    UnsafeApi.putInt(addresses[bucket >>> SHIFT] + (bucket & MASK) * (long) Integer.BYTES, block);
  }

  /// Makes room for one more bucket, empty.
  void prepareNext() {
    makeRoom(count + 1);
  }

  private void makeRoom(int buckets) {
    int needed = (buckets + MASK) >>> SHIFT;
    if (needed > addresses.length) {
      long[] grown = Arrays.copyOf(addresses, needed);
      for (int i = addresses.length; i < needed; i++) {
        UnsafeBuffer slab = new UnsafeBuffer(ByteBuffer.allocateDirect(SLAB_BYTES));
        slabs.add(slab);
        grown[i] = slab.addressOffset();
      }
      addresses = grown;
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
    return memoryBytes(addresses.length);
  }

  /// The most that it can be with so many buckets, or those there are.
  long memoryBytesWith(long buckets) {
    return memoryBytes(Math.max(addresses.length, (buckets + MASK) >>> SHIFT));
  }

  private static long memoryBytes(long slabCount) {
    return slabCount * SLAB_BYTES;
  }
}
