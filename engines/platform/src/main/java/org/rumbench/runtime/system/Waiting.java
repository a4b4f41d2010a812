package org.rumbench.runtime.system;

/// Waiting that an interrupt postpones but does not end: the flag is set again afterwards, for whoever looks at it.
final class Waiting {
  private Waiting() {}

  /// A wait of the JDK.
  @FunctionalInterface
  interface Wait<T> {
    T run() throws InterruptedException;
  }

  static <T> T uninterrupted(Wait<T> wait) {
    boolean wasInterrupted = false;
    try {
      while (true) {
        try {
          return wait.run();
        } catch (InterruptedException e) {
          wasInterrupted = true;
        }
      }
    } finally {
      if (wasInterrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
