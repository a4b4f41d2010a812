package org.rumbench.lsm.table;

import java.nio.ByteOrder;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;
import org.rumbench.coding.Checksum;
import org.rumbench.storage.CorruptionException;

/// The end of every block: its type and a checksum that knows the block's place.
final class BlockTrailer {
  private BlockTrailer() {}

  private static int sum(
      Checksum checksum, long fileNumber, long fileOffset, DirectBuffer buffer, int offset, int length) {
    return checksum.reset().updateLong(fileNumber).updateLong(fileOffset).update(buffer, offset, length + 1).value();
  }

  /// Writes the trailer behind a payload that will lie at `fileOffset`.
  static void put(
      Checksum checksum, long fileNumber, long fileOffset, byte type, MutableDirectBuffer buffer, int offset,
      int length) {
    buffer.putByte(offset + length, type);
    int value = sum(checksum, fileNumber, fileOffset, buffer, offset, length);
    buffer.putInt(offset + length + 1, value, ByteOrder.LITTLE_ENDIAN);
  }

  /// Checks a payload and its trailer as read from `fileOffset`; returns the type of the block.
  static int check(
      Checksum checksum, String file, long fileNumber, long fileOffset, DirectBuffer buffer, int offset, int length) {
    int expected = sum(checksum, fileNumber, fileOffset, buffer, offset, length);
    int found = buffer.getInt(offset + length + 1, ByteOrder.LITTLE_ENDIAN);
    int type = buffer.getByte(offset + length);
    if (expected != found || !Compression.isType(type)) {
      throw new CorruptionException(
          file, fileOffset, "block checksum " + Integer.toHexString(expected), Integer.toHexString(found));
    }
    return type;
  }

  /// As [#check] for a block that is never compressed.
  static void checkPlain(
      Checksum checksum, String file, long fileNumber, long fileOffset, DirectBuffer buffer, int offset, int length) {
    int type = check(checksum, file, fileNumber, fileOffset, buffer, offset, length);
    if (type != TableDescriptor.TYPE_PLAIN) {
      throw new CorruptionException(file, fileOffset, "a plain block", "block type " + type);
    }
  }
}
