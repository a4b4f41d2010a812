package org.rumbench.coding;

import java.nio.ByteOrder;
import org.agrona.DirectBuffer;

/// The header of a record log as its bytes say it, right or wrong ([RecordLogDescriptor]).
///
/// @param magic           what the log is for
/// @param version         its format version
/// @param logId           its id
/// @param isChecksumRight whether the checksum is that of the fields before it
/// @param isReservedZero  whether the bytes behind the checksum are zero, as written; they mean nothing
public record RecordLogHeader(int magic, short version, long logId, boolean isChecksumRight, boolean isReservedZero) {
  /// Reads the [RecordLogDescriptor#FILE_HEADER_LENGTH] bytes at `offset`.
  public static RecordLogHeader decode(DirectBuffer source, int offset) {
    int stored = source.getInt(offset + RecordLogDescriptor.HEADER_CHECKSUM_OFFSET, ByteOrder.LITTLE_ENDIAN);
    int sum = new Checksum().update(source, offset, RecordLogDescriptor.HEADER_CHECKSUM_OFFSET).value();
    return new RecordLogHeader(
        source.getInt(offset + RecordLogDescriptor.MAGIC_OFFSET, ByteOrder.LITTLE_ENDIAN),
        source.getShort(offset + RecordLogDescriptor.FORMAT_VERSION_OFFSET, ByteOrder.LITTLE_ENDIAN),
        source.getLong(offset + RecordLogDescriptor.LOG_ID_OFFSET, ByteOrder.LITTLE_ENDIAN),
        stored == sum,
        source.getInt(offset + RecordLogDescriptor.HEADER_RESERVED_OFFSET, ByteOrder.LITTLE_ENDIAN) == 0);
  }
}
