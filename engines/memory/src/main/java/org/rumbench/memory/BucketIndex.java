package org.rumbench.memory;

import java.util.Arrays;
import org.agrona.UnsafeApi;
import org.rumbench.coding.LinearHash;

/// The buckets of a table: heads of chains, in chunks, growing one bucket at a time ([LinearHash]). One owner at a
/// time.
final class BucketIndex {
  private final Chunks chunks;
  private final int bucketShift;
  private int[] segments = new int[1];
  private int segmentCount;
  private int bucketCount;

  /// An index of one chunk.
  BucketIndex(Chunks chunks) {
    this.chunks = chunks;
    this.bucketShift = Integer.numberOfTrailingZeros(chunks.chunkBytes() / Integer.BYTES);
    addSegment();
    bucketCount = 1 << bucketShift;
  }

  private void addSegment() {
    if (segmentCount == segments.length) {
      segments = Arrays.copyOf(segments, 2 * segmentCount);
    }
    int chunk = chunks.take();
    chunks.of(chunk).setMemory(0, chunks.chunkBytes(), (byte) 0);
    segments[segmentCount++] = chunk;
  }

  /// Gives back all but the first chunk. No bucket has an item.
  void shrink() {
    while (segmentCount > 1) {
      chunks.giveBack(segments[--segmentCount]);
    }
    bucketCount = 1 << bucketShift;
    chunks.of(segments[0]).setMemory(0, chunks.chunkBytes(), (byte) 0);
  }

  /// Chunks it takes.
  int chunkCount() {
    return segmentCount;
  }

  int bucketCount() {
    return bucketCount;
  }

  /// The bucket of a hash.
  int bucketOf(int hash) {
    return LinearHash.bucketOf(hash, bucketCount);
  }

  /// Whether the next bucket needs a chunk.
  boolean needsChunk() {
    return bucketCount >>> bucketShift == segmentCount;
  }

  /// Adds an empty bucket and returns the one whose items may belong there.
  int grow() {
    if (needsChunk()) {
      addSegment();
    }
    int source = LinearHash.dividedBy(bucketCount);
    bucketCount++;
    return source;
  }

  int head(int bucket) {
    int chunk = segments[bucket >>> bucketShift];
    return UnsafeApi.getInt(chunks.array(chunk), chunks.address(chunk) + offset(bucket));
  }

  void setHead(int bucket, int reference) {
    chunks.of(segments[bucket >>> bucketShift]).putInt(offset(bucket), reference);
  }

  private int offset(int bucket) {
    return (bucket & ((1 << bucketShift) - 1)) << 2;
  }
}
