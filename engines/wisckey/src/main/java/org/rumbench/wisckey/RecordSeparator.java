package org.rumbench.wisckey;

import static org.rumbench.engine.RecordDescriptor.FLAG_EXPIRY;
import static org.rumbench.engine.RecordDescriptor.FLAG_POINTER;

import java.nio.ByteOrder;
import org.agrona.DirectBuffer;
import org.agrona.ExpandableArrayBuffer;
import org.agrona.MutableDirectBuffer;
import org.rumbench.coding.Checksum;
import org.rumbench.coding.Varint;
import org.rumbench.engine.RecordDescriptor;
import org.rumbench.engine.RecordKind;
import org.rumbench.engine.RecordView;

/// Turns the records of a logged unit into the records the tree keeps: a value of at least the threshold becomes a
/// pointer to where its record lies in the log, everything else stays as it is. One owner; reusable, allocates nothing
/// once its buffer has grown to the largest batch.
///
/// Writing and replaying use the same code, so a replayed record equals the one that was applied before the crash,
/// unless the threshold was changed in between: then both forms lead to the same value.
final class RecordSeparator {
  private final int thresholdBytes;
  private final ExpandableArrayBuffer records = new ExpandableArrayBuffer(1024);
  private final RecordView view = new RecordView();
  private final ValuePointer pointer = new ValuePointer();
  private final Checksum checksum = new Checksum();
  private int lengthBytes;
  private int recordCount;
  private long separatedBytes;
  private long lowestVersion;

  RecordSeparator(int thresholdBytes) {
    this.thresholdBytes = thresholdBytes;
  }

  /// Takes the `length` bytes of records at `offset`, which lie in `segment` at `fileOffset`. False when they are not
  /// whole records: the caller knows which file to blame.
  boolean separate(DirectBuffer source, int offset, int length, int segment, long fileOffset) {
    lengthBytes = 0;
    recordCount = 0;
    separatedBytes = 0;
    lowestVersion = Long.MAX_VALUE;
    int limit = offset + length;
    int at = offset;
    while (at < limit) {
      int next = view.wrap(source, at, limit);
      if (next < 0) {
        return false;
      }
      recordCount++;
      lowestVersion = Math.min(lowestVersion, view.version());
      if (view.kind() == RecordKind.VALUE && !view.isPointer() && view.valueLength() >= thresholdBytes) {
        int recordOffset = Math.toIntExact(fileOffset + at - offset);
        pointer.set(segment, recordOffset, next - at, checksum.reset().update(source, at, next - at).value());
        lengthBytes += putPointerRecord(records, lengthBytes, view, pointer);
        separatedBytes += next - at;
      } else {
        records.putBytes(lengthBytes, source, at, next - at);
        lengthBytes += next - at;
      }
      at = next;
    }
    return true;
  }

  /// Encodes at `index` the record of `view` with `pointer` for its value; returns the bytes written.
  static int putPointerRecord(MutableDirectBuffer target, int index, RecordView view, ValuePointer pointer) {
    boolean hasExpiry = view.expiryMillis() != 0;
    int flags = FLAG_POINTER | (hasExpiry ? FLAG_EXPIRY : 0);
    target.putByte(index + RecordDescriptor.KIND_OFFSET, (byte) (RecordKind.VALUE.code() | flags));
    target.putLong(index + RecordDescriptor.VERSION_OFFSET, view.version(), ByteOrder.LITTLE_ENDIAN);
    int position = index + RecordDescriptor.AFTER_VERSION_OFFSET;
    if (hasExpiry) {
      target.putLong(position, view.expiryMillis(), ByteOrder.LITTLE_ENDIAN);
      position += Long.BYTES;
    }
    position += Varint.putInt(target, position, view.keyLength());
    position += Varint.putInt(target, position, ValuePointerDescriptor.LENGTH);
    target.putBytes(position, view.buffer(), view.keyOffset(), view.keyLength());
    position += view.keyLength();
    pointer.encode(target, position);
    return position + ValuePointerDescriptor.LENGTH - index;
  }

  /// The records for the tree, from index 0 to [#lengthBytes]; valid until the next call.
  DirectBuffer records() {
    return records;
  }

  /// Encoded length.
  int lengthBytes() {
    return lengthBytes;
  }

  /// Number of records.
  int recordCount() {
    return recordCount;
  }

  /// Bytes of the records that became pointers: live in their segment from now on.
  long separatedBytes() {
    return separatedBytes;
  }

  /// The lowest version among them; [Long#MAX_VALUE] when there was none.
  long lowestVersion() {
    return lowestVersion;
  }
}
