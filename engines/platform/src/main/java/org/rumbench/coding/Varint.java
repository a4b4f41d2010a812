package org.rumbench.coding;

import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;
import org.rumbench.runtime.Invariant;

/// Unsigned LEB128 integers, seven bits a byte, low bits first: one to five bytes for an int, to ten for a long.
public final class Varint {
  private Varint() {}

  /// Writes a non-negative int; returns the bytes written.
  public static int putInt(MutableDirectBuffer target, int offset, int value) {
    return putLong(target, offset, value & 0xffffffffL);
  }

  /// Writes a long, taken as unsigned; returns the bytes written.
  public static int putLong(MutableDirectBuffer target, int offset, long value) {
    int position = offset;
    long rest = value;
    while ((rest & ~0x7fL) != 0) {
      target.putByte(position++, (byte) (rest | 0x80));
      rest >>>= 7;
    }
    target.putByte(position++, (byte) rest);
    return position - offset;
  }

  /// Writes a long, taken as unsigned, in exactly `size` bytes, which must hold it: one to ten. Whoever reads it need
  /// not know.
  public static void putWide(MutableDirectBuffer target, int offset, long value, int size) {
    long rest = value;
    int last = offset + size - 1;
    for (int position = offset; position < last; position++) {
      target.putByte(position, (byte) (rest | 0x80));
      rest >>>= 7;
    }
    Invariant.check((rest & ~0x7fL) == 0, "a wide number holds its value", value, size);
    target.putByte(last, (byte) rest);
  }

  /// Size in bytes of the varint at `offset`, or -1 when it does not end before `limit` or has more than ten bytes.
  public static int sizeAt(DirectBuffer source, int offset, int limit) {
    int bound = Math.min(limit, offset + 10);
    for (int position = offset; position < bound; position++) {
      if (source.getByte(position) >= 0) {
        return position - offset + 1;
      }
    }
    return -1;
  }

  /// The int at `offset`; the caller has checked [#sizeAt]. A value beyond an int comes out negative, so that a bound
  /// check refuses it.
  public static int getInt(DirectBuffer source, int offset) {
    long value = getLong(source, offset);
    return value < 0 || value > Integer.MAX_VALUE ? -1 : (int) value;
  }

  /// The long at `offset`; the caller has checked [#sizeAt].
  public static long getLong(DirectBuffer source, int offset) {
    long value = 0;
    int position = offset;
    for (int shift = 0; shift < 70; shift += 7) {
      byte next = source.getByte(position++);
      value |= (next & 0x7fL) << shift;
      if (next >= 0) {
        return value;
      }
    }
    return -1;
  }
}
