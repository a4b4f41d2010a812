package org.rumbench.lsm.record;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.rumbench.coding.KeyOrder;

/// An immutable key, ordered as unsigned bytes: the bounds of tables and ranges.
public final class KeyBytes implements Comparable<KeyBytes> {
  private final byte[] bytes;
  private final UnsafeBuffer view;

  private KeyBytes(byte[] bytes) {
    this.bytes = bytes;
    this.view = new UnsafeBuffer(bytes);
  }

  /// A copy of part of a buffer.
  public static KeyBytes copyOf(DirectBuffer buffer, int offset, int length) {
    byte[] copy = new byte[length];
    buffer.getBytes(offset, copy);
    return new KeyBytes(copy);
  }

  /// A key from text, as UTF-8.
  public static KeyBytes of(String text) {
    return new KeyBytes(text.getBytes(StandardCharsets.UTF_8));
  }

  /// A key of a copy of these bytes.
  public static KeyBytes of(byte[] bytes) {
    return new KeyBytes(bytes.clone());
  }

  /// Its length in bytes.
  public int length() {
    return bytes.length;
  }

  /// A copy of its bytes.
  public byte[] toArray() {
    return bytes.clone();
  }

  /// A read-only view.
  public DirectBuffer asBuffer() {
    return view;
  }

  @Override
  public int compareTo(KeyBytes other) {
    return Arrays.compareUnsigned(bytes, other.bytes);
  }

  /// Compares with a key in a buffer.
  public int compareTo(DirectBuffer buffer, int offset, int length) {
    return KeyOrder.compare(view, 0, bytes.length, buffer, offset, length);
  }

  /// Its first eight bytes as [KeyOrder#prefixOf] has them.
  public long prefix() {
    return KeyOrder.prefixOf(view, 0, bytes.length);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof KeyBytes key && Arrays.equals(bytes, key.bytes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bytes);
  }

  @Override
  public String toString() {
    return new String(bytes, StandardCharsets.UTF_8);
  }
}
