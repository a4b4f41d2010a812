package org.rumbench.bitcask;

import org.agrona.DirectBuffer;
import org.rumbench.coding.Checksum;
import org.rumbench.coding.RecordLogReader;
import org.rumbench.engine.RecordKind;
import org.rumbench.engine.RecordView;
import org.rumbench.storage.CorruptionException;
import org.rumbench.storage.IoPurpose;

/// Walks the records of a segment in the order of the log, whole units only. One owner.
final class SegmentScanner {
  private final Segment segment;
  private final RecordLogReader reader;
  private final RecordView view = new RecordView();
  private final KeyLocation location = new KeyLocation();
  private final Checksum checksum = new Checksum();
  private int nextIndex;
  private int limit;
  private long nextSequence;
  private long durableToBytes;
  private long recordsRead;

  SegmentScanner(Segment segment, IoPurpose purpose) {
    this.segment = segment;
    this.reader = RecordLogReader.open(segment.file, SegmentDescriptor.MAGIC, segment.id, purpose);
  }

  /// Moves to the next record; false at the end of the log.
  boolean next() {
    while (nextIndex == limit) {
      if (!reader.next()) {
        checkEnd();
        return false;
      }
      nextIndex = reader.payloadIndex();
      limit = nextIndex + reader.payloadLength();
      nextSequence = reader.sequence();
      durableToBytes = Math.max(durableToBytes, reader.durableToBytes());
    }
    DirectBuffer payload = reader.payloadBuffer();
    int end = view.wrap(payload, nextIndex, limit);
    long offset = reader.payloadOffset() + (nextIndex - reader.payloadIndex());
    if (end < 0 || view.kind() == RecordKind.RANGE_TOMBSTONE) {
      throw new CorruptionException(segment.fileName(), offset, "a record", "other bytes in a valid unit");
    }
    int length = end - nextIndex;
    location.segmentId = segment.id;
    location.recordOffset = (int) offset;
    location.lengthAndFlags = length | flags(view);
    location.checksum = checksum.reset().update(payload, nextIndex, length).value();
    location.version = view.version();
    location.sequence = nextSequence++;
    nextIndex = end;
    recordsRead++;
    return true;
  }

  /// The flags of the key directory and the hint file for a record.
  static int flags(RecordView view) {
    return (view.kind() == RecordKind.TOMBSTONE ? KeyEntryDescriptor.FLAG_TOMBSTONE : 0)
        | (view.expiryMillis() != 0 ? KeyEntryDescriptor.FLAG_EXPIRY : 0);
  }

  private void checkEnd() {
    if (reader.positionBytes() < segment.closedLengthBytes) {
      throw new CorruptionException(
          segment.fileName(),
          reader.positionBytes(),
          "units up to " + segment.closedLengthBytes,
          "the end of the log");
    }
  }

  /// How the log ended, once [#next] was false.
  RecordLogReader.End end() {
    return reader.end();
  }

  /// Offset behind the last valid unit.
  long positionBytes() {
    return reader.positionBytes();
  }

  /// The sequence that a closed log ended with: that of the record written next, in another segment.
  long endSequence() {
    return reader.sequence();
  }

  /// Whether the present record is the first of the log.
  boolean isAtFirst() {
    return recordsRead == 1;
  }

  /// Whether a unit seen says that bytes of this log were durable when it was written.
  boolean sawDurableBytes() {
    return durableToBytes > 0;
  }

  /// The present record's key and value.
  RecordView record() {
    return view;
  }

  /// The present record's place and identity.
  KeyLocation location() {
    return location;
  }

  /// Where the present record starts in [RecordView#buffer].
  int recordIndex() {
    return nextIndex - location.recordLength();
  }
}
