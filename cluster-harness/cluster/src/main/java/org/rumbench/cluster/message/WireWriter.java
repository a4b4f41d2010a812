package org.rumbench.cluster.message;

import java.nio.ByteOrder;
import org.agrona.concurrent.UnsafeBuffer;
import org.rumbench.coding.Varint;

/// Writes fields one behind the other. Reusable; one owner. Room is the caller's business ([Message#boundBytes]).
public final class WireWriter {
  private UnsafeBuffer target = new UnsafeBuffer(new byte[0]);
  private int position;

  /// Starts at `offset`.
  public WireWriter wrap(UnsafeBuffer buffer, int offset) {
    target = buffer;
    position = offset;
    return this;
  }

  /// Where the next field goes.
  public int position() {
    return position;
  }

  /// One byte.
  public WireWriter putByte(int value) {
    target.putByte(position++, (byte) value);
    return this;
  }

  /// Four bytes.
  public WireWriter putInt(int value) {
    target.putInt(position, value, ByteOrder.LITTLE_ENDIAN);
    position += Integer.BYTES;
    return this;
  }

  /// Eight bytes.
  public WireWriter putLong(long value) {
    target.putLong(position, value, ByteOrder.LITTLE_ENDIAN);
    position += Long.BYTES;
    return this;
  }

  /// A varint length and the bytes.
  public WireWriter putBytes(ByteRegion bytes) {
    position += Varint.putInt(target, position, bytes.length());
    target.putBytes(position, bytes.buffer(), bytes.offset(), bytes.length());
    position += bytes.length();
    return this;
  }
}
