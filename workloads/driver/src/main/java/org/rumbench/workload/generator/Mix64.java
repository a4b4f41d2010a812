package org.rumbench.workload.generator;

/// The 64-bit finalizer of SplitMix64, a bijection used to derive and to hash.
///
/// Source: Steele, Lea, Flood, *Fast Splittable Pseudorandom Number Generators*, OOPSLA 2014.
public final class Mix64 {
  /// The odd constant by which SplitMix64 steps.
  public static final long GOLDEN_GAMMA = 0x9E3779B97F4A7C15L;

  private Mix64() {}

  /// Mixes `value`; zero does not stay zero.
  public static long of(long value) {
    long z = value + GOLDEN_GAMMA;
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }
}
