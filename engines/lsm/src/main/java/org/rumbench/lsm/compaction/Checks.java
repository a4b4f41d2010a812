package org.rumbench.lsm.compaction;

/// Checks of a policy's options: each names the option, its value and its bound.
final class Checks {
  private Checks() {}

  static void atLeast(String name, long value, long bound) {
    if (value < bound) {
      throw new IllegalArgumentException(name + " is " + value + ", below " + bound);
    }
  }

  /// Both ends belong to the range; not a number is outside of every range.
  static void within(String name, double value, double low, double high) {
    if (!(value >= low && value <= high)) {
      throw new IllegalArgumentException(name + " is " + value + ", outside " + low + " to " + high);
    }
  }
}
