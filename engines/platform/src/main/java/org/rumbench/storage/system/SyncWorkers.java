package org.rumbench.storage.system;

import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/// The few threads of one storage that wait for the device in syncs, so that no event loop does. They end when idle.
final class SyncWorkers {
  private static final int THREADS = 4;
  private static final int IDLE_SECONDS = 10;

  private final ThreadPoolExecutor pool = new ThreadPoolExecutor(
      THREADS,
      THREADS,
      IDLE_SECONDS,
      TimeUnit.SECONDS,
      new LinkedBlockingQueue<>(),
      Thread.ofPlatform().daemon().name("storage-sync-", 0).factory());

  SyncWorkers() {
    pool.allowCoreThreadTimeOut(true);
  }

  void execute(Runnable sync) {
    try {
      pool.execute(sync);
    } catch (RejectedExecutionException e) {
      throw new IllegalStateException("the storage is closed", e);
    }
  }

  /// Waits for every sync given so far.
  void close() {
    pool.close();
  }
}
