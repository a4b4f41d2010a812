package org.rumbench.workload;

import java.nio.ByteOrder;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/// A YCSB record of fields as one value of a key-value store.
///
/// Where all fields have one length the fields follow each other and nothing else is stored: ten fields of 100 bytes are
/// a value of 1,000 bytes. Where lengths vary, a header of 2 bytes field count and 4 bytes length per field (all
/// little-endian) comes first. This module's `FORMAT.md` has a worked example. One owner, because of
/// the scratch buffer.
final class RecordCodec {
  private static final int COUNT_BYTES = 2;
  private static final int LENGTH_BYTES = 4;

  private final int fieldCount;
  private final int fieldBytes;
  private final boolean isConstant;
  private final UnsafeBuffer scratch;

  RecordCodec(RecordShape shape) {
    this.fieldCount = shape.fieldCount();
    this.fieldBytes = shape.fieldBytes();
    this.isConstant = shape.isConstant();
    this.scratch = new UnsafeBuffer(new byte[isConstant ? 0 : maxRecordBytes()]);
  }

  int fieldCount() {
    return fieldCount;
  }

  /// Most bytes a record can take.
  int maxRecordBytes() {
    return headerBytes() + fieldCount * fieldBytes;
  }

  /// Bytes before the first field.
  int headerBytes() {
    return isConstant ? 0 : COUNT_BYTES + LENGTH_BYTES * fieldCount;
  }

  /// Begins a record: where its first field goes.
  int begin(MutableDirectBuffer value) {
    if (!isConstant) {
      value.putShort(0, (short) fieldCount, ByteOrder.LITTLE_ENDIAN);
    }
    return headerBytes();
  }

  /// Notes the length of a field just written.
  void noteLength(MutableDirectBuffer value, int field, int length) {
    if (!isConstant) {
      value.putInt(COUNT_BYTES + LENGTH_BYTES * field, length, ByteOrder.LITTLE_ENDIAN);
    }
  }

  /// Whether these bytes are a record: every length non-negative, all of them together the length of the value.
  boolean isWellFormed(DirectBuffer value, int offset, int length) {
    if (isConstant) {
      return length == fieldCount * fieldBytes;
    }
    if (length < headerBytes()
        || (value.getShort(offset, ByteOrder.LITTLE_ENDIAN) & 0xffff) != fieldCount) {
      return false;
    }
    long sum = headerBytes();
    for (int field = 0; field < fieldCount; field++) {
      int fieldLength = lengthOf(value, offset, field);
      if (fieldLength < 0) {
        return false;
      }
      sum += fieldLength;
    }
    return sum == length;
  }

  /// Length of a field of a well-formed record.
  int lengthOf(DirectBuffer value, int offset, int field) {
    return isConstant
        ? fieldBytes
        : value.getInt(offset + COUNT_BYTES + LENGTH_BYTES * field, ByteOrder.LITTLE_ENDIAN);
  }

  /// Replaces one field of a well-formed record in place; returns the new length of the value.
  int replaceField(Operation operation, int field, DirectBuffer content, int contentLength) {
    UnsafeBuffer value = operation.value();
    if (isConstant) {
      value.putBytes(field * fieldBytes, content, 0, contentLength);
      return operation.valueLength;
    }
    int oldLength = lengthOf(value, 0, field);
    int start = headerBytes();
    for (int before = 0; before < field; before++) {
      start += lengthOf(value, 0, before);
    }
    int tail = operation.valueLength - start - oldLength;
    scratch.putBytes(0, value, start + oldLength, tail);
    int newLength = start + contentLength + tail;
    if (newLength > value.capacity()) {
      throw new IllegalStateException("record of " + newLength + " bytes, room for " + value.capacity());
    }
    value.putBytes(start, content, 0, contentLength);
    value.putBytes(start + contentLength, scratch, 0, tail);
    noteLength(value, field, contentLength);
    return newLength;
  }
}
