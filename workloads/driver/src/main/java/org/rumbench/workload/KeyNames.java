package org.rumbench.workload;

import java.nio.charset.StandardCharsets;
import org.agrona.MutableDirectBuffer;
import org.jspecify.annotations.Nullable;
import org.rumbench.workload.generator.Permutation;
import site.ycsb.Utils;

/// YCSB's key of a record number: `user`, then the number or its FNV hash in at least so many digits. Or keys of one
/// length, which YCSB's hashes are not: `user`, then the digits of a [Permutation] of the number, so that records loaded
/// one after the other are scattered over the key space. Immutable.
final class KeyNames {
  private static final byte[] PREFIX = "user".getBytes(StandardCharsets.US_ASCII);
  private static final int MAX_DIGITS = 19;

  /// Follows every digit, so a key that ends in it lies between keys of records and is none of them.
  private static final byte ABSENT = 'x';

  private final boolean isOrdered;
  private final int zeroPadding;
  private final @Nullable Permutation scattering;

  /// `keyBytes` is the length of every key, or 0 for YCSB's names, which the two others describe.
  KeyNames(boolean isOrdered, int zeroPadding, int keyBytes) {
    this.isOrdered = isOrdered;
    this.zeroPadding = keyBytes == 0 ? zeroPadding : keyBytes - PREFIX.length;
    this.scattering = keyBytes == 0 ? null : new Permutation(powerOfTen(keyBytes - PREFIX.length));
  }

  private static long powerOfTen(int exponent) {
    long power = 1;
    for (int i = 0; i < exponent; i++) {
      power = Math.multiplyExact(power, 10);
    }
    return power;
  }

  /// Most bytes a key can take.
  int maxKeyBytes() {
    return PREFIX.length + (scattering == null ? Math.max(MAX_DIGITS, zeroPadding) : zeroPadding);
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

  /// Writes a key that no record has, next to that of a record; returns its length.
  int putAbsent(MutableDirectBuffer target, long keyNumber) {
    int length = put(target, keyNumber);
    target.putByte(length - 1, ABSENT);
    return length;
  }

  private long nameNumber(long keyNumber) {
    if (scattering != null) {
      return scattering.of(keyNumber);
    }
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
