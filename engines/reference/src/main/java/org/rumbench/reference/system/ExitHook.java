package org.rumbench.reference.system;

import org.jspecify.annotations.Nullable;

/// Closes an engine that is still open when the JVM ends: its native threads would otherwise run on while the libraries
/// below them are taken down, and the process would die of a signal. Any thread.
public final class ExitHook {
  private final Thread thread;

  private ExitHook(Thread thread) {
    this.thread = thread;
  }

  /// Runs `close` at the end of the JVM unless [#cancel] comes first; null when the end has begun already.
  public static @Nullable ExitHook register(Runnable close) {
    Thread thread = Thread.ofPlatform().name("close-outside-engine").unstarted(close);
    try {
      Runtime.getRuntime().addShutdownHook(thread);
    } catch (IllegalStateException ending) {
      return null;
    }
    return new ExitHook(thread);
  }

  /// The engine is closed: nothing is left to do at the end.
  public void cancel() {
    try {
      Runtime.getRuntime().removeShutdownHook(thread);
    } catch (IllegalStateException ending) {
      // Then the hook closes what is closed, which does nothing.
    }
  }
}
