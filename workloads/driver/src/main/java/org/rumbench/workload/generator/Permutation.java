package org.rumbench.workload.generator;

/// A bijection of the whole numbers below a size onto themselves that looks like chance: a Feistel network of four rounds
/// over the least even number of bits that holds the size, walked until it lands inside (Black and Rogaway, *Ciphers with
/// Arbitrary Finite Domains*, CT-RSA 2002). The same for every seed. Immutable; one to four walks a call on average, no
/// allocation.
public final class Permutation {
  private static final int ROUNDS = 4;

  private final long size;
  private final int halfBits;
  private final long halfMask;

  /// Of the numbers below `size`, 2..2^62.
  public Permutation(long size) {
    if (size < 2 || size > 1L << 62) {
      throw new IllegalArgumentException("a permutation of " + size + " numbers; 2 to 2^62 are possible");
    }
    this.size = size;
    this.halfBits = (Long.SIZE - Long.numberOfLeadingZeros(size - 1) + 1) / 2;
    this.halfMask = (1L << halfBits) - 1;
  }

  /// The number that `number` goes to; it must be at least 0 and below the size.
  public long of(long number) {
    if (number < 0 || number >= size) {
      throw new IllegalArgumentException("number " + number + " outside 0.." + (size - 1));
    }
    long walked = number;
    do {
      walked = once(walked);
    } while (walked >= size);
    return walked;
  }

  private long once(long number) {
    long left = number >>> halfBits;
    long right = number & halfMask;
    for (int round = 0; round < ROUNDS; round++) {
      long next = left ^ (Mix64.of(right + ((long) round << 32)) & halfMask);
      left = right;
      right = next;
    }
    return left << halfBits | right;
  }
}
