package org.rumbench.lsm.table;

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

  boolean isEmpty() {
    return entries == 0;
  }

  /// Upper bound of the payload's length with one more record.
  int lengthWith(RecordCursor record, int valueLength) {
    return bytes.length() + record.keyLength() + valueLength + 40 + (restartCount + 2) * Integer.BYTES;
  }

  /// Adds a record with the given value, which may be another than its own.
  void add(RecordCursor record, DirectBuffer value, int valueOffset, int valueLength) {
    int shared = 0;
    if (entries % TableDescriptor.RESTART_INTERVAL == 0) {
      if (restartCount == restarts.length) {
        restarts = java.util.Arrays.copyOf(restarts, 2 * restartCount);
      }
      restarts[restartCount++] = bytes.length();
    } else {
      shared = sharedWithLast(record);
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
    return bytes.length() + (restartCount + 1) * Integer.BYTES;
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
    bytes.putInt(restartCount);
    return bytes;
  }

  void clear() {
    bytes.clear();
    restartCount = 0;
    entries = 0;
  }

}
