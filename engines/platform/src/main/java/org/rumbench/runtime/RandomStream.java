package org.rumbench.runtime;

import java.util.random.RandomGenerator;

/// A SplitMix64 generator: 64 bits of state, no allocation per draw, equal on every machine. One owner.
///
/// Source: Steele, Lea, Flood, *Fast Splittable Pseudorandom Number Generators*, OOPSLA 2014. All derived draws
/// (`nextInt(bound)`, `nextDouble` and so on) are the defaults of [RandomGenerator].
public final class RandomStream implements RandomGenerator {
  private long state;

  /// A generator that starts from `seed`; prefer [Entropy#stream].
  public RandomStream(long seed) {
    this.state = seed;
  }

  @Override
  public long nextLong() {
    long result = Entropy.mix(state);
    state += 0x9E3779B97F4A7C15L;
    return result;
  }
}
