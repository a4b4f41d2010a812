package org.rumbench.lsm.twocomponent;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.rumbench.lsm.ObsoleteFiles;
import org.rumbench.runtime.Completion;
import org.rumbench.runtime.Environment;
import org.rumbench.runtime.JobHandle;
import org.rumbench.runtime.Priority;
import org.rumbench.runtime.Scheduler;

/// Which merge runs, and what comes next. Any thread; its lock is a leaf.
///
/// B1: one merge at a time, of the oldest sealed memory tree unless a rewriting was asked for; only it changes the disk
/// tree and writes the manifest.
final class TreeBackground {
  /// Owed work paid for by writes comes in slices of this many bytes.
  private static final double OWED_SLICE_BYTES = 256 * 1024;

  private final TwoComponentEngine tree;
  private final Scheduler scheduler;
  private final ObsoleteFiles obsolete;
  private final List<JobHandle> others = new ArrayList<>();
  private @Nullable RollingMerge running;
  private long sweepsAsked;
  private long sweepsBegun;
  private boolean isStopped;
  private long flushCount;
  private long sweepsEnded;
  private double owedBytes;

  TreeBackground(TwoComponentEngine tree, Environment environment) {
    this.tree = tree;
    this.scheduler = environment.scheduler();
    this.obsolete = new ObsoleteFiles(
        tree.storage(), environment.clock(), 0, () -> Long.MAX_VALUE, job -> track(scheduler.submit(job, Priority.BACKGROUND)),
        tree::fail);
  }

  /// Starts the merge that is due, if none runs.
  void schedule() {
    RollingMerge job;
    synchronized (this) {
      if (isStopped || running != null || tree.failure() != null) {
        return;
      }
      boolean isSweep = sweepsAsked > sweepsBegun;
      MemoryTree oldest = isSweep ? null : tree.states().peek().oldest();
      if (oldest == null && !isSweep) {
        return;
      }
      sweepsBegun = isSweep ? sweepsAsked : sweepsBegun;
      job = new RollingMerge(tree, oldest);
      running = job;
    }
    job.setHandle(scheduler.submit(job, job.isSweep() ? Priority.BACKGROUND : Priority.FLUSH));
  }

  /// Has every subtree rewritten by a merge that has not begun; done when [#sweepsEnded] has come to what this returns.
  long askForSweep() {
    long asked;
    synchronized (this) {
      asked = sweepsBegun + 1;
      sweepsAsked = asked;
    }
    schedule();
    return asked;
  }

  /// A merge has ended or has failed; starts what became due.
  void onEnded(RollingMerge job, boolean isWell) {
    synchronized (this) {
      running = null;
      if (isWell && job.isSweep()) {
        sweepsEnded = sweepsBegun;
      } else if (isWell) {
        flushCount++;
      }
    }
    tree.gate().reconsider(tree.states().peek());
    schedule();
  }

  /// What to await until the running job has ended; null when none runs.
  synchronized @Nullable Completion anyRunning() {
    RollingMerge job = running;
    return job != null ? job.ended() : obsolete.running();
  }

  /// What to await until the running merge has ended; null when none runs.
  synchronized @Nullable Completion mergeRunning() {
    RollingMerge job = running;
    return job == null ? null : job.ended();
  }

  /// A write of `bytes` pays for owed work: at most one slice of the merge. Never called with the writer's claim or a
  /// lock.
  void pay(long bytes, double pressure) {
    JobHandle owed = null;
    synchronized (this) {
      owedBytes += bytes * (1 + 7 * pressure);
      if (owedBytes < OWED_SLICE_BYTES) {
        return;
      }
      owedBytes = 0;
      RollingMerge job = running;
      if (job != null && job.isRunnable()) {
        owed = job.handle();
      }
    }
    if (owed != null) {
      scheduler.assist(owed);
    }
  }

  /// Nothing holds the subtree any more: its file is removed by a job, or only released when the store is closing, or
  /// when it has failed: an edit that names it may have reached the manifest although the merge that wrote it gave up.
  void onUnreferenced(Subtree subtree) {
    if (tree.failure() == null) {
      obsolete.add(subtree.file());
    } else {
      subtree.file().release();
    }
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
      RollingMerge job = running;
      JobHandle handle = job == null ? null : job.handle();
      if (handle != null) {
        handles.add(handle);
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

  /// Memory trees merged.
  synchronized long flushCount() {
    return flushCount;
  }

  /// Times the whole disk tree was rewritten.
  synchronized long sweepsEnded() {
    return sweepsEnded;
  }

  synchronized int runningCount() {
    return running == null ? 0 : 1;
  }
}
