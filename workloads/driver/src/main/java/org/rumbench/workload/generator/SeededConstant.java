package org.rumbench.workload.generator;

/// Always the same number.
public final class SeededConstant extends SeededNumber {
  private final long value;

  /// Yields `value`.
  public SeededConstant(long value) {
    this.value = value;
  }

  @Override
  public long nextLong() {
    return value;
  }
}
