package org.rumbench.reference.system;

import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.rumbench.runtime.Completion;

/// The threads of one open outside engine that wait inside its calls: for a sync, a flush, a reorganisation. Daemons, and
/// they end when idle.
public final class Workers implements AutoCloseable {
  private static final int THREADS = 3;
  private static final int IDLE_SECONDS = 10;

  private final ThreadPoolExecutor pool;

  /// Threads named after `owner`.
  public Workers(String owner) {
    pool =
        new ThreadPoolExecutor(
            THREADS, THREADS, IDLE_SECONDS, TimeUnit.SECONDS, new LinkedBlockingQueue<>(),
            Thread.ofPlatform().daemon().name(owner + "-", 0).factory());
    pool.allowCoreThreadTimeOut(true);
  }

  /// Runs a task that throws nothing.
  public void execute(Runnable task) {
    pool.execute(task);
  }

  /// Runs a task; its outcome is that of the completion, after [#close] an
  /// [IllegalStateException].
  public Completion run(Runnable task) {
    Completion completion = new Completion();
    try {
      pool.execute(() -> {
        try {
          task.run();
        } catch (RuntimeException failure) {
          completion.fail(failure);
          return;
        }
        completion.complete();
      });
    } catch (RejectedExecutionException closed) {
      completion.fail(new IllegalStateException("the engine is closed", closed));
    }
    return completion;
  }

  /// Waits until every task given has ended.
  @Override
  public void close() {
    pool.close();
  }
}
