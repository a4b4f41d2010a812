package org.rumbench.runtime.sim;

import java.nio.ByteOrder;
import org.agrona.DirectBuffer;

/// A 64-bit hash of a sequence: equal sequences give equal hashes, on every machine. One owner, no allocation.
///
/// Each step multiplies and rotates the state as xxHash64 does (Collet), so order counts; it finds differences between
/// runs and resists no attacker.
public final class TraceHash {
  private static final long PRIME_1 = 0x9E3779B185EBCA87L;
  private static final long PRIME_2 = 0xC2B2AE3D27D4EB4FL;
  private static final long PRIME_3 = 0x165667B19E3779F9L;

  private long state = PRIME_3;
  private long count;

  /// Feeds one number.
  public void add(long value) {
    state = (Long.rotateLeft(state ^ (Long.rotateLeft(value * PRIME_2, 31) * PRIME_1), 27) * PRIME_1) + PRIME_3;
    count++;
  }

  /// Feeds a string by its characters.
  public void add(String text) {
    add(((long) text.length() << 32) | (text.hashCode() & 0xffff_ffffL));
  }

  /// Feeds bytes and their number.
  public void add(DirectBuffer source, int offset, int lengthBytes) {
    add(lengthBytes);
    int index = offset;
    int end = offset + lengthBytes;
    for (; index + Long.BYTES <= end; index += Long.BYTES) {
      add(source.getLong(index, ByteOrder.LITTLE_ENDIAN));
    }
    long tail = 0;
    for (; index < end; index++) {
      tail = (tail << 8) | (source.getByte(index) & 0xff);
    }
    add(tail);
  }

  /// The hash of everything fed so far.
  public long value() {
    long hash = state ^ count;
    hash = (hash ^ (hash >>> 33)) * PRIME_2;
    hash = (hash ^ (hash >>> 29)) * PRIME_3;
    return hash ^ (hash >>> 32);
  }

  /// How many numbers were fed: the first thing to compare when two hashes differ.
  public long count() {
    return count;
  }
}
