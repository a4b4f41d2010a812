package org.rumbench.engine;

/// Checks of an engine's options: each failure is an [IllegalArgumentException] that names the option, its value and its
/// bound.
public final class OptionCheck {
  private OptionCheck() {}

  /// `value` is `bound` or more.
  public static void atLeast(String name, long value, long bound) {
    if (value < bound) {
      throw new IllegalArgumentException(name + " is " + value + ", below " + bound);
    }
  }

  /// Both ends belong to the range.
  public static void within(String name, long value, long low, long high) {
    if (value < low || value > high) {
      throw new IllegalArgumentException(name + " is " + value + ", outside " + low + " to " + high);
    }
  }

  /// Both ends belong to the range; not a number is outside of every range.
  public static void within(String name, double value, double low, double high) {
    if (!(value >= low && value <= high)) {
      throw new IllegalArgumentException(name + " is " + value + ", outside " + low + " to " + high);
    }
  }
}
