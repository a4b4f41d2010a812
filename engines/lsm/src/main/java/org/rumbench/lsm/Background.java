package org.rumbench.lsm;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.rumbench.lsm.compaction.CompactionDecision;
import org.rumbench.lsm.compaction.TableSummary;
import org.rumbench.lsm.compaction.TreeShape;
import org.rumbench.lsm.table.Table;
import org.rumbench.runtime.Completion;
import org.rumbench.runtime.Environment;
import org.rumbench.runtime.Invariant;
import org.rumbench.runtime.JobHandle;
import org.rumbench.runtime.Priority;
import org.rumbench.runtime.Scheduler;

/// Which flushes and compactions run, and what comes next. Any thread; its lock is a leaf.
///
/// B1: one flush at a time, oldest memtable first. B2: no table is the input of two compactions.
final class Background {
  private final LsmTree tree;
  private final Scheduler scheduler;
  private final List<MergeJob> running = new ArrayList<>();
  private final Set<Table> busy = new HashSet<>();
  private final ObsoleteFiles obsolete;
  private final List<JobHandle> others = new ArrayList<>();
  private boolean isFlushing;
  private int compactions;
  private boolean isExclusive;
  private boolean isStopped;
  private long flushCount;
  private long compactionCount;
  private double owedBytes;

  Background(LsmTree tree, Environment environment) {
    this.tree = tree;
    this.scheduler = environment.scheduler();
    this.obsolete = new ObsoleteFiles(
        tree.storage(), environment.clock(), tree.options().deleteBytesPerSecond(), this::backlogBytes,
        job -> track(scheduler.submit(job, Priority.BACKGROUND)), tree::fail);
  }

  /// Starts whatever is due and may run.
  void schedule() {
    while (true) {
      MergeJob job;
      synchronized (this) {
        job = isStopped ? null : nextLocked();
        if (job == null) {
          return;
        }
        running.add(job);
      }
      job.setHandle(scheduler.submit(job, priorityOf(job.plan())));
    }
  }

  private static Priority priorityOf(MergePlan plan) {
    return switch (plan) {
      case FlushPlan flush -> Priority.FLUSH;
      case CompactionPlan compaction ->
          compaction.decision().fromLevel() == 0 ? Priority.LEVEL_ZERO : Priority.BACKGROUND;
    };
  }

  private @Nullable MergeJob nextLocked() {
    if (tree.failure() != null) {
      return null;
    }
    MemtableSlot[] immutables = tree.states().peek().immutables();
    if (!isFlushing && immutables.length > 0) {
      isFlushing = true;
      return new MergeJob(tree, new FlushPlan(tree, immutables[immutables.length - 1]));
    }
    if (isExclusive || !tree.isOpen() || compactions >= tree.options().compactionJobs()) {
      return null;
    }
    TableSet tables = tree.states().peek().tables();
    Optional<CompactionDecision> decision = tree.policy().pick(shapeOf(tables));
    return decision.map(due -> newCompactionLocked(due, tables)).orElse(null);
  }

  private MergeJob newCompactionLocked(CompactionDecision decision, TableSet tables) {
    Map<Long, Table> byNumber = new HashMap<>();
    for (TableRun run : tables.runs()) {
      for (Table table : run.tables()) {
        byNumber.put(table.metadata().number(), table);
      }
    }
    List<Table> inputs = new ArrayList<>();
    for (TableSummary summary : decision.inputs()) {
      Table table = byNumber.get(summary.number());
      if (table == null || !busy.add(table)) {
        throw new AssertionError("B2: input " + summary.number() + " of a decision is idle and in the tree");
      }
      inputs.add(table);
    }
    compactions++;
    return new MergeJob(tree, new CompactionPlan(tree, decision, inputs));
  }

  /// A job has been installed or has failed; starts what became due.
  void onEnded(MergeJob job, boolean isInstalled) {
    synchronized (this) {
      running.remove(job);
      switch (job.plan()) {
        case FlushPlan flush -> {
          isFlushing = false;
          flushCount += isInstalled ? 1 : 0;
        }
        case CompactionPlan compaction -> {
          compactions--;
          compactionCount += isInstalled ? 1 : 0;
          compaction.inputs().forEach(busy::remove);
        }
      }
    }
    schedule();
    tree.gate().reconsider(tree.states().peek());
  }

  /// Keeps compactions from starting by themselves, or lets them again.
  void setExclusive(boolean exclusive) {
    synchronized (this) {
      isExclusive = exclusive;
    }
    if (!exclusive) {
      schedule();
    }
  }

  /// Starts the merge of everything; null when there is nothing to merge. Nothing may be running.
  @Nullable Completion startFull() {
    MergeJob job;
    synchronized (this) {
      Invariant.check(isExclusive && compactions == 0, "a full merge runs alone", compactions, 0);
      TableSet tables = tree.states().peek().tables();
      Optional<CompactionDecision> decision = tree.policy().full(shapeOf(tables));
      if (decision.isEmpty() || isStopped) {
        return null;
      }
      job = newCompactionLocked(decision.get(), tables);
      running.add(job);
    }
    job.setHandle(scheduler.submit(job, Priority.BACKGROUND));
    return job.ended();
  }

  /// What to await until one of the running merges has ended; null when none runs.
  synchronized @Nullable Completion mergeRunning() {
    return running.isEmpty() ? null : running.getFirst().ended();
  }

  /// The same of all jobs, the removal of files included.
  synchronized @Nullable Completion anyRunning() {
    Completion merging = mergeRunning();
    if (merging != null) {
      return merging;
    }
    return obsolete.running();
  }

  /// What to await until the running flush has ended; null when none runs.
  synchronized @Nullable Completion flushRunning() {
    for (MergeJob job : running) {
      if (job.plan() instanceof FlushPlan) {
        return job.ended();
      }
    }
    return null;
  }

  /// A write of `bytes` pays for owed work: at most one slice of the job that holds writes up. Never called with the
  /// writer's claim or a lock.
  void pay(long bytes, double pressure) {
    if (pressure <= 0) {
      return;
    }
    JobHandle owed = null;
    synchronized (this) {
      owedBytes += bytes * (1 + 7 * pressure);
      if (owedBytes < LsmTree.OWED_SLICE_BYTES) {
        return;
      }
      owedBytes = 0;
      for (MergeJob job : running) {
        if (job.isRunnable() && job.handle() != null && job.plan().outputLevel() <= 1) {
          owed = job.handle();
          break;
        }
      }
    }
    if (owed != null) {
      scheduler.assist(owed);
    }
  }

  /// Nothing holds the table any more: its file is removed by a job, or only released when the store is closing, or when
  /// it has failed: an edit that names the table may have reached the manifest although the job that wrote it gave up.
  void onUnreferenced(Table table) {
    if (tree.failure() == null) {
      obsolete.add(table.file());
    } else {
      table.file().release();
    }
  }

  private long backlogBytes() {
    return (long) (tree.options().deleteBacklogShare() * tree.states().peek().tables().fileBytes());
  }

  /// Remembers a job to be ended by [#stop]; ends it at once when that has been.
  JobHandle track(JobHandle handle) {
    boolean isLate;
    synchronized (this) {
      others.removeIf(JobHandle::isDone);
      others.add(handle);
      isLate = isStopped;
    }
    if (isLate) {
      handle.cancel();
    }
    return handle;
  }

  /// No job starts any more; those that run end after their slice.
  void stop() {
    List<JobHandle> handles = new ArrayList<>();
    obsolete.stop();
    synchronized (this) {
      isStopped = true;
      for (MergeJob job : running) {
        JobHandle handle = job.handle();
        if (handle != null) {
          handles.add(handle);
        }
      }
      handles.addAll(others);
    }
    handles.forEach(JobHandle::cancel);
    for (JobHandle handle : handles) {
      while (!handle.isDone() && !scheduler.runOrJoin(handle)) {
        // The slice in flight ends, then the job is cancelled.
      }
    }
    obsolete.releaseAll();
  }

  /// Whether a compaction is at work.
  synchronized boolean isCompacting() {
    return compactions > 0;
  }

  synchronized long flushCount() {
    return flushCount;
  }

  synchronized long compactionCount() {
    return compactionCount;
  }

  synchronized int runningCount() {
    return running.size();
  }

  private TreeShape shapeOf(TableSet tables) {
    return tables.shape(busy::contains, tree.purgeableVersion(), tree.earliestReadMillis());
  }

  TreeShape shape() {
    TreeState state = tree.states().acquire();
    try {
      synchronized (this) {
        return shapeOf(state.tables());
      }
    } finally {
      state.close();
    }
  }
}
