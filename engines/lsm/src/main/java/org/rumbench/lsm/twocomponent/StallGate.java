package org.rumbench.lsm.twocomponent;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.rumbench.engine.EngineEvent;
import org.rumbench.engine.EngineListener;
import org.rumbench.engine.EngineMetrics;
import org.rumbench.runtime.Clock;
import org.rumbench.runtime.Scheduler;

/// Says when writes must wait because C0 is as large as it may be, tells when they need not any more, and keeps the
/// account of it. Any thread.
final class StallGate {
  private final Clock clock;
  private final Scheduler scheduler;
  private final EngineListener listener;
  private final int mostSealed;
  private final List<Runnable> waiting = new ArrayList<>();
  private @Nullable String cause;
  private long stalledSinceNanos;
  private long stallCount;
  private long stalledNanos;

  StallGate(Clock clock, Scheduler scheduler, EngineListener listener, int mostSealed) {
    this.clock = clock;
    this.scheduler = scheduler;
    this.listener = listener;
    this.mostSealed = mostSealed;
  }

  /// Why no memory tree may be sealed in `state`; null when one may.
  @Nullable String causeIn(Components state) {
    int sealed = state.sealed().length;
    return sealed >= mostSealed ? sealed + " memory trees wait for their merge" : null;
  }

  /// How urgently writes have to pay for owed work: 0 not at all, 1 as much as they can.
  double pressureIn(Components state) {
    return Math.min(1, (double) state.sealed().length / mostSealed);
  }

  /// A write was turned away.
  void onStalled(String why) {
    synchronized (this) {
      if (cause != null) {
        return;
      }
      cause = why;
      stalledSinceNanos = clock.nanos();
      stallCount++;
    }
    listener.onEvent(new EngineEvent.StallBegan(clock.nanos(), why));
  }

  /// Has `action` run, through the scheduler, when writes are possible.
  void onWritable(Runnable action) {
    synchronized (this) {
      if (cause != null) {
        waiting.add(action);
        return;
      }
    }
    scheduler.execute(action);
  }

  /// Something was published: writes may be possible again.
  void reconsider(Components state) {
    if (causeIn(state) == null) {
      open();
    }
  }

  /// Writes may be tried again (they are possible, or fail for good).
  void open() {
    List<Runnable> actions;
    long lasted;
    synchronized (this) {
      if (cause == null) {
        return;
      }
      cause = null;
      lasted = clock.nanos() - stalledSinceNanos;
      stalledNanos += lasted;
      actions = List.copyOf(waiting);
      waiting.clear();
    }
    listener.onEvent(new EngineEvent.StallEnded(clock.nanos(), lasted));
    actions.forEach(scheduler::execute);
  }

  synchronized @Nullable String cause() {
    return cause;
  }

  synchronized EngineMetrics.Stalls stalls() {
    long present = cause == null ? 0 : clock.nanos() - stalledSinceNanos;
    return new EngineMetrics.Stalls(stallCount, stalledNanos + present);
  }
}
