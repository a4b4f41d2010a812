package org.rumbench.bitcask;

import org.agrona.DirectBuffer;
import org.agrona.UnsafeApi;
import org.agrona.concurrent.UnsafeBuffer;
import org.jspecify.annotations.Nullable;

/// Reads and writes an entry of the key directory, as [KeyEntryDescriptor] lays it out, in any buffer.
final class KeyEntry {
  private KeyEntry() {}

  /// Copies an entry out; the count of other records is left out.
  static void decode(DirectBuffer buffer, int base, KeyLocation target) {
    decode(buffer.byteArray(), buffer.addressOffset() + base, target);
  }

  /// The same at `address`, an offset when it lies in `array`.
  static void decode(byte @Nullable [] array, long address, KeyLocation target) {
    target.segmentId = UnsafeApi.getInt(array, address + KeyEntryDescriptor.SEGMENT_OFFSET) & Integer.MAX_VALUE;
    target.recordOffset =
        UnsafeApi.getInt(array, address + KeyEntryDescriptor.RECORD_OFFSET_OFFSET) & Integer.MAX_VALUE;
    target.lengthAndFlags =
        UnsafeApi.getInt(array, address + KeyEntryDescriptor.LENGTH_OFFSET) & KeyEntryDescriptor.OUTSIDE_COUNT_MASK;
    target.checksum = UnsafeApi.getInt(array, address + KeyEntryDescriptor.CHECKSUM_OFFSET);
    target.version = UnsafeApi.getLong(array, address + KeyEntryDescriptor.VERSION_OFFSET);
    int high = UnsafeApi.getShort(array, address + KeyEntryDescriptor.SEQUENCE_HIGH_OFFSET) & 0xffff;
    int low = UnsafeApi.getInt(array, address + KeyEntryDescriptor.SEQUENCE_LOW_OFFSET);
    target.sequence = ((long) high << 32) | (low & 0xffffffffL);
  }

  /// The length of an entry's key.
  static int keyLength(DirectBuffer buffer, int base) {
    return keyLength(buffer.byteArray(), buffer.addressOffset() + base);
  }

  /// The same at `address`, an offset when it lies in `array`.
  static int keyLength(byte @Nullable [] array, long address) {
    return UnsafeApi.getShort(array, address + KeyEntryDescriptor.KEY_LENGTH_OFFSET) & 0xffff;
  }

  /// Writes all of an entry but the key and its length.
  static void write(UnsafeBuffer buffer, int base, KeyLocation location, int others) {
    write(buffer, base, location.segmentId, location.recordOffset, location.lengthAndFlags, others);
    buffer.putInt(base + KeyEntryDescriptor.CHECKSUM_OFFSET, location.checksum);
    buffer.putLong(base + KeyEntryDescriptor.VERSION_OFFSET, location.version);
    buffer.putShort(base + KeyEntryDescriptor.SEQUENCE_HIGH_OFFSET, (short) (location.sequence >>> 32));
    buffer.putInt(base + KeyEntryDescriptor.SEQUENCE_LOW_OFFSET, (int) location.sequence);
  }

  /// The count of other records, 0 to [KeyEntryDescriptor#MANY_OTHERS].
  static int others(DirectBuffer buffer, int base) {
    int length = buffer.getInt(base + KeyEntryDescriptor.LENGTH_OFFSET);
    return ((length >>> 27) & 3)
        | ((length >>> 29) & 4)
        | ((buffer.getInt(base + KeyEntryDescriptor.SEGMENT_OFFSET) >>> 28) & 8)
        | ((buffer.getInt(base + KeyEntryDescriptor.RECORD_OFFSET_OFFSET) >>> 27) & 16);
  }

  /// Replaces that count.
  static void writeOthers(UnsafeBuffer buffer, int base, int count) {
    write(buffer, base, segmentId(buffer, base), recordOffset(buffer, base), lengthAndFlags(buffer, base), count);
  }

  private static void write(
      UnsafeBuffer buffer, int base, int segmentId, int recordOffset, int lengthAndFlags, int others) {
    buffer.putInt(base + KeyEntryDescriptor.SEGMENT_OFFSET, segmentId | ((others & 8) << 28));
    buffer.putInt(base + KeyEntryDescriptor.RECORD_OFFSET_OFFSET, recordOffset | ((others & 16) << 27));
    buffer.putInt(
        base + KeyEntryDescriptor.LENGTH_OFFSET, lengthAndFlags | ((others & 3) << 27) | ((others & 4) << 29));
  }

  /// The id of the segment that an entry points to.
  static int segmentId(DirectBuffer buffer, int base) {
    return buffer.getInt(base + KeyEntryDescriptor.SEGMENT_OFFSET) & Integer.MAX_VALUE;
  }

  private static int recordOffset(DirectBuffer buffer, int base) {
    return buffer.getInt(base + KeyEntryDescriptor.RECORD_OFFSET_OFFSET) & Integer.MAX_VALUE;
  }

  private static int lengthAndFlags(DirectBuffer buffer, int base) {
    return buffer.getInt(base + KeyEntryDescriptor.LENGTH_OFFSET) & KeyEntryDescriptor.OUTSIDE_COUNT_MASK;
  }
}
