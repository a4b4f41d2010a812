package org.rumbench.bitcask;

import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/// Reads and writes an entry of the key directory, as [KeyEntryDescriptor] lays it out, in any buffer.
final class KeyEntry {
  private KeyEntry() {}

  /// Copies an entry out; the count of other records is left out.
  static void decode(DirectBuffer buffer, int base, KeyLocation target) {
    target.segmentId = segmentId(buffer, base);
    target.recordOffset = recordOffset(buffer, base);
    target.lengthAndFlags = lengthAndFlags(buffer, base);
    target.checksum = buffer.getInt(base + KeyEntryDescriptor.CHECKSUM_OFFSET);
    target.version = buffer.getLong(base + KeyEntryDescriptor.VERSION_OFFSET);
    target.sequence =
        ((long) (buffer.getShort(base + KeyEntryDescriptor.SEQUENCE_HIGH_OFFSET) & 0xffff) << 32)
            | (buffer.getInt(base + KeyEntryDescriptor.SEQUENCE_LOW_OFFSET) & 0xffffffffL);
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
