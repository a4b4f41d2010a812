package org.rumbench.lsm.table;

import java.nio.ByteOrder;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.rumbench.coding.Varint;
import org.rumbench.lsm.record.KeyBytes;

/// Bytes being encoded, from index 0, growing as needed. Reusable; one owner.
public final class GrowingBuffer {
  private final UnsafeBuffer buffer;
  private int length;

  /// An empty one with room for `initialBytes`.
  public GrowingBuffer(int initialBytes) {
    buffer = new UnsafeBuffer(new byte[initialBytes]);
  }

  /// Where the bytes are, from index 0.
  public UnsafeBuffer buffer() {
    return buffer;
  }

  /// Bytes encoded.
  public int length() {
    return length;
  }

  /// Empties it.
  public void clear() {
    length = 0;
  }

  /// Keeps the first `keptBytes`.
  public void cutTo(int keptBytes) {
    length = Math.min(length, keptBytes);
  }

  /// Has room for `more` bytes behind the present end.
  public void ensure(int more) {
    int needed = Math.addExact(length, more);
    if (needed > buffer.capacity()) {
      byte[] grown = new byte[Math.max(needed, 2 * buffer.capacity())];
      buffer.getBytes(0, grown, 0, length);
      buffer.wrap(grown);
    }
  }

  /// Counts `count` bytes, which are in the buffer already, as encoded.
  void skip(int count) {
    length += count;
  }

  /// Appends two bytes.
  public void putShort(int value) {
    ensure(Short.BYTES);
    buffer.putShort(length, (short) value, ByteOrder.LITTLE_ENDIAN);
    length += Short.BYTES;
  }

  /// Appends one byte.
  public void putByte(int value) {
    ensure(1);
    buffer.putByte(length++, (byte) value);
  }

  /// Appends four bytes.
  public void putInt(int value) {
    ensure(Integer.BYTES);
    buffer.putInt(length, value, ByteOrder.LITTLE_ENDIAN);
    length += Integer.BYTES;
  }

  /// Appends eight bytes.
  public void putLong(long value) {
    ensure(Long.BYTES);
    buffer.putLong(length, value, ByteOrder.LITTLE_ENDIAN);
    length += Long.BYTES;
  }

  /// Appends a varint.
  public void putVarint(long value) {
    ensure(10);
    length += Varint.putLong(buffer, length, value);
  }

  /// Appends bytes.
  public void putBytes(DirectBuffer source, int offset, int count) {
    ensure(count);
    buffer.putBytes(length, source, offset, count);
    length += count;
  }

  /// Appends a length and the bytes of a key.
  public void putKey(KeyBytes key) {
    putVarint(key.length());
    putBytes(key.asBuffer(), 0, key.length());
  }
}
