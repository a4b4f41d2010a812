package org.rumbench.workload.generator;

/// Twin of `ZipfianGenerator`: ranks 0.. by Zipf's law with exponent 0.99, by the approximation YCSB uses.
///
/// Source: Gray et al., *Quickly Generating Billion-Record Synthetic Databases*, SIGMOD 1994, section 3.2; θ, ζ, α and η
/// are the paper's. As in YCSB, η keeps the number of items at construction while ζ follows a growing set.
public final class SeededZipfian extends SeededNumber {
  /// YCSB's θ.
  public static final double THETA = 0.99;

  private final StreamCursor cursor;
  private final long base;
  private final long items;
  private final double alpha = 1.0 / (1.0 - THETA);
  private final double zetaTwo = zeta(0, 2, 0);
  private final double shareOfTwo = 1.0 + power(0.5, THETA);
  private long itemsOfZeta;
  private double zetaN;
  private double eta;

  /// Draws from `first..last`, both included; costs O(last − first) once.
  public SeededZipfian(StreamCursor cursor, long first, long last) {
    this(cursor, first, last, zeta(0, last - first + 1, 0));
  }

  /// As above, with ζ(n) already known.
  public SeededZipfian(StreamCursor cursor, long first, long last, double zetaN) {
    this.cursor = cursor;
    this.base = first;
    this.items = last - first + 1;
    this.itemsOfZeta = items;
    this.zetaN = zetaN;
    this.eta = eta();
  }

  private double eta() {
    return (1 - power(2.0 / (double) items, 1 - THETA)) / (1 - zetaTwo / zetaN);
  }

  /// ζ over items `known + 1..n`, added to the sum over the first `known`.
  private static double zeta(long known, long n, double sum) {
    double result = sum;
    for (long i = known; i < n; i++) {
      result += 1 / power((double) (i + 1), THETA);
    }
    return result;
  }

  /// `StrictMath.pow` would do, but it allocates.
  private static double power(double base, double exponent) {
    return StrictMath.exp(exponent * StrictMath.log(base));
  }

  @Override
  public long nextLong() {
    return nextLong(items);
  }

  /// Draws over `count` items, which may exceed those at construction; a larger set is never forgotten again.
  public long nextLong(long count) {
    if (count > itemsOfZeta) {
      zetaN = zeta(itemsOfZeta, count, zetaN);
      itemsOfZeta = count;
      eta = eta();
    }
    double u = cursor.nextDouble();
    double uz = u * zetaN;
    if (uz < 1.0) {
      return base;
    }
    if (uz < shareOfTwo) {
      return base + 1;
    }
    return base + (long) ((double) count * power(eta * u - eta + 1, alpha));
  }
}
