package org.rumbench.engine.builtin;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import org.rumbench.runtime.Clock;
import org.rumbench.runtime.Completion;
import org.rumbench.runtime.Entropy;
import org.rumbench.runtime.Environment;
import org.rumbench.runtime.Job;
import org.rumbench.runtime.JobHandle;
import org.rumbench.runtime.Priority;
import org.rumbench.runtime.Scheduler;
import org.rumbench.runtime.Step;
import org.rumbench.runtime.Timer;

/// A loop that the test itself turns, with a clock the test moves: enough for engines without files.
final class TestScheduler implements Scheduler, Clock {
  private record Due(long atNanos, Runnable task) {}

  private final ArrayDeque<Runnable> soon = new ArrayDeque<>();
  private final List<Due> later = new ArrayList<>();
  private long nowNanos;

  Environment environment() {
    return new Environment(this, this, Entropy.of(1));
  }

  void runFor(long nanos) {
    nowNanos += nanos;
    for (Due due : List.copyOf(later)) {
      if (due.atNanos <= nowNanos) {
        later.remove(due);
        soon.add(due.task);
      }
    }
    while (!soon.isEmpty()) {
      soon.remove().run();
    }
  }

  @Override
  public long nanos() {
    return nowNanos;
  }

  @Override
  public long wallMillis() {
    return nowNanos / 1_000_000;
  }

  @Override
  public void execute(Runnable task) {
    soon.add(task);
  }

  @Override
  public Timer schedule(long delayNanos, Runnable task) {
    Due due = new Due(nowNanos + delayNanos, task);
    later.add(due);
    return () -> later.remove(due);
  }

  @Override
  public JobHandle submit(Job job, Priority priority) {
    Completion completion = new Completion();
    soon.add(
        () -> {
          while (!(job.step(1) instanceof Step.Done)) {}
          completion.complete();
        });
    return new JobHandle() {
      @Override
      public Completion completion() {
        return completion;
      }

      @Override
      public void cancel() {
        completion.fail(new CancellationException());
      }
    };
  }

  @Override
  public boolean runOrJoin(JobHandle job) {
    runFor(0);
    return job.isDone();
  }

  @Override
  public boolean assist(JobHandle job) {
    return runOrJoin(job);
  }

  @Override
  public void runAll(Iterable<? extends Runnable> tasks) {
    tasks.forEach(Runnable::run);
  }
}
