package org.rumbench.runtime.sim;

import org.jspecify.annotations.Nullable;
import org.rumbench.runtime.Timer;

/// A task on its way to a loop: it leaves its sender at the end of the sender's task and is due some time later.
final class SimEvent implements Timer, Comparable<SimEvent> {
  final String label;
  final Runnable task;
  final @Nullable SimProcess sender;
  long leavesNanos;
  long dueNanos;
  long sequence;
  private boolean isCancelled;

  SimEvent(String label, Runnable task, @Nullable SimProcess sender) {
    this.label = label;
    this.task = task;
    this.sender = sender;
  }

  /// Whether it will not happen: cancelled, or its sender's power went before it left.
  boolean isVoid() {
    return isCancelled || (sender != null && sender.endedNanos() < leavesNanos);
  }

  @Override
  public void cancel() {
    isCancelled = true;
  }

  @Override
  public int compareTo(SimEvent other) {
    return dueNanos != other.dueNanos
        ? Long.compare(dueNanos, other.dueNanos)
        : Long.compare(sequence, other.sequence);
  }
}
