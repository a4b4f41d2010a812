package org.rumbench.workload;

import java.util.ArrayDeque;
import java.util.PriorityQueue;
import org.rumbench.runtime.Completion;

/// A driver's loop in virtual time: tasks at once, alarms in order of time, the clock moved by hand or by the next alarm.
final class VirtualLoop implements DriverLoop {
  private record Alarm(long atNanos, long order, Runnable task) {}

  private final ArrayDeque<Runnable> tasks = new ArrayDeque<>();
  private final PriorityQueue<Alarm> alarms =
      new PriorityQueue<>(
          (a, b) -> a.atNanos != b.atNanos ? Long.compare(a.atNanos, b.atNanos) : Long.compare(a.order, b.order));
  private long nowNanos = 1_000;
  private long order;

  @Override
  public long nanos() {
    return nowNanos;
  }

  @Override
  public void execute(Runnable task) {
    tasks.add(task);
  }

  @Override
  public void wakeAt(long atNanos, Runnable task) {
    alarms.add(new Alarm(Math.max(atNanos, nowNanos), order++, task));
  }

  void after(long nanos, Runnable task) {
    wakeAt(nowNanos + nanos, task);
  }

  /// Runs until `ended` has an outcome; throws its failure.
  void runUntil(Completion ended) {
    while (!ended.isDone()) {
      Runnable task = tasks.poll();
      if (task == null) {
        Alarm alarm = alarms.poll();
        if (alarm == null) {
          throw new AssertionError("nothing left to do, and the phase has not ended");
        }
        nowNanos = alarm.atNanos;
        task = alarm.task;
      }
      task.run();
    }
    RuntimeException failure = ended.failure();
    if (failure != null) {
      throw failure;
    }
  }

  /// Runs one phase and returns its result.
  PhaseResult run(Driver driver, Phase phase) {
    PhaseResult[] result = new PhaseResult[1];
    runUntil(
        driver.start(
            phase,
            new PhaseListener() {
              @Override
              public void onEnded(PhaseResult ended) {
                result[0] = ended;
              }
            }));
    return result[0];
  }
}
