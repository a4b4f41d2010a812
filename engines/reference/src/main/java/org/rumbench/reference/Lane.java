package org.rumbench.reference;

import java.nio.ByteBuffer;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/// One thread's buffers outside the heap, through which keys and values go to an engine and come back. One owner.
///
/// They grow to what was needed once and are then reused, so a call in steady state allocates nothing.
public final class Lane {
  private static final int FIRST_KEY_BYTES = 256;
  private static final int FIRST_VALUE_BYTES = 8 * 1024;

  private ByteBuffer keyBytes = ByteBuffer.allocateDirect(FIRST_KEY_BYTES);
  private final UnsafeBuffer key = new UnsafeBuffer(keyBytes);
  private int keyLength;
  private ByteBuffer valueBytes = ByteBuffer.allocateDirect(FIRST_VALUE_BYTES);
  private final UnsafeBuffer value = new UnsafeBuffer(valueBytes);
  private int valueLength;

  /// Copies a key in.
  public void setKey(DirectBuffer source, int offset, int length) {
    growKey(length);
    key.putBytes(0, source, offset, length);
    keyLength = length;
  }

  /// Makes room for a key of `length` bytes; what was in there is lost when there was not enough.
  public void growKey(int length) {
    if (length > keyBytes.capacity()) {
      keyBytes = ByteBuffer.allocateDirect(Integer.highestOneBit(length) * 2);
      key.wrap(keyBytes);
    }
  }

  /// All the room there is for a key.
  public ByteBuffer keyRoom() {
    return keyBytes.clear();
  }

  /// Says how long the key is that was put into [#keyRoom].
  public void setKeyLength(int length) {
    keyLength = length;
  }

  /// The key, ready to be read by somebody who moves its position.
  public ByteBuffer keyBytes() {
    return keyBytes.clear().limit(keyLength);
  }

  /// The key's buffer.
  public UnsafeBuffer key() {
    return key;
  }

  /// The key's length.
  public int keyLength() {
    return keyLength;
  }

  /// Makes room for a value of `length` bytes, which becomes its length; what was in there is lost.
  public UnsafeBuffer roomForValue(int length) {
    if (length > valueBytes.capacity()) {
      valueBytes = ByteBuffer.allocateDirect(Math.max(length, Math.min(Integer.MAX_VALUE / 2, valueBytes.capacity()) * 2));
      value.wrap(valueBytes);
    }
    valueLength = length;
    return value;
  }

  /// The value, ready to be read by somebody who moves its position.
  public ByteBuffer valueBytes() {
    return valueBytes.clear().limit(valueLength);
  }

  /// All the room there is for a value.
  public ByteBuffer valueRoom() {
    return valueBytes.clear();
  }

  /// The value's buffer.
  public UnsafeBuffer value() {
    return value;
  }

  /// The value's length.
  public int valueLength() {
    return valueLength;
  }

  /// Says how long the value is that was put into [#valueRoom].
  public void setValueLength(int length) {
    valueLength = length;
  }
}
