package org.rumbench.runtime.sim;

import java.util.PriorityQueue;

/// The background workers of one owner: each runs the most urgent ready slice when it is free.
final class SimWorkers extends SimActor {
  /// A job's claim to run a slice from some time on; void once the job ran or moved otherwise.
  private record Claim(SimJob job, long moves, long readyNanos, long sequence) {
    boolean isVoid() {
      return job.moves() != moves;
    }

    int compareByTime(Claim other) {
      return readyNanos != other.readyNanos
          ? Long.compare(readyNanos, other.readyNanos)
          : Long.compare(sequence, other.sequence);
    }

    int compareByUrgency(Claim other) {
      int byPriority = job.priority().compareTo(other.job.priority());
      return byPriority != 0 ? byPriority : Long.compare(sequence, other.sequence);
    }
  }

  private final SimRuntime runtime;
  private final SimProcess process;
  private final PriorityQueue<Claim> waiting = new PriorityQueue<>(Claim::compareByTime);
  private final PriorityQueue<Claim> ready = new PriorityQueue<>(Claim::compareByUrgency);
  private final long[] busyUntilNanos;

  SimWorkers(SimRuntime runtime, SimProcess process) {
    this.runtime = runtime;
    this.process = process;
    this.busyUntilNanos = new long[runtime.options().workers()];
  }

  void add(SimJob job, long moves, long readyNanos, long sequence) {
    waiting.add(new Claim(job, moves, readyNanos, sequence));
  }

  @Override
  long nextNanos() {
    if (!process.isAlive()) {
      waiting.clear();
      ready.clear();
      return NEVER;
    }
    dropVoid(ready);
    dropVoid(waiting);
    long freeNanos = busyUntilNanos[firstFree()];
    if (!ready.isEmpty()) {
      return freeNanos;
    }
    Claim head = waiting.peek();
    return head == null ? NEVER : Math.max(head.readyNanos, freeNanos);
  }

  private static void dropVoid(PriorityQueue<Claim> claims) {
    Claim head = claims.peek();
    while (head != null && head.isVoid()) {
      claims.poll();
      head = claims.peek();
    }
  }

  private int firstFree() {
    int first = 0;
    for (int i = 1; i < busyUntilNanos.length; i++) {
      if (busyUntilNanos[i] < busyUntilNanos[first]) {
        first = i;
      }
    }
    return first;
  }

  @Override
  void runNext(long now) {
    Claim head = waiting.peek();
    while (head != null && head.readyNanos <= now) {
      waiting.poll();
      if (!head.isVoid()) {
        ready.add(head);
      }
      head = waiting.peek();
    }
    SimJob job = ready.remove().job();
    int worker = firstFree();
    runtime.enter(process, job.name());
    try {
      job.runSlice();
    } finally {
      busyUntilNanos[worker] = runtime.leave() + runtime.options().taskNanos();
    }
  }
}
