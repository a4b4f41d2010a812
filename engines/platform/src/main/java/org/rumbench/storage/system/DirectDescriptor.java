package org.rumbench.storage.system;

import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;
import org.rumbench.coding.Checksum;

/// The block of a direct-I/O file; see DIRECT_FORMAT.md. Persistent; little-endian.
///
/// ```
///   0                   2                   4                   8                              16
///   +-------------------+-------------------+-------------------+------------------------------+---------- - -
///   | magic 0x4452      | payload bytes     | CRC32C of 0-3,8-15| logical offset of the payload| payload, zeros
///   +-------------------+-------------------+-------------------+------------------------------+---------- - -
/// ```
final class DirectDescriptor {
  static final int BLOCK_BYTES = 4096;
  static final int MAGIC_OFFSET = 0;
  static final int PAYLOAD_LENGTH_OFFSET = 2;
  static final int CHECKSUM_OFFSET = 4;
  static final int LOGICAL_OFFSET = 8;
  static final int HEADER_BYTES = 16;
  static final int PAYLOAD_BYTES = BLOCK_BYTES - HEADER_BYTES;
  static final short MAGIC = 0x4452;

  private DirectDescriptor() {}

  /// Physical bytes of whole blocks that hold `logicalBytes` densely.
  static long denseBytes(long logicalBytes) {
    return (logicalBytes + PAYLOAD_BYTES - 1) / PAYLOAD_BYTES * BLOCK_BYTES;
  }

  /// Writes the header of the block at `index`.
  static void encode(
      MutableDirectBuffer buffer, int index, int payloadBytes, long logicalOffset, Checksum checksum) {
    buffer.putShort(index + MAGIC_OFFSET, MAGIC);
    buffer.putShort(index + PAYLOAD_LENGTH_OFFSET, (short) payloadBytes);
    buffer.putLong(index + LOGICAL_OFFSET, logicalOffset);
    buffer.putInt(index + CHECKSUM_OFFSET, headerChecksum(payloadBytes, logicalOffset, checksum));
  }

  private static int headerChecksum(int payloadBytes, long logicalOffset, Checksum checksum) {
    return checksum.reset().updateLong((MAGIC & 0xffffL) | (long) payloadBytes << 16).updateLong(logicalOffset).value();
  }

  /// Payload bytes of the block at `index`, or −1 when it is not a block.
  static int payloadBytes(DirectBuffer buffer, int index, Checksum checksum) {
    int payload = buffer.getShort(index + PAYLOAD_LENGTH_OFFSET) & 0xffff;
    boolean isBlock = buffer.getShort(index + MAGIC_OFFSET) == MAGIC
        && payload <= PAYLOAD_BYTES
        && buffer.getInt(index + CHECKSUM_OFFSET) == headerChecksum(payload, logicalOffset(buffer, index), checksum);
    return isBlock ? payload : -1;
  }

  static long logicalOffset(DirectBuffer buffer, int index) {
    return buffer.getLong(index + LOGICAL_OFFSET);
  }
}
