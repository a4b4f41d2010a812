package org.rumbench.runtime.sim;

import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/// An event loop: tasks in order of due time, first come first served within one, each after the end of the one before.
/// The world's tasks take no time of their own.
final class SimLoop extends SimActor {
  private final SimRuntime runtime;
  private final @Nullable SimProcess process;
  private final PriorityQueue<SimEvent> pending = new PriorityQueue<>();
  private long busyUntilNanos;

  /// The loop of `process`, or of the world when null.
  SimLoop(SimRuntime runtime, @Nullable SimProcess process) {
    this.runtime = runtime;
    this.process = process;
  }

  void add(SimEvent event) {
    pending.add(event);
  }

  @Override
  long nextNanos() {
    if (process != null && !process.isAlive()) {
      pending.clear();
      return NEVER;
    }
    SimEvent head = pending.peek();
    while (head != null && head.isVoid()) {
      pending.poll();
      head = pending.peek();
    }
    return head == null ? NEVER : Math.max(head.dueNanos, busyUntilNanos);
  }

  @Override
  void runNext(long now) {
    SimEvent event = pending.remove();
    runtime.enter(process, event.label);
    try {
      event.task.run();
    } finally {
      long endNanos = runtime.leave();
      busyUntilNanos = process == null ? endNanos : endNanos + runtime.options().taskNanos();
    }
  }
}
