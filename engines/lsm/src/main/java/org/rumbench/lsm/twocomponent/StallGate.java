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
///
/// That is the one cause there is: C1 has no levels that could fill, and nothing else owes work. Memory trees are
/// counted by the bytes of their arenas, so a batch that needed an arena of its own counts for as many as it takes the
/// room of.
final class StallGate {
  private final Clock clock;
  private final Scheduler scheduler;
  private final EngineListener listener;
  private final TwoComponentOptions options;
  private final List<Runnable> waiting = new ArrayList<>();
  private @Nullable String cause;
  private long stalledSinceNanos;
  private long stallCount;
  private long stalledNanos;

  StallGate(Clock clock, Scheduler scheduler, EngineListener listener, TwoComponentOptions options) {
    this.clock = clock;
    this.scheduler = scheduler;
    this.listener = listener;
    this.options = options;
  }

  /// Whether the active memory tree may be sealed in `state`; else the write is turned away, and this is noted.
  boolean admits(Components state) {
    if (isOpenIn(state)) {
      return true;
    }
    onStalled(state.sealed().length + " memory trees of " + sealedBytes(state) + " bytes wait for their merge");
    return false;
  }

  private boolean isOpenIn(Components state) {
    return sealedBytes(state) < (long) options.maxImmutableMemtables() * options.memtableBytes();
  }

  private static long sealedBytes(Components state) {
    long sum = 0;
    for (MemoryTree tree : state.sealed()) {
      sum += tree.memtable().arenaBytes();
    }
    return sum;
  }

  /// How urgently writes have to pay for owed work: 0 not at all, 1 as much as they can.
  double pressureIn(Components state) {
    return Math.min(1, (double) state.sealed().length / options.maxImmutableMemtables());
  }

  private void onStalled(String why) {
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
    if (isOpenIn(state)) {
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
    return EngineMetrics.Stalls.of(
        List.of(new EngineMetrics.StallCause("memtables", stallCount, stalledNanos + present)));
  }
}
