package org.rumbench.wisckey;

import java.util.Objects;
import org.agrona.DirectBuffer;
import org.jspecify.annotations.Nullable;
import org.rumbench.coding.Checksum;
import org.rumbench.coding.RecordLogReader;
import org.rumbench.engine.RecordKind;
import org.rumbench.engine.RecordView;
import org.rumbench.runtime.Invariant;
import org.rumbench.storage.CorruptionException;
import org.rumbench.storage.IoPurpose;

/// A resumable walk over the values in one sealed segment, for garbage collection. One owner.
///
/// Every unit up to the segment's end is read and verified; an end that comes early is damage, so a segment is never
/// given up with values in it that could not be read.
final class VictimScan {
  private final ValueLogSegment segment;
  private final RecordLogReader reader;
  private final RecordView view = new RecordView();
  private final ValuePointer place = new ValuePointer();
  private final Checksum checksum = new Checksum();
  private @Nullable DirectBuffer unit;
  private int at;
  private int limit;
  private int recordIndex;

  VictimScan(ValueLogSegment segment) {
    this.segment = segment;
    segment.file().adviseSequential();
    reader =
        RecordLogReader.open(
            segment.file(),
            ValueLogDescriptor.magicOf(segment.isCollected()),
            segment.id(),
            IoPurpose.GARBAGE_COLLECTION);
  }

  /// Moves to the next value that may be pointed at; false at the end of the segment.
  boolean next() {
    while (true) {
      while (at < limit) {
        recordIndex = at;
        at = view.wrap(unitBuffer(), at, limit);
        if (at < 0) {
          throw damage(reader.payloadOffset(), "whole records");
        }
        if (view.kind() == RecordKind.VALUE && !view.isPointer()) {
          return true;
        }
      }
      if (reader.positionBytes() >= segment.endBytes() || !reader.next()) {
        if (reader.positionBytes() < segment.endBytes()) {
          throw damage(reader.positionBytes(), "a unit that was durable");
        }
        return false;
      }
      unit = reader.payloadBuffer();
      at = reader.payloadIndex();
      limit = at + reader.payloadLength();
    }
  }

  private CorruptionException damage(long offset, String expected) {
    return new CorruptionException(segment.file().name(), offset, expected, "something else");
  }

  private DirectBuffer unitBuffer() {
    DirectBuffer present = unit;
    Invariant.check(present != null, "a unit is read before its records");
    return Objects.requireNonNull(present);
  }

  /// The present record; valid until the next call of [#next].
  RecordView record() {
    return view;
  }

  /// Where the present record starts in the buffer of [#record].
  int recordIndex() {
    return recordIndex;
  }

  /// Its encoded length in bytes.
  int recordLength() {
    return at - recordIndex;
  }

  /// Whether a pointer leads to the present record.
  boolean isAt(ValuePointer pointer) {
    return pointer.segment() == segment.id()
        && pointer.offset() == offset()
        && pointer.length() == recordLength();
  }

  private long offset() {
    return reader.payloadOffset() + recordIndex - reader.payloadIndex();
  }

  /// The pointer that leads to the present record; valid until the next call.
  ValuePointer place() {
    int length = recordLength();
    int sum = checksum.reset().update(unitBuffer(), recordIndex, length).value();
    place.set(segment.id(), Math.toIntExact(offset()), length, sum);
    return place;
  }
}
