package org.rumbench.lsm.table;

import java.util.Arrays;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.rumbench.lsm.record.RecordCursor;

/// Encodes one data block: entries with keys compressed against the one before, and restarts. Reusable; one owner.
final class DataBlockBuilder {
  private final GrowingBuffer bytes = new GrowingBuffer(8 * 1024);
  private final GrowingBuffer lastKey = new GrowingBuffer(64);
  private int[] restarts = new int[16];
  private int restartCount;
  private int entries;
  private final double hashRatio;
  private long[] keyHashes = new long[64];
  private int[] keyRestarts = new int[64];
  private int keyCount;

  /// Blocks with a hash index of `hashRatio` keys per bucket; 0 for none.
  DataBlockBuilder(double hashRatio) {
    this.hashRatio = hashRatio;
  }

  boolean isEmpty() {
    return entries == 0;
  }

  /// Upper bound of the payload's length with one more record.
  int lengthWith(RecordCursor record, int valueLength) {
    return bytes.length() + record.keyLength() + valueLength + 40 + (restartCount + 2) * Integer.BYTES
        + bucketBytes(keyCount + 1);
  }

  private int bucketBytes(int keys) {
    return hashRatio == 0 ? 0 : bucketsFor(keys) + Short.BYTES;
  }

  private int bucketsFor(int keys) {
    return Math.min(0xffff, (int) (keys / hashRatio) + 1);
  }

  /// Adds a record with the given value, which may be another than its own; `hash` is its key's, `isNewKey` false when
  /// the record before has the same key.
  void add(
      RecordCursor record, DirectBuffer value, int valueOffset, int valueLength, boolean isNewKey, long hash) {
    int shared = 0;
    if (entries % TableDescriptor.RESTART_INTERVAL == 0) {
      if (restartCount == restarts.length) {
        restarts = Arrays.copyOf(restarts, 2 * restartCount);
      }
      restarts[restartCount++] = bytes.length();
    } else {
      shared = sharedWithLast(record);
    }
    if (hashRatio > 0 && (isNewKey || entries == 0)) {
      noteHash(hash);
    }
    int suffixLength = record.keyLength() - shared;
    bytes.ensure(40 + suffixLength + valueLength);
    bytes.putVarint(shared);
    bytes.putVarint(suffixLength);
    bytes.putVarint(valueLength);
    bytes.putByte(record.kindAndFlags());
    bytes.putLong(record.version());
    bytes.putVarint(record.sequence());
    if (record.expiryMillis() != 0) {
      bytes.putLong(record.expiryMillis());
    }
    bytes.putBytes(record.keyBuffer(), record.keyOffset() + shared, suffixLength);
    bytes.putBytes(value, valueOffset, valueLength);
    lastKey.clear();
    lastKey.putBytes(record.keyBuffer(), record.keyOffset(), record.keyLength());
    entries++;
  }

  private void noteHash(long hash) {
    if (keyCount == keyHashes.length) {
      keyHashes = Arrays.copyOf(keyHashes, 2 * keyCount);
      keyRestarts = Arrays.copyOf(keyRestarts, 2 * keyCount);
    }
    keyHashes[keyCount] = hash;
    keyRestarts[keyCount++] = restartCount - 1;
  }

  private int sharedWithLast(RecordCursor record) {
    int bound = Math.min(lastKey.length(), record.keyLength());
    UnsafeBuffer last = lastKey.buffer();
    int shared = 0;
    while (shared < bound
        && last.getByte(shared) == record.keyBuffer().getByte(record.keyOffset() + shared)) {
      shared++;
    }
    return shared;
  }

  /// Length of the payload if it ended now.
  int finishedLengthBound() {
    return bytes.length() + (restartCount + 1) * Integer.BYTES + bucketBytes(keyCount);
  }

  /// The last key added.
  GrowingBuffer lastKey() {
    return lastKey;
  }

  /// Ends the payload with the restarts; the bytes stay until [#clear].
  GrowingBuffer finish() {
    for (int i = 0; i < restartCount; i++) {
      bytes.putInt(restarts[i]);
    }
    boolean hasBuckets = hashRatio > 0 && restartCount <= TableDescriptor.MOST_BUCKET_RESTARTS;
    if (hasBuckets) {
      putBuckets();
    }
    bytes.putInt(hasBuckets ? restartCount | TableDescriptor.FLAG_BUCKETS : restartCount);
    return bytes;
  }

  private void putBuckets() {
    int buckets = bucketsFor(keyCount);
    int at = bytes.length();
    bytes.ensure(buckets);
    bytes.skip(buckets);
    UnsafeBuffer buffer = bytes.buffer();
    buffer.setMemory(at, buckets, (byte) TableDescriptor.BUCKET_EMPTY);
    for (int i = 0; i < keyCount; i++) {
      int place = at + DataBlock.bucketOf(keyHashes[i], buckets);
      int present = buffer.getByte(place) & 0xff;
      if (present == TableDescriptor.BUCKET_EMPTY) {
        buffer.putByte(place, (byte) keyRestarts[i]);
      } else if (present != keyRestarts[i]) {
        buffer.putByte(place, (byte) TableDescriptor.BUCKET_SHARED);
      }
    }
    bytes.putShort(buckets);
  }

  void clear() {
    bytes.clear();
    restartCount = 0;
    entries = 0;
    keyCount = 0;
  }
}
