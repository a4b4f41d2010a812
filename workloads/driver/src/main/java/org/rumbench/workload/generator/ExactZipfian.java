package org.rumbench.workload.generator;

/// Zipf's law with exponent 0.99 over exactly the numbers of a range, the popular ones scattered by a bijection.
///
/// Ranks come by rejection inversion, exact and O(1) whatever the size: Hörmann, Derflinger, *Rejection-inversion to
/// generate variates from monotone discrete distributions*, ACM TOMACS 6(3), 1996; H, h and s are the paper's. A rank
/// becomes a number by a four-round Feistel network over the next power of four, walked until it falls in the range
/// (Black, Rogaway, *Ciphers with arbitrary finite domains*, CT-RSA 2002), so no two ranks collide.
public final class ExactZipfian extends SeededNumber {
  private static final double EXPONENT = 0.99;

  private final StreamCursor cursor;
  private final long first;
  private final long count;
  private final int halfBits;
  private final double hIntegralOfOne;
  private final double hIntegralOfCount;
  private final double s;

  /// Draws from `first..last`, both included.
  public ExactZipfian(StreamCursor cursor, long first, long last) {
    if (first > last) {
      throw new IllegalArgumentException("empty range " + first + ".." + last);
    }
    this.cursor = cursor;
    this.first = first;
    this.count = last - first + 1;
    int bits = Long.SIZE - Long.numberOfLeadingZeros(Math.max(count - 1, 1));
    this.halfBits = (bits + 1) / 2;
    this.hIntegralOfOne = hIntegral(1.5) - 1.0;
    this.hIntegralOfCount = hIntegral(count + 0.5);
    this.s = 2.0 - hIntegralInverse(hIntegral(2.5) - h(2.0));
  }

  @Override
  public long nextLong() {
    return first + scatter(nextRank());
  }

  /// A rank, 0 the most popular.
  public long nextRank() {
    while (true) {
      double u = hIntegralOfCount + cursor.nextDouble() * (hIntegralOfOne - hIntegralOfCount);
      double x = hIntegralInverse(u);
      long k = Math.clamp((long) (x + 0.5), 1, count);
      if (k - x <= s || u >= hIntegral(k + 0.5) - h((double) k)) {
        return k - 1;
      }
    }
  }

  /// The place of a rank in the range, from 0; a bijection of `0..count-1`.
  public long scatter(long rank) {
    long place = rank;
    do {
      place = feistel(place);
    } while (place >= count);
    return place;
  }

  private long feistel(long value) {
    long mask = (1L << halfBits) - 1;
    long left = value >>> halfBits;
    long right = value & mask;
    for (int round = 0; round < 4; round++) {
      long next = left ^ (Mix64.of(right + ((long) round << 56)) & mask);
      left = right;
      right = next;
    }
    return left << halfBits | right;
  }

  private static double h(double x) {
    return StrictMath.exp(-EXPONENT * StrictMath.log(x));
  }

  private static double hIntegral(double x) {
    return StrictMath.expm1((1 - EXPONENT) * StrictMath.log(x)) / (1 - EXPONENT);
  }

  private static double hIntegralInverse(double x) {
    return StrictMath.exp(StrictMath.log1p(x * (1 - EXPONENT)) / (1 - EXPONENT));
  }
}
