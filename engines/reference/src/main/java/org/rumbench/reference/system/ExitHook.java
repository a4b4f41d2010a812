package org.rumbench.reference.system;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// Closes an engine that is still open when the JVM ends: its native threads would otherwise run on while the libraries
/// below them are taken down, and the process would die of a signal. Whoever opened the engine is given time to end in his
/// own order first. Any thread.
public final class ExitHook {
  /// More than a process that is asked to end takes to write down what it has.
  private static final long PATIENCE_SECONDS = 19;

  private final CountDownLatch closed = new CountDownLatch(1);
  private @Nullable Thread thread;

  private ExitHook() {}

  /// Runs `close` at the end of the JVM unless [#closed] comes first or soon.
  public static ExitHook register(Runnable close) {
    ExitHook hook = new ExitHook();
    Thread thread = Thread.ofPlatform().name("close-outside-engine").unstarted(() -> hook.run(close));
    try {
      Runtime.getRuntime().addShutdownHook(thread);
      hook.thread = thread;
    } catch (IllegalStateException ending) {
      // The end has begun: nobody asks any more.
    }
    return hook;
  }

  private void run(Runnable close) {
    try {
      if (!closed.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        close.run();
      }
    } catch (InterruptedException e) {
      close.run();
      Thread.currentThread().interrupt();
    }
  }

  /// The engine is closed: nothing is left to do at the end, and the end need not wait.
  public void closed() {
    closed.countDown();
    Thread registered = thread;
    if (registered != null) {
      try {
        boolean ignored = Runtime.getRuntime().removeShutdownHook(registered);
      } catch (IllegalStateException ending) {
        // It is on its way, and finds nothing to do.
      }
    }
  }
}
