package org.rumbench.workload;

import java.nio.charset.StandardCharsets;
import org.agrona.MutableDirectBuffer;
import site.ycsb.Utils;

/// YCSB's key of a record number: `user`, then the number or its FNV hash in at least so many digits. Immutable.
final class KeyNames {
  private static final byte[] PREFIX = "user".getBytes(StandardCharsets.US_ASCII);
  private static final int MAX_DIGITS = 19;

  private final boolean isOrdered;
  private final int zeroPadding;

  KeyNames(boolean isOrdered, int zeroPadding) {
    this.isOrdered = isOrdered;
    this.zeroPadding = zeroPadding;
  }

  /// Most bytes a key can take.
  int maxKeyBytes() {
    return PREFIX.length + Math.max(MAX_DIGITS, zeroPadding);
  }

  /// Length of the key of a record.
  int lengthOf(long keyNumber) {
    return PREFIX.length + Math.max(zeroPadding, digits(nameNumber(keyNumber)));
  }

  /// Writes the key of a record from offset 0; returns its length.
  int put(MutableDirectBuffer target, long keyNumber) {
    long number = nameNumber(keyNumber);
    int length = PREFIX.length + Math.max(zeroPadding, digits(number));
    target.putBytes(0, PREFIX);
    for (int position = length - 1; position >= PREFIX.length; position--) {
      target.putByte(position, (byte) ('0' + number % 10));
      number /= 10;
    }
    return length;
  }

  private long nameNumber(long keyNumber) {
    return isOrdered ? keyNumber : Utils.hash(keyNumber);
  }

  private static int digits(long number) {
    int count = 1;
    for (long rest = number; rest >= 10; rest /= 10) {
      count++;
    }
    return count;
  }
}
