package org.rumbench.coding;

import java.nio.ByteOrder;
import org.agrona.DirectBuffer;
import org.agrona.UnsafeApi;
import org.agrona.concurrent.UnsafeBuffer;
import org.jspecify.annotations.Nullable;

/// The order of keys: unsigned bytes, a prefix before its extensions.
public final class KeyOrder {
  private KeyOrder() {}

  /// Negative, zero or positive as the first key is before, equal to or behind the second.
  public static int compare(
      DirectBuffer a, int aOffset, int aLength, DirectBuffer b, int bOffset, int bLength) {
    int common = Math.min(aLength, bLength);
    int i = 0;
    for (; i + Long.BYTES <= common; i += Long.BYTES) {
      long x = a.getLong(aOffset + i, ByteOrder.BIG_ENDIAN);
      long y = b.getLong(bOffset + i, ByteOrder.BIG_ENDIAN);
      if (x != y) {
        return Long.compareUnsigned(x, y);
      }
    }
    for (; i < common; i++) {
      int difference = (a.getByte(aOffset + i) & 0xff) - (b.getByte(bOffset + i) & 0xff);
      if (difference != 0) {
        return difference;
      }
    }
    return aLength - bLength;
  }

  /// Whether two stretches of `length` bytes are the same: what [#compare] tells, for less.
  public static boolean isEqual(UnsafeBuffer a, int aOffset, DirectBuffer b, int bOffset, int length) {
    a.boundsCheck(aOffset, length);
    return isEqual(a.byteArray(), a.addressOffset() + aOffset, b, bOffset, length);
  }

  /// The same where `address` is the first of `length` bytes outside the heap, or an offset into `array`: what asks
  /// nothing but that memory. The caller vouches for them.
  public static boolean isEqual(byte @Nullable [] array, long address, DirectBuffer b, int bOffset, int length) {
    b.boundsCheck(bOffset, length);
    byte[] bArray = b.byteArray();
    long bAddress = b.addressOffset() + bOffset;
    int i = 0;
    for (; i + Long.BYTES <= length; i += Long.BYTES) {
      if (UnsafeApi.getLong(array, address + i) != UnsafeApi.getLong(bArray, bAddress + i)) {
        return false;
      }
    }
    for (; i < length; i++) {
      if (UnsafeApi.getByte(array, address + i) != UnsafeApi.getByte(bArray, bAddress + i)) {
        return false;
      }
    }
    return true;
  }

  /// The first eight bytes of a key as a big-endian number, padded with zeros: its unsigned order agrees with
  /// [#compare] wherever two prefixes differ.
  public static long prefixOf(DirectBuffer key, int offset, int length) {
    if (length >= Long.BYTES) {
      return key.getLong(offset, ByteOrder.BIG_ENDIAN);
    }
    long prefix = 0;
    for (int i = 0; i < length; i++) {
      prefix |= (key.getByte(offset + i) & 0xffL) << (56 - 8 * i);
    }
    return prefix;
  }
}
