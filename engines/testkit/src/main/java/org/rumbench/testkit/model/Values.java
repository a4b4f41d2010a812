package org.rumbench.testkit.model;

import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

/// The bytes of every value, as a function of key, version and length, so that a read is validated without a stored copy
/// (as Cassandra's Harry does). Half of the bytes repeat, so that values compress.
public final class Values {
  private Values() {}

  /// Fills `lengthBytes` at `offset` with the value of `key` at `version`.
  public static void fill(MutableDirectBuffer target, int offset, String key, long version, int lengthBytes) {
    long state = start(key, version);
    for (int i = 0; i < lengthBytes; i++) {
      target.putByte(offset + i, byteAt(state, i));
    }
  }

  /// The first index that differs from the value of `key` at `version`, or -1.
  public static int mismatch(DirectBuffer source, int offset, String key, long version, int lengthBytes) {
    long state = start(key, version);
    for (int i = 0; i < lengthBytes; i++) {
      if (source.getByte(offset + i) != byteAt(state, i)) {
        return i;
      }
    }
    return -1;
  }

  private static long start(String key, long version) {
    return (version + 0x9E3779B97F4A7C15L) * 0xBF58476D1CE4E5B9L ^ (key.hashCode() * 0x94D049BB133111EBL);
  }

  private static byte byteAt(long state, int index) {
    int run = index >>> 4;
    if ((run & 1) == 1) {
      return (byte) ('a' + (state & 15));
    }
    long mixed = (state + index) * 0xD1342543DE82EF95L;
    return (byte) (mixed >>> 56);
  }
}
