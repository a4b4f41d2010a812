package org.rumbench.wisckey;

import java.nio.ByteOrder;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

/// What the tree's manifest keeps of one segment of the value log (little-endian, 40 bytes):
///
/// ```
///   0         4        8          16              24           32               40
///  +---------+--------+----------+---------------+------------+----------------+
///  | segment | flags  | end      | payload bytes | live bytes | lowest version |
///  | id      |        | (bytes)  |               |            |                |
///  +---------+--------+----------+---------------+------------+----------------+
/// ```
///
/// Flags: bit 0 collected, bit 1 sealed. The end of a sealed segment is final: a shorter file is damage, and bytes
/// behind it (of a torn file that recovery closed) are nothing. The end of a segment that was the head says how far
/// payload and live bytes had counted.
///
/// @param id            the segment's id, positive
/// @param isCollected   whether garbage collection wrote it
/// @param isSealed      whether it is complete
/// @param endBytes      where its units end
/// @param payloadBytes  bytes of records in it
/// @param liveBytes     bytes of records that pointers lead to
/// @param lowestVersion the lowest version in it
record SegmentAttachment(
    int id, boolean isCollected, boolean isSealed, long endBytes, long payloadBytes, long liveBytes,
    long lowestVersion) {
  static final int LENGTH = 40;
  private static final int COLLECTED = 1;
  private static final int SEALED = 2;

  SegmentAttachment {
    if (id < 1 || endBytes < 0) {
      throw new IllegalArgumentException("segment " + id + " ending at " + endBytes);
    }
  }

  void encode(MutableDirectBuffer target, int index) {
    target.putInt(index, id, ByteOrder.LITTLE_ENDIAN);
    target.putInt(index + 4, (isCollected ? COLLECTED : 0) | (isSealed ? SEALED : 0), ByteOrder.LITTLE_ENDIAN);
    target.putLong(index + 8, endBytes, ByteOrder.LITTLE_ENDIAN);
    target.putLong(index + 16, payloadBytes, ByteOrder.LITTLE_ENDIAN);
    target.putLong(index + 24, liveBytes, ByteOrder.LITTLE_ENDIAN);
    target.putLong(index + 32, lowestVersion, ByteOrder.LITTLE_ENDIAN);
  }

  static SegmentAttachment decode(DirectBuffer source, int index) {
    int flags = source.getInt(index + 4, ByteOrder.LITTLE_ENDIAN);
    return new SegmentAttachment(
        source.getInt(index, ByteOrder.LITTLE_ENDIAN),
        (flags & COLLECTED) != 0,
        (flags & SEALED) != 0,
        source.getLong(index + 8, ByteOrder.LITTLE_ENDIAN),
        source.getLong(index + 16, ByteOrder.LITTLE_ENDIAN),
        source.getLong(index + 24, ByteOrder.LITTLE_ENDIAN),
        source.getLong(index + 32, ByteOrder.LITTLE_ENDIAN));
  }
}
