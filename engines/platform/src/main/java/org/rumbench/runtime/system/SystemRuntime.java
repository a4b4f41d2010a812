package org.rumbench.runtime.system;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.rumbench.runtime.Entropy;
import org.rumbench.runtime.Environment;
import org.rumbench.runtime.Timer;

/// The real clock, background threads and timers of one process, shared by all its nodes and engines. Any thread.
///
/// Whoever composes the process starts one and closes it last. All threads are daemons. After [#close] jobs are refused
/// with [IllegalStateException], tasks of own loops with [RejectedExecutionException], and timers do not come.
public final class SystemRuntime implements AutoCloseable {
  /// How much a slice may touch unless told otherwise.
  public static final long DEFAULT_SLICE_BYTES = 1 << 20;

  private final WorkerPool pool;
  private final long sliceBytes;
  private final ScheduledThreadPoolExecutor timers = singleThread("timers");
  private final Set<SystemJob> jobs = ConcurrentHashMap.newKeySet();
  private final Set<ScheduledThreadPoolExecutor> ownLoops = ConcurrentHashMap.newKeySet();
  private volatile boolean isClosed;

  private SystemRuntime(int backgroundThreads, long sliceBytes) {
    if (backgroundThreads < 1 || sliceBytes < 1) {
      throw new IllegalArgumentException(
          "background threads " + backgroundThreads + " and slice bytes " + sliceBytes + " must be 1 or more");
    }
    this.sliceBytes = sliceBytes;
    this.pool = new WorkerPool(backgroundThreads);
  }

  /// A runtime with that many background threads (one or more) and the default slice size.
  public static SystemRuntime start(int backgroundThreads) {
    return start(backgroundThreads, DEFAULT_SLICE_BYTES);
  }

  /// A runtime whose slices may touch `sliceBytes` (one or more) each.
  public static SystemRuntime start(int backgroundThreads, long sliceBytes) {
    return new SystemRuntime(backgroundThreads, sliceBytes);
  }

  /// An environment whose tasks run on `loop`, which must run one task at a time in the order given. When it is a
  /// [ScheduledExecutorService], as a Netty event loop is, its own timers are used. The loop stays the caller's.
  public Environment environment(String owner, Executor loop, Entropy entropy) {
    return new Environment(SystemClock.MACHINE, new SystemScheduler(this, loop, false), entropy.child(owner));
  }

  /// An environment with a loop thread of its own, named `loop-OWNER` and stopped by [#close].
  public Environment environmentWithOwnLoop(String owner, Entropy entropy) {
    ScheduledThreadPoolExecutor loop = singleThread("loop-" + owner);
    ownLoops.add(loop);
    return new Environment(SystemClock.MACHINE, new SystemScheduler(this, loop, true), entropy.child(owner));
  }

  private static ScheduledThreadPoolExecutor singleThread(String name) {
    ScheduledThreadPoolExecutor executor =
        new ScheduledThreadPoolExecutor(1, Thread.ofPlatform().daemon().name(name).factory());
    executor.setRemoveOnCancelPolicy(true);
    executor.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    return executor;
  }

  long sliceBytes() {
    return sliceBytes;
  }

  WorkerPool pool() {
    return pool;
  }

  Timer afterDelay(long delayNanos, Runnable task) {
    try {
      Future<?> future =
          timers.schedule(() -> Failures.reportFrom(task), Math.max(0, delayNanos), TimeUnit.NANOSECONDS);
      return () -> future.cancel(false);
    } catch (RejectedExecutionException closed) {
      // As if it had been cancelled by closing a moment later.
      return () -> {};
    }
  }

  void add(SystemJob job) {
    if (isClosed) {
      throw new IllegalStateException("the runtime is closed: " + job + " refused");
    }
    jobs.add(job);
    job.enqueue();
    if (isClosed) {
      job.cancel();
    }
  }

  void forget(SystemJob job) {
    jobs.remove(job);
  }

  /// Lets running slices and loop tasks end, cancels jobs that have more to do and timers that have not come. Owners
  /// close first. Idempotent.
  @Override
  public void close() {
    if (isClosed) {
      return;
    }
    isClosed = true;
    jobs.forEach(SystemJob::cancel);
    pool.stop();
    timers.shutdownNow();
    for (ScheduledThreadPoolExecutor loop : ownLoops) {
      loop.shutdown();
      Waiting.uninterrupted(() -> loop.awaitTermination(10, TimeUnit.SECONDS));
    }
  }
}
