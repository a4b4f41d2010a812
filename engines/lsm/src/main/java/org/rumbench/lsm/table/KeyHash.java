package org.rumbench.lsm.table;

import java.nio.ByteOrder;
import org.agrona.DirectBuffer;

/// A 64-bit hash of a key for filters: part of the table format, so it never changes within a format version.
///
/// Eight bytes at a time, each mixed by a multiplication and a rotation, with the finalizer of SplitMix64.
public final class KeyHash {
  private static final long MULTIPLIER = 0x9E3779B97F4A7C15L;

  private KeyHash() {}

  /// The hash of part of a buffer.
  public static long of(DirectBuffer key, int offset, int length) {
    long hash = length * MULTIPLIER;
    int position = 0;
    for (; position + Long.BYTES <= length; position += Long.BYTES) {
      hash = mix(hash, key.getLong(offset + position, ByteOrder.LITTLE_ENDIAN));
    }
    long tail = 0;
    for (int shift = 0; position < length; position++, shift += 8) {
      tail |= (key.getByte(offset + position) & 0xffL) << shift;
    }
    hash = mix(hash, tail);
    hash = (hash ^ (hash >>> 30)) * 0xBF58476D1CE4E5B9L;
    hash = (hash ^ (hash >>> 27)) * 0x94D049BB133111EBL;
    return hash ^ (hash >>> 31);
  }

  private static long mix(long hash, long word) {
    return Long.rotateLeft((hash ^ word) * MULTIPLIER, 29) + word;
  }
}
