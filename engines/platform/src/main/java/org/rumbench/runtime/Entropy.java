package org.rumbench.runtime;

import java.nio.charset.StandardCharsets;

/// A seed from which independent random streams are derived by name.
///
/// A stream depends on the path of names that leads to it and on nothing else, so a draw added in one place changes no
/// other stream. Immutable; any thread.
public final class Entropy {
  private final long seed;

  private Entropy(long seed) {
    this.seed = seed;
  }

  /// The root of a run; the seed is recorded with every result.
  public static Entropy of(long seed) {
    return new Entropy(mix(seed));
  }

  /// The entropy of a part, such as `node-3` or `lsm`.
  public Entropy child(String name) {
    long hash = seed;
    for (byte b : name.getBytes(StandardCharsets.UTF_8)) {
      hash = mix(hash ^ (b & 0xff));
    }
    return new Entropy(mix(hash + name.length()));
  }

  /// A new generator for one purpose, with one owner; the same name gives the same stream each time.
  public RandomStream stream(String purpose) {
    return new RandomStream(child(purpose).seed);
  }

  /// The finalizer of SplitMix64 (Steele, Lea, Flood, OOPSLA 2014), after its additive step.
  public static long mix(long value) {
    long z = value + 0x9E3779B97F4A7C15L;
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }
}
