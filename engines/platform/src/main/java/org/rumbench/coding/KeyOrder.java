package org.rumbench.coding;

import java.nio.ByteOrder;
import org.agrona.DirectBuffer;

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
