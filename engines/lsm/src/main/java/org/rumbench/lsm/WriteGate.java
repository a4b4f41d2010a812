package org.rumbench.lsm;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.rumbench.engine.EngineEvent;
import org.rumbench.engine.EngineListener;
import org.rumbench.engine.EngineMetrics;
import org.rumbench.lsm.compaction.CompactionPolicy;
import org.rumbench.runtime.Clock;
import org.rumbench.runtime.Scheduler;

/// Says when writes must wait, tells when they need not any more, and keeps the account of it. Any thread.
///
/// Tables in level 0 make writes wait only while the policy owes a merge: where none is due, as with tables of no
/// similar size under size-tiered compaction, no merge would ever end the wait.
final class WriteGate {
  private final Clock clock;
  private final Scheduler scheduler;
  private final EngineListener listener;
  private final LsmOptions options;
  private final CompactionPolicy policy;
  private final List<Runnable> waiting = new ArrayList<>();
  private @Nullable String cause;
  private long stalledSinceNanos;
  private long stallCount;
  private long stalledNanos;

  WriteGate(Clock clock, Scheduler scheduler, EngineListener listener, LsmOptions options, CompactionPolicy policy) {
    this.clock = clock;
    this.scheduler = scheduler;
    this.listener = listener;
    this.options = options;
    this.policy = policy;
  }

  /// Why the memtable may not be switched in `state`; null when it may.
  @Nullable String causeIn(TreeState state) {
    if (state.immutables().length >= options.maxImmutableMemtables()) {
      return state.immutables().length + " memtables wait for their flush";
    }
    if (state.tables().levelZeroCount() >= options.stopTables()
        && policy.debtBytes(state.tables().shape(table -> false, Long.MIN_VALUE, Long.MIN_VALUE)) > 0) {
      return state.tables().levelZeroCount() + " tables in level 0";
    }
    return null;
  }

  /// How urgently writes have to pay for owed work: 0 not at all, 1 as much as they can.
  double pressureIn(TreeState state) {
    int slack = options.maxImmutableMemtables() - state.immutables().length;
    double byMemtables = slack <= 0 && options.maxImmutableMemtables() > 1 ? 1 : 0;
    int tables = state.tables().levelZeroCount() - options.slowdownTables() + 1;
    int span = options.stopTables() - options.slowdownTables() + 1;
    double byTables = tables <= 0 ? 0 : Math.min(1, (double) tables / span);
    return Math.max(byMemtables, byTables);
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

  /// Something was installed: writes may be possible again.
  void reconsider(TreeState state) {
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
