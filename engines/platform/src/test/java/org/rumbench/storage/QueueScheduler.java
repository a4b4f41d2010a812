package org.rumbench.storage;

import java.util.PriorityQueue;
import java.util.concurrent.TimeUnit;
import org.rumbench.runtime.Clock;
import org.rumbench.runtime.Completion;
import org.rumbench.runtime.Entropy;
import org.rumbench.runtime.Environment;
import org.rumbench.runtime.Job;
import org.rumbench.runtime.JobHandle;
import org.rumbench.runtime.Priority;
import org.rumbench.runtime.Scheduler;
import org.rumbench.runtime.Timer;

/// An event loop that the test turns by hand, in virtual time; tasks may come from any thread.
public final class QueueScheduler implements Scheduler, Clock {
  private record Task(long dueNanos, long order, Runnable action) implements Comparable<Task> {
    @Override
    public int compareTo(Task other) {
      return dueNanos != other.dueNanos ? Long.compare(dueNanos, other.dueNanos) : Long.compare(order, other.order);
    }
  }

  private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(20);

  private final PriorityQueue<Task> tasks = new PriorityQueue<>();
  private long nowNanos;
  private long order;

  /// The environment of an owner on this loop.
  public Environment environment(long seed) {
    return new Environment(this, this, Entropy.of(seed));
  }

  @Override
  public void execute(Runnable task) {
    schedule(0, task);
  }

  @Override
  public synchronized Timer schedule(long delayNanos, Runnable task) {
    Task scheduled = new Task(nowNanos + delayNanos, order++, task);
    tasks.add(scheduled);
    notifyAll();
    return () -> {
      synchronized (this) {
        tasks.remove(scheduled);
      }
    };
  }

  @Override
  public JobHandle submit(Job job, Priority priority) {
    throw new UnsupportedOperationException("no jobs here");
  }

  @Override
  public boolean runOrJoin(JobHandle job) {
    throw new UnsupportedOperationException("no jobs here");
  }

  @Override
  public boolean assist(JobHandle job) {
    throw new UnsupportedOperationException("no jobs here");
  }

  @Override
  public void runAll(Iterable<? extends Runnable> all) {
    all.forEach(Runnable::run);
  }

  /// Runs the next task; returns false when there is none.
  public boolean runNext() {
    Task next;
    synchronized (this) {
      next = tasks.poll();
      if (next == null) {
        return false;
      }
      nowNanos = Math.max(nowNanos, next.dueNanos());
    }
    next.action().run();
    return true;
  }

  /// Runs tasks until `completion` has an outcome, waiting for other threads to bring it.
  public void await(Completion completion) {
    long deadline = System.nanoTime() + PATIENCE_NANOS;
    while (!completion.isDone()) {
      if (runNext()) {
        continue;
      }
      synchronized (this) {
        try {
          if (tasks.isEmpty()) {
            wait(10);
          }
        } catch (InterruptedException e) {
          throw new AssertionError(e);
        }
      }
      if (System.nanoTime() > deadline) {
        throw new AssertionError("no completion came");
      }
    }
  }

  @Override
  public synchronized long nanos() {
    return nowNanos;
  }

  @Override
  public synchronized long wallMillis() {
    return nowNanos / 1_000_000;
  }
}
