package org.rumbench.lsm.table;

import org.agrona.DirectBuffer;
import org.jspecify.annotations.Nullable;
import org.rumbench.lsm.record.KeyBytes;
import org.rumbench.lsm.record.RangeTombstone;

/// What the records of a table add up to: its properties. One owner.
final class TableTotals {
  private long records;
  private long tombstones;
  private long rangeTombstones;
  private long minVersion = Long.MAX_VALUE;
  private long maxVersion = Long.MIN_VALUE;
  private long minSequence = Long.MAX_VALUE;
  private long maxSequence;
  private long keyBytes;
  private long valueBytes;
  private long blockBytes;
  private long lastExpiryMillis;
  private @Nullable KeyBytes smallest;

  /// A record; of a value, `valueLength` is what is stored.
  void add(
      DirectBuffer key, int keyOffset, int keyLength, boolean isTombstone, int valueLength, long version, long sequence,
      long expiryMillis) {
    if (smallest == null) {
      smallest = KeyBytes.copyOf(key, keyOffset, keyLength);
    }
    records++;
    if (isTombstone) {
      tombstones++;
    } else {
      lastExpiryMillis = Math.max(lastExpiryMillis, expiryMillis == 0 ? TableMetadata.NEVER : expiryMillis);
    }
    keyBytes += keyLength;
    valueBytes += valueLength;
    note(version, sequence);
  }

  /// A data block of `length` bytes before compression.
  void addBlock(int length) {
    blockBytes += length;
  }

  void add(RangeTombstone one) {
    rangeTombstones++;
    note(one.version(), one.sequence());
  }

  private void note(long version, long sequence) {
    minVersion = Math.min(minVersion, version);
    maxVersion = Math.max(maxVersion, version);
    minSequence = Math.min(minSequence, sequence);
    maxSequence = Math.max(maxSequence, sequence);
  }

  long records() {
    return records;
  }

  boolean isEmpty() {
    return maxSequence < minSequence;
  }

  /// The properties of a table with these records; `anchor` is the smallest key of one that has none.
  TableMetadata metadata(long number, KeyBytes anchor, KeyBytes largest, long newestMillis) {
    KeyBytes first = smallest;
    return new TableMetadata(
        number, 0, records, tombstones, rangeTombstones, minVersion, maxVersion, minSequence, maxSequence, keyBytes,
        valueBytes, blockBytes, newestMillis, lastExpiryMillis, first == null ? anchor : first, largest);
  }
}
