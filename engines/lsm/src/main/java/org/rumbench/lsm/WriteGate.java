package org.rumbench.lsm;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
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
/// similar size under size-tiered compaction, no merge would ever end the wait. Debt does only while a merge runs, for
/// the same reason. Memtables are counted by the bytes of their arenas, so a batch that needed an arena of its own counts
/// for as many as it takes the room of.
final class WriteGate {
  /// What makes writes wait.
  private enum Cause {
    MEMTABLES("memtables"),
    LEVEL_ZERO("level 0"),
    DEBT("debt");

    final String text;

    Cause(String text) {
      this.text = text;
    }
  }

  private static final Cause[] CAUSES = Cause.values();

  private final Clock clock;
  private final Scheduler scheduler;
  private final EngineListener listener;
  private final LsmOptions options;
  private final CompactionPolicy policy;
  private final BooleanSupplier isCompacting;
  private final List<Runnable> waiting = new ArrayList<>();
  private @Nullable Cause cause;
  private String why = "";
  private long stalledSinceNanos;
  private final long[] stallCounts = new long[CAUSES.length];
  private final long[] stalledNanos = new long[CAUSES.length];

  WriteGate(
      Clock clock, Scheduler scheduler, EngineListener listener, LsmOptions options, CompactionPolicy policy,
      BooleanSupplier isCompacting) {
    this.clock = clock;
    this.scheduler = scheduler;
    this.listener = listener;
    this.options = options;
    this.policy = policy;
    this.isCompacting = isCompacting;
  }

  /// Whether the memtable may be switched in `state`; else the write is turned away, and this is noted.
  boolean admits(TreeState state) {
    Cause found = causeIn(state);
    if (found == null) {
      return true;
    }
    onStalled(found, textOf(found, state));
    return false;
  }

  /// Whether no more memtables may wait for their flush.
  boolean isFull(TreeState state) {
    return immutableBytes(state) >= (long) options.maxImmutableMemtables() * options.memtableBytes();
  }

  private static long immutableBytes(TreeState state) {
    long sum = 0;
    for (MemtableSlot slot : state.immutables()) {
      sum += slot.memtable().arenaBytes();
    }
    return sum;
  }

  private @Nullable Cause causeIn(TreeState state) {
    if (isFull(state)) {
      return Cause.MEMTABLES;
    }
    boolean isZeroFull = state.tables().levelZeroCount() >= options.stopTables();
    if (!isZeroFull && !isCompacting.getAsBoolean()) {
      return null;
    }
    long debtBytes = debtBytes(state);
    if (isZeroFull && debtBytes > 0) {
      return Cause.LEVEL_ZERO;
    }
    return debtBytes >= options.debtStopBytes() && isCompacting.getAsBoolean() ? Cause.DEBT : null;
  }

  private long debtBytes(TreeState state) {
    return policy.debtBytes(state.tables().shape(table -> false, Long.MIN_VALUE, Long.MIN_VALUE));
  }

  private String textOf(Cause found, TreeState state) {
    return switch (found) {
      case MEMTABLES ->
          state.immutables().length + " memtables of " + immutableBytes(state) + " bytes wait for their flush";
      case LEVEL_ZERO -> state.tables().levelZeroCount() + " tables in level 0";
      case DEBT -> "compactions owe more than " + options.debtStopBytes() + " bytes";
    };
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

  private void onStalled(Cause found, String text) {
    synchronized (this) {
      if (cause != null) {
        return;
      }
      cause = found;
      why = text;
      stalledSinceNanos = clock.nanos();
      stallCounts[found.ordinal()]++;
    }
    listener.onEvent(new EngineEvent.StallBegan(clock.nanos(), text));
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
      lasted = clock.nanos() - stalledSinceNanos;
      stalledNanos[cause.ordinal()] += lasted;
      cause = null;
      actions = List.copyOf(waiting);
      waiting.clear();
    }
    listener.onEvent(new EngineEvent.StallEnded(clock.nanos(), lasted));
    actions.forEach(scheduler::execute);
  }

  synchronized @Nullable String cause() {
    return cause == null ? null : why;
  }

  synchronized EngineMetrics.Stalls stalls() {
    List<EngineMetrics.StallCause> causes = new ArrayList<>();
    for (Cause each : CAUSES) {
      long present = each == cause ? clock.nanos() - stalledSinceNanos : 0;
      causes.add(
          new EngineMetrics.StallCause(each.text, stallCounts[each.ordinal()], stalledNanos[each.ordinal()] + present));
    }
    return EngineMetrics.Stalls.of(causes);
  }
}
