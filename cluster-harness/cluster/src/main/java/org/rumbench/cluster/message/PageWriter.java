package org.rumbench.cluster.message;

import java.nio.ByteOrder;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.rumbench.coding.Varint;

/// Collects the records of a page into a buffer of its own that grows. Reusable; one owner. Per record:
///
/// ```
///   0        1            9           varint         varint
///  +--------+------------+-----------+--------------+-----+-------+
///  | state  | version    | key length| value length | key | value |
///  +--------+------------+-----------+--------------+-----+-------+
/// ```
public final class PageWriter {
  private static final int HEADER_BYTES = 1 + 8 + 5 + 5;

  private UnsafeBuffer buffer = new UnsafeBuffer(new byte[8 * 1024]);
  private int lengthBytes;
  private int recordCount;

  /// Empties it.
  public PageWriter clear() {
    lengthBytes = 0;
    recordCount = 0;
    return this;
  }

  /// Adds a record.
  public void add(
      RecordState state,
      long version,
      DirectBuffer keyBuffer,
      int keyOffset,
      int keyLength,
      DirectBuffer valueBuffer,
      int valueOffset,
      int valueLength) {
    makeRoom(HEADER_BYTES + keyLength + valueLength);
    int position = lengthBytes;
    buffer.putByte(position, (byte) state.code());
    buffer.putLong(position + 1, version, ByteOrder.LITTLE_ENDIAN);
    position += 9;
    position += Varint.putInt(buffer, position, keyLength);
    position += Varint.putInt(buffer, position, valueLength);
    buffer.putBytes(position, keyBuffer, keyOffset, keyLength);
    position += keyLength;
    buffer.putBytes(position, valueBuffer, valueOffset, valueLength);
    lengthBytes = position + valueLength;
    recordCount++;
  }

  private void makeRoom(int bytes) {
    int needed = lengthBytes + bytes;
    if (needed > buffer.capacity()) {
      UnsafeBuffer larger = new UnsafeBuffer(new byte[Math.max(needed, 2 * buffer.capacity())]);
      larger.putBytes(0, buffer, 0, lengthBytes);
      buffer = larger;
    }
  }

  /// Adds the records of an encoded page as they are.
  public void addAll(ByteRegion records, int count) {
    makeRoom(records.length());
    buffer.putBytes(lengthBytes, records.buffer(), records.offset(), records.length());
    lengthBytes += records.length();
    recordCount += count;
  }

  /// The records, from index 0 to [#lengthBytes]; another object after growing.
  public UnsafeBuffer buffer() {
    return buffer;
  }

  /// Encoded length.
  public int lengthBytes() {
    return lengthBytes;
  }

  /// Records added.
  public int recordCount() {
    return recordCount;
  }
}
