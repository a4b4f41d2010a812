package org.rumbench.runtime.system;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.rumbench.runtime.Job;
import org.rumbench.runtime.JobHandle;
import org.rumbench.runtime.Priority;
import org.rumbench.runtime.Scheduler;
import org.rumbench.runtime.Timer;

/// One owner's view of a [SystemRuntime]. Any thread.
final class SystemScheduler implements Scheduler {
  private final SystemRuntime runtime;
  private final Executor loop;
  private final @Nullable ScheduledExecutorService loopTimers;
  private volatile @Nullable Thread loopThread;

  /// `isOwnLoop`: the loop is one thread of the runtime, so that waiting on it for what only it can deliver is noticed.
  SystemScheduler(SystemRuntime runtime, Executor loop, boolean isOwnLoop) {
    this.runtime = runtime;
    this.loop = loop;
    this.loopTimers = loop instanceof ScheduledExecutorService service ? service : null;
    if (isOwnLoop) {
      loop.execute(() -> loopThread = Thread.currentThread());
    }
  }

  @Override
  public void execute(Runnable task) {
    loop.execute(() -> Failures.reportFrom(task));
  }

  @Override
  public Timer schedule(long delayNanos, Runnable task) {
    if (delayNanos < 0) {
      throw new IllegalArgumentException("delay " + delayNanos + " ns is below 0");
    }
    if (loopTimers != null) {
      Future<?> future =
          loopTimers.schedule(() -> Failures.reportFrom(task), delayNanos, TimeUnit.NANOSECONDS);
      return () -> future.cancel(false);
    }
    AtomicReference<@Nullable Runnable> pending = new AtomicReference<>(task);
    Timer timer = runtime.afterDelay(delayNanos, () -> execute(() -> {
      Runnable due = pending.getAndSet(null);
      if (due != null) {
        due.run();
      }
    }));
    return () -> {
      pending.set(null);
      timer.cancel();
    };
  }

  @Override
  public JobHandle submit(Job job, Priority priority) {
    SystemJob handle = new SystemJob(runtime, job, priority);
    runtime.add(handle);
    return handle;
  }

  @Override
  public boolean runOrJoin(JobHandle job) {
    SystemJob handle = own(job);
    long seen = handle.slices();
    if (!handle.isDone() && !handle.runSliceIfReady()) {
      if (handle.isWaitingSince(seen) && Thread.currentThread().equals(loopThread)) {
        throw new IllegalStateException("the loop cannot wait for what may come through it: " + handle);
      }
      handle.park(seen);
    }
    return handle.isDone();
  }

  @Override
  public boolean assist(JobHandle job) {
    SystemJob handle = own(job);
    long seen = handle.slices();
    if (!handle.isDone() && !handle.runSliceIfReady() && !handle.isWaitingSince(seen)) {
      handle.park(seen);
    }
    return handle.isDone();
  }

  private static SystemJob own(JobHandle job) {
    if (!(job instanceof SystemJob handle)) {
      throw new IllegalArgumentException("not a job of this runtime: " + job);
    }
    return handle;
  }

  @Override
  public void runAll(Iterable<? extends Runnable> tasks) {
    List<Runnable> parts = new ArrayList<>();
    tasks.forEach(parts::add);
    Parts shared = new Parts(parts);
    int assistants = Math.min(parts.size() - 1, runtime.pool().threadCount());
    for (int i = 0; i < assistants; i++) {
      runtime.pool().enqueue(WorkerPool.PART_RANK, shared::runRemaining);
    }
    shared.runRemaining();
    shared.awaitAll();
  }

  /// The tasks of one [#runAll]: taken one by one by the caller and whichever workers are free.
  private static final class Parts {
    private final List<Runnable> parts;
    private final AtomicInteger next = new AtomicInteger();
    private final CountDownLatch unfinished;
    private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();

    Parts(List<Runnable> parts) {
      this.parts = parts;
      this.unfinished = new CountDownLatch(parts.size());
    }

    void runRemaining() {
      for (int i = next.getAndIncrement(); i < parts.size(); i = next.getAndIncrement()) {
        try {
          parts.get(i).run();
        } catch (Throwable thrown) {
          if (!failure.compareAndSet(null, thrown)) {
            Throwable first = failure.get();
            if (first != null && !first.equals(thrown)) {
              first.addSuppressed(thrown);
            }
          }
        } finally {
          unfinished.countDown();
        }
      }
    }

    void awaitAll() {
      Waiting.uninterrupted(() -> {
        unfinished.await();
        return unfinished;
      });
      switch (failure.get()) {
        case null -> {}
        case RuntimeException thrown -> throw thrown;
        case Error thrown -> throw thrown;
        case Throwable thrown -> throw new IllegalStateException("a part failed", thrown);
      }
    }
  }
}
