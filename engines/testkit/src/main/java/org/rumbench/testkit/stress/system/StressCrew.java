package org.rumbench.testkit.stress.system;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.rumbench.engine.Capability;
import org.rumbench.testkit.Design;

/// The threads of one run over one open store: a writer, readers of each kind, upkeep, and whoever interrupts them.
final class StressCrew {
  private static final long PATIENCE_SECONDS = 60;
  private static final long POLL_NANOS = 50_000;

  private final StressPlan plan;
  private final StressBoard board;
  private final AtomicLong promised = new AtomicLong();
  private final List<Thread> threads = new ArrayList<>();

  /// Starts everybody; the writer goes on behind version `after`.
  static StressCrew start(
      Design design, StressPlan plan, StressContent content, StressBoard board, StressStore store, long after) {
    StressCrew crew = new StressCrew(plan, board);
    boolean isAtomic = design.can(Capability.ATOMIC_VISIBILITY);
    long seed = plan.seed() + after;
    crew.add("stress-writer", new WriteActor(content, board, store, plan, after, crew.promised));
    crew.add("stress-reader-1", new ReadActor(content, board, store, plan, isAtomic, seed + 1));
    crew.add("stress-reader-2", new ReadActor(content, board, store, plan, isAtomic, seed + 2));
    crew.add(
        "stress-ranges",
        new RangeActor(content, board, store, plan, design.can(Capability.ORDERED_SCAN), isAtomic, seed + 3));
    if (design.can(Capability.SNAPSHOT)) {
      crew.add("stress-snapshots", new SnapshotActor(content, board, store, plan, isAtomic, seed + 4));
    }
    crew.add("stress-upkeep", new UpkeepActor(content, board, store, plan, seed + 5));
    crew.threads.forEach(Thread::start);
    return crew;
  }

  private StressCrew(StressPlan plan, StressBoard board) {
    this.plan = plan;
    this.board = board;
  }

  private void add(String name, Runnable work) {
    threads.add(Thread.ofPlatform().daemon().name(name).unstarted(work));
  }

  /// Returns once the writer has acknowledged `version`, or the run is over; interrupts threads meanwhile when the plan
  /// says so.
  void awaitVersion(long version) {
    SplittableRandom random = new SplittableRandom(plan.seed() ^ version);
    while (board.acknowledged() < version && !board.isOver()) {
      if (plan.isInterrupting()) {
        threads.get(random.nextInt(threads.size())).interrupt();
        board.interrupts.increment();
      }
      LockSupport.parkNanos(POLL_NANOS);
    }
  }

  /// Waits for all threads and for the outcome of every synced write; whoever does not come to an end is a violation.
  void join() {
    long patience = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
    for (Thread thread : threads) {
      joinUntil(thread, patience);
      if (thread.isAlive()) {
        board.violation(
            thread.getName() + " never came back: " + Arrays.toString(thread.getStackTrace()), null);
      }
    }
    while (promised.get() > 0 && System.nanoTime() < patience && board.violationFree()) {
      LockSupport.parkNanos(POLL_NANOS);
    }
    if (promised.get() > 0) {
      board.violation(promised.get() + " synced writes never heard of their outcome", null);
    }
  }

  private static void joinUntil(Thread thread, long deadlineNanos) {
    try {
      thread.join(Math.max(1, TimeUnit.NANOSECONDS.toMillis(deadlineNanos - System.nanoTime())));
    } catch (InterruptedException interrupt) {
      Thread.currentThread().interrupt();
    }
  }
}
