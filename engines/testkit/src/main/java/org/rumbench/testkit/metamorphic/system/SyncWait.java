package org.rumbench.testkit.metamorphic.system;

import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Consumer;
import org.rumbench.runtime.Completion;
import org.rumbench.runtime.Job;
import org.rumbench.runtime.JobHandle;
import org.rumbench.runtime.Priority;
import org.rumbench.runtime.Scheduler;
import org.rumbench.runtime.Timer;

/// What a real storage takes for its opener's scheduler: tasks that other threads hand over are kept until the one
/// thread of the simulation waits for an outcome. Tasks come from any thread; all else is the simulation's.
final class SyncWait implements Scheduler {
  private final Scheduler simulation;
  private final LinkedBlockingQueue<Runnable> handedOver = new LinkedBlockingQueue<>();

  SyncWait(Scheduler simulation) {
    this.simulation = simulation;
  }

  /// Starts a sync, waits for its outcome, and has the simulation tell it to `completion`.
  void sync(Consumer<Completion> start, Completion completion) {
    Completion real = new Completion();
    start.accept(real);
    try {
      while (!real.isDone()) {
        handedOver.take().run();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while a sync was waited for", e);
    }
    RuntimeException failure = real.failure();
    simulation.execute(() -> {
      if (failure == null) {
        completion.complete();
      } else {
        completion.fail(failure);
      }
    });
  }

  @Override
  public void execute(Runnable task) {
    handedOver.add(task);
  }

  @Override
  public Timer schedule(long delayNanos, Runnable task) {
    return simulation.schedule(delayNanos, task);
  }

  @Override
  public JobHandle submit(Job job, Priority priority) {
    return simulation.submit(job, priority);
  }

  @Override
  public boolean runOrJoin(JobHandle job) {
    return simulation.runOrJoin(job);
  }

  @Override
  public boolean assist(JobHandle job) {
    return simulation.assist(job);
  }

  @Override
  public void runAll(Iterable<? extends Runnable> tasks) {
    simulation.runAll(tasks);
  }
}
