package org.rumbench.coding;

import java.nio.ByteOrder;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

/// The header of a record log as its bytes say it, right or wrong ([RecordLogDescriptor]).
///
/// @param magic           what the log is for
/// @param version         its format version
/// @param blockShift      binary logarithm of the length of its blocks; 0 for units back to back
/// @param logId           its id
/// @param isChecksumRight whether the checksum is that of the fields before it
/// @param isReservedZero  whether the bytes behind the checksum are zero, as written; they mean nothing
public record RecordLogHeader(
    int magic, short version, byte blockShift, long logId, boolean isChecksumRight, boolean isReservedZero) {
  /// Reads the [RecordLogDescriptor#FILE_HEADER_LENGTH] bytes at `offset`.
  public static RecordLogHeader decode(DirectBuffer source, int offset) {
    int stored = source.getInt(offset + RecordLogDescriptor.HEADER_CHECKSUM_OFFSET, ByteOrder.LITTLE_ENDIAN);
    return new RecordLogHeader(
        source.getInt(offset + RecordLogDescriptor.MAGIC_OFFSET, ByteOrder.LITTLE_ENDIAN),
        source.getShort(offset + RecordLogDescriptor.FORMAT_VERSION_OFFSET, ByteOrder.LITTLE_ENDIAN),
        source.getByte(offset + RecordLogDescriptor.BLOCK_SHIFT_OFFSET),
        source.getLong(offset + RecordLogDescriptor.LOG_ID_OFFSET, ByteOrder.LITTLE_ENDIAN),
        stored == sumOf(source, offset),
        source.getInt(offset + RecordLogDescriptor.HEADER_RESERVED_OFFSET, ByteOrder.LITTLE_ENDIAN) == 0);
  }

  /// Writes the [RecordLogDescriptor#FILE_HEADER_LENGTH] bytes of a header at `offset`.
  static void encode(MutableDirectBuffer target, int offset, int magic, short version, byte blockShift, long logId) {
    target.setMemory(offset, RecordLogDescriptor.FILE_HEADER_LENGTH, (byte) 0);
    target.putInt(offset + RecordLogDescriptor.MAGIC_OFFSET, magic, ByteOrder.LITTLE_ENDIAN);
    target.putShort(offset + RecordLogDescriptor.FORMAT_VERSION_OFFSET, version, ByteOrder.LITTLE_ENDIAN);
    target.putByte(offset + RecordLogDescriptor.BLOCK_SHIFT_OFFSET, blockShift);
    target.putLong(offset + RecordLogDescriptor.LOG_ID_OFFSET, logId, ByteOrder.LITTLE_ENDIAN);
    target.putInt(
        offset + RecordLogDescriptor.HEADER_CHECKSUM_OFFSET, sumOf(target, offset), ByteOrder.LITTLE_ENDIAN);
  }

  private static int sumOf(DirectBuffer bytes, int offset) {
    return new Checksum().update(bytes, offset, RecordLogDescriptor.HEADER_CHECKSUM_OFFSET).value();
  }
}
