package org.rumbench.wisckey;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CancellationException;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.rumbench.engine.EngineContext;
import org.rumbench.engine.EngineEvent;
import org.rumbench.engine.EngineMetrics;
import org.rumbench.lsm.LsmTree;
import org.rumbench.lsm.TreePin;
import org.rumbench.runtime.Completion;
import org.rumbench.runtime.JobHandle;
import org.rumbench.runtime.Priority;
import org.rumbench.runtime.Scheduler;

/// Decides when garbage is collected, one collection at a time, and how writes feel it. Any thread; its lock is a leaf.
///
/// A segment may be collected once the manifest knows it as sealed and recovery no longer needs it
/// ([ValueLogCommit#isComplete]), or when compactions have put values into it and none does at present. One that a
/// compaction empties is left to it until that has ended.
final class Collector {
  /// Work that one paid slice is worth.
  private static final long PAID_SLICE_BYTES = 256 * 1024;
  /// Written bytes count this many times over when the owed bytes reach the stall bound.
  private static final int PAY_FACTOR = 8;

  private final EngineContext context;
  private final WisckeyOptions options;
  private final ValueLog log;
  private final ValueLogCommit commit;
  private final SegmentCatalog catalog;
  private final LsmTree tree;
  private final List<Runnable> waiting = new ArrayList<>();
  private final List<JobHandle> tracked = new ArrayList<>();

  private @Nullable CollectionJob job;
  /// Of [#job]: completes once its end has been dealt with.
  private @Nullable Completion ended;
  private volatile @Nullable JobHandle handle;
  private volatile boolean isStopped;
  private @Nullable Double fullFraction;
  private volatile boolean hasFailed;
  private volatile long debtBytes;
  private volatile boolean isStalling;
  private long paidForBytes;
  private long collections;
  private long stallCount;
  private long stalledSinceNanos;
  private long stalledNanos;

  Collector(
      EngineContext context,
      WisckeyOptions options,
      ValueLog log,
      ValueLogCommit commit,
      SegmentCatalog catalog,
      LsmTree tree) {
    this.context = context;
    this.options = options;
    this.log = log;
    this.commit = commit;
    this.catalog = catalog;
    this.tree = tree;
  }

  private Scheduler scheduler() {
    return context.environment().scheduler();
  }

  private long nowNanos() {
    return context.environment().clock().nanos();
  }

  /// Starts the collection that is due, if none runs. Called whenever a merge was installed or a collection ended.
  void consider() {
    List<CollectionPolicy.Candidate> owed = candidates(segment -> true);
    List<CollectionPolicy.Candidate> idle = candidates(segment -> segment.isFree() && !segment.isEmptied());
    CollectionJob next = null;
    synchronized (this) {
      debtBytes = options.policy().debtBytes(owed);
      if (!isStopped && !hasFailed && job == null) {
        next = newJob(policy().pick(idle));
        job = next;
        ended = next == null ? null : new Completion();
      }
    }
    reopen();
    if (next != null) {
      start(next);
    }
  }

  private CollectionPolicy policy() {
    Double full = fullFraction;
    return full == null ? options.policy() : options.policy().withDeadFraction(full);
  }

  private List<CollectionPolicy.Candidate> candidates(Predicate<ValueLogSegment> wanted) {
    List<CollectionPolicy.Candidate> found = new ArrayList<>();
    for (ValueLogSegment segment : log.current().segments()) {
      if ((commit.isComplete(segment) || segment.isFilling()) && wanted.test(segment)) {
        found.add(segment.candidate());
      }
    }
    return found;
  }

  /// A collection of those that nobody has taken hold of since; null when none is left.
  private @Nullable CollectionJob newJob(List<Integer> picked) {
    SegmentSet set = log.current();
    List<ValueLogSegment> victims = new ArrayList<>();
    for (int id : picked) {
      ValueLogSegment victim = set.find(id);
      if (victim != null && victim.holdForCollection()) {
        victims.add(victim);
      }
    }
    return victims.isEmpty() ? null : new CollectionJob(context, log, catalog, tree, victims);
  }

  private void start(CollectionJob next) {
    long lowest = next.lowestVersion();
    TreePin guard = tree.guardPurge(lowest);
    context.listener().onEvent(new EngineEvent.CollectionBegan(nowNanos(), next.inputBytes()));
    JobHandle started = scheduler().submit(next, Priority.BACKGROUND);
    handle = started;
    started.completion().onDone(outcome -> {
      guard.close();
      onEnded(next, outcome);
    });
  }

  private void onEnded(CollectionJob done, @Nullable RuntimeException outcome) {
    if (outcome != null) {
      done.abandon();
    }
    Completion over;
    synchronized (this) {
      job = null;
      over = Objects.requireNonNull(ended);
      ended = null;
      if (outcome == null) {
        collections++;
      }
    }
    if (outcome == null) {
      context.listener().onEvent(
          new EngineEvent.CollectionEnded(nowNanos(), done.inputBytes(), done.rewrittenBytes()));
      consider();
      over.complete();
    } else {
      if (!(outcome instanceof CancellationException)) {
        hasFailed = true;
        tree.fail(outcome);
        reopen();
      }
      over.fail(outcome);
    }
  }

  /// The end of the collection that runs or has just been started because it is due; null when nothing is owed.
  @Nullable Completion owed() {
    consider();
    synchronized (this) {
      return ended;
    }
  }

  /// Collects down to the fraction of a full reorganisation until [#endFull].
  void beginFull() {
    synchronized (this) {
      fullFraction = options.compactDeadFraction();
    }
  }

  /// Back to the usual threshold.
  void endFull() {
    synchronized (this) {
      fullFraction = null;
    }
  }

  /// A write of `bytes` pays for at most one slice, in proportion to its bytes and to what is owed. Never called with
  /// a lock held.
  void pay(long bytes) {
    long owedBytes = debtBytes;
    if (owedBytes < options.collectPayBytes()) {
      return;
    }
    JobHandle running = handle;
    synchronized (this) {
      double pressure = Math.min(1, (double) owedBytes / Math.max(1, options.collectStallBytes()));
      paidForBytes += (long) (bytes * (1 + (PAY_FACTOR - 1) * pressure));
      CollectionJob present = job;
      if (paidForBytes < PAID_SLICE_BYTES || present == null || !present.isPayable() || running == null) {
        return;
      }
      paidForBytes = 0;
    }
    if (!running.isDone()) {
      scheduler().assist(running);
    }
  }

  /// Why writes must wait for collections; null when they need not. Remembers that they do.
  @Nullable String stall() {
    if (debtBytes < options.collectStallBytes() || hasFailed || isStopped) {
      return null;
    }
    String cause = cause();
    synchronized (this) {
      if (isStalling) {
        return cause;
      }
      isStalling = true;
      stallCount++;
      stalledSinceNanos = nowNanos();
    }
    context.listener().onEvent(new EngineEvent.StallBegan(nowNanos(), cause));
    return cause;
  }

  private String cause() {
    return debtBytes + " bytes of value-log segments wait for collection";
  }

  /// As [#stall], without remembering.
  @Nullable String stallCause() {
    return isStalling ? cause() : null;
  }

  /// Keeps `listener` until writes are possible as far as collections go; false when they are already.
  boolean await(Runnable listener) {
    synchronized (this) {
      if (!isStalling) {
        return false;
      }
      waiting.add(listener);
      return true;
    }
  }

  private void reopen() {
    List<Runnable> listeners;
    long lasted;
    synchronized (this) {
      if (!isStalling || (debtBytes >= options.collectStallBytes() && !hasFailed && !isStopped)) {
        return;
      }
      isStalling = false;
      lasted = nowNanos() - stalledSinceNanos;
      stalledNanos += lasted;
      listeners = List.copyOf(waiting);
      waiting.clear();
    }
    context.listener().onEvent(new EngineEvent.StallEnded(nowNanos(), lasted));
    listeners.forEach(scheduler()::execute);
  }

  /// Bytes of segments that the trigger asks to collect.
  long debtBytes() {
    return debtBytes;
  }

  /// Collections ended well.
  synchronized long collections() {
    return collections;
  }

  /// Collections running.
  synchronized int running() {
    return job == null ? 0 : 1;
  }

  /// How often and how long writes waited for collections.
  synchronized EngineMetrics.Stalls stalls() {
    long present = isStalling ? nowNanos() - stalledSinceNanos : 0;
    return EngineMetrics.Stalls.of(
        List.of(new EngineMetrics.StallCause("collections", stallCount, stalledNanos + present)));
  }

  /// Remembers a job of the owner's to be ended by [#stop].
  JobHandle track(JobHandle owned) {
    synchronized (this) {
      tracked.removeIf(JobHandle::isDone);
      tracked.add(owned);
    }
    return owned;
  }

  /// No further collection starts, and the one that runs ends after its slice.
  void stop() {
    List<JobHandle> handles;
    synchronized (this) {
      isStopped = true;
      handles = new ArrayList<>(tracked);
    }
    JobHandle running = handle;
    if (running != null) {
      handles.add(running);
    }
    handles.forEach(JobHandle::cancel);
    for (JobHandle each : handles) {
      while (!each.isDone()) {
        scheduler().runOrJoin(each);
      }
    }
    reopen();
  }
}
