package org.rumbench.lsm.table;

import org.jspecify.annotations.Nullable;
import org.rumbench.engine.RecordKind;
import org.rumbench.lsm.record.KeyBytes;
import org.rumbench.lsm.record.RangeTombstone;

/// What the records of a table add up to, as its properties should have it. One owner.
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
  private @Nullable KeyBytes smallest;

  void add(GrowingBuffer key, RecordKind kind, DataBlock entry) {
    if (smallest == null) {
      smallest = KeyBytes.copyOf(key.buffer(), 0, key.length());
    }
    records++;
    tombstones += kind == RecordKind.TOMBSTONE ? 1 : 0;
    keyBytes += key.length();
    valueBytes += entry.valueLength();
    note(entry.version(), entry.sequence());
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

  /// The properties of a table with these records; `anchor` is the smallest key of one that has none.
  TableMetadata metadata(long number, KeyBytes anchor, KeyBytes largest) {
    KeyBytes first = smallest;
    return new TableMetadata(
        number, 0, records, tombstones, rangeTombstones, minVersion, maxVersion, minSequence, maxSequence, keyBytes,
        valueBytes, first == null ? anchor : first, largest);
  }
}
