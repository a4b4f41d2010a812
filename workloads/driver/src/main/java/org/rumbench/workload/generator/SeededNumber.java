package org.rumbench.workload.generator;

import site.ycsb.generator.NumberGenerator;

/// A YCSB number generator that draws from a [StreamCursor] and can answer without boxing.
public abstract class SeededNumber extends NumberGenerator {
  /// The next draw.
  public abstract long nextLong();

  @Override
  public final Long nextValue() {
    long value = nextLong();
    setLastValue(value);
    return value;
  }

  /// Not offered: nothing here needs it, and for skewed sets YCSB has none either.
  @Override
  public final double mean() {
    throw new UnsupportedOperationException("no mean");
  }
}
