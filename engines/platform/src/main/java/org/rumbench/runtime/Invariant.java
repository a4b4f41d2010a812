package org.rumbench.runtime;

/// Checks for our own bugs: cheap ones, always on.
public final class Invariant {
  private Invariant() {}

  /// Fails with an [AssertionError] that carries `message` unless `holds`.
  public static void check(boolean holds, String message) {
    if (!holds) {
      throw new AssertionError(message);
    }
  }

  /// As [#check(boolean, String)], with two figures put into the message only when the check fails.
  public static void check(boolean holds, String message, long found, long bound) {
    if (!holds) {
      throw new AssertionError(message + ": found " + found + ", bound " + bound);
    }
  }
}
