package org.rumbench.coding;

import static org.rumbench.coding.RecordLogDescriptor.FILE_HEADER_LENGTH;
import static org.rumbench.coding.RecordLogDescriptor.MAX_PAYLOAD_LENGTH;
import static org.rumbench.coding.RecordLogDescriptor.MAX_UNIT_HEADER_LENGTH;
import static org.rumbench.coding.RecordLogDescriptor.SEQUENCE_OFFSET;
import static org.rumbench.coding.RecordLogDescriptor.TYPE_END;
import static org.rumbench.coding.RecordLogDescriptor.TYPE_OFFSET;
import static org.rumbench.coding.RecordLogDescriptor.TYPE_UNIT;

import java.nio.ByteOrder;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/// Units back to back ([RecordLogDescriptor]). The checksum of one that is longer than the window is taken piece by
/// piece before memory is taken for it. A search behind damage tries every offset, each with the length found there.
final class PlainFraming extends LogFraming {
  PlainFraming(LogWindow window, long logId) {
    super(window, logId);
  }

  @Override
  boolean unitAt(long at) {
    int headerBound = (int) Math.min(MAX_UNIT_HEADER_LENGTH, window.fileLength() - at);
    if (headerBound <= SEQUENCE_OFFSET) {
      return refuse("too few bytes for a unit");
    }
    int index = window.ensure(at, headerBound);
    UnsafeBuffer bytes = window.bytes();
    int limit = index + headerBound;
    byte type = bytes.getByte(index + TYPE_OFFSET);
    if (type != TYPE_UNIT && type != TYPE_END) {
      return refuse("no type of a unit");
    }
    int cursor = index + SEQUENCE_OFFSET;
    int size = Varint.sizeAt(bytes, cursor, limit);
    if (size < 0) {
      return refuse("a sequence that does not end");
    }
    final long first = Varint.getLong(bytes, cursor);
    cursor += size;
    size = Varint.sizeAt(bytes, cursor, limit);
    if (size < 0) {
      return refuse("a length that does not end");
    }
    int length = Varint.getInt(bytes, cursor);
    cursor += size;
    size = Varint.sizeAt(bytes, cursor, limit);
    if (size < 0) {
      return refuse("a durable distance that does not end");
    }
    long distance = Varint.getLong(bytes, cursor);
    cursor += size;
    int headerLength = cursor - index;
    if (length < 0 || length > MAX_PAYLOAD_LENGTH || at + headerLength + length > window.fileLength()) {
      return refuse("a length beyond the end of the file");
    }
    if (distance < 0 || distance > at) {
      return refuse("a durable distance beyond the beginning of the file");
    }
    int stored = bytes.getInt(index, ByteOrder.LITTLE_ENDIAN);
    if (sumOf(at, headerLength + length) != stored) {
      return refuse("another checksum");
    }
    payloadIndex = window.ensure(at, headerLength + length) + headerLength;
    payloadLength = length;
    unitOffset = at;
    unitEnd = at + headerLength + length;
    isEnd = type == TYPE_END;
    sequence = first;
    durableTo = at - distance;
    return true;
  }

  /// The checksum of a unit of `length` bytes at `at`, taken without more room than the window has.
  private int sumOf(long at, int length) {
    summedBytes += length;
    if (length <= window.capacity()) {
      window.ensure(at, length);
    }
    checksum.reset().updateLong(logId).updateLong(at);
    long end = at + length;
    for (long next = at + TYPE_OFFSET; next < end; ) {
      int piece = (int) Math.min(window.capacity(), end - next);
      checksum.update(window.bytes(), window.ensure(next, piece), piece);
      next += piece;
    }
    return checksum.value();
  }

  @Override
  boolean unitBehind(long place, long budgetBytes) {
    long summedBefore = summedBytes;
    long first = Math.max(place, FILE_HEADER_LENGTH);
    for (long at = first; at + SEQUENCE_OFFSET < window.fileLength(); at++) {
      if (unitAt(at)) {
        return true;
      }
      if (at - first + summedBytes - summedBefore > budgetBytes) {
        return false;
      }
    }
    return false;
  }

  @Override
  DirectBuffer payloadBuffer() {
    return window.bytes();
  }

  @Override
  long offsetOf(int index) {
    return window.offsetOf(index);
  }

  @Override
  int fragments() {
    return 1;
  }
}
