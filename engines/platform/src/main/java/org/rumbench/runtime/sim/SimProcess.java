package org.rumbench.runtime.sim;

import java.util.ArrayList;
import java.util.List;
import org.rumbench.runtime.Clock;
import org.rumbench.runtime.Entropy;
import org.rumbench.runtime.Environment;
import org.rumbench.runtime.Job;
import org.rumbench.runtime.JobHandle;
import org.rumbench.runtime.Priority;
import org.rumbench.runtime.Scheduler;
import org.rumbench.runtime.Timer;

/// One life of an owner, from its environment's making to its power cut. Whatever a dead one asks for does not happen.
final class SimProcess implements Scheduler, Clock {
  /// 2026-01-01T00:00:00Z, the wall time at which every simulation starts.
  private static final long WALL_START_MILLIS = 1_767_225_600_000L;

  private static final long NANOS_PER_MILLI = 1_000_000;

  private final SimRuntime runtime;
  private final String name;
  private final long life;
  private final SimLoop loop;
  private final SimWorkers workers;
  private final Environment environment;
  private long endedNanos = SimActor.NEVER;
  private long wallOffsetMillis;
  private long driftPartsPerMillion;

  SimProcess(SimRuntime runtime, String name, long life, Entropy entropy) {
    this.runtime = runtime;
    this.name = name;
    this.life = life;
    this.loop = new SimLoop(runtime, this);
    this.workers = new SimWorkers(runtime, this);
    this.environment = new Environment(this, this, entropy);
  }

  String name() {
    return name;
  }

  long life() {
    return life;
  }

  SimLoop loop() {
    return loop;
  }

  SimWorkers workers() {
    return workers;
  }

  Environment environment() {
    return environment;
  }

  boolean isAlive() {
    return endedNanos == SimActor.NEVER;
  }

  long endedNanos() {
    return endedNanos;
  }

  void end(long nanos) {
    endedNanos = nanos;
  }

  void setWallClock(long offsetMillis, long partsPerMillion) {
    wallOffsetMillis = offsetMillis;
    driftPartsPerMillion = partsPerMillion;
  }

  @Override
  public long nanos() {
    return runtime.nanos();
  }

  @Override
  public long wallMillis() {
    long nanos = runtime.nanos();
    long drifted = nanos + nanos / NANOS_PER_MILLI * driftPartsPerMillion;
    return WALL_START_MILLIS + wallOffsetMillis + drifted / NANOS_PER_MILLI;
  }

  @Override
  public void execute(Runnable task) {
    runtime.emit(loop, 0, false, "task", task);
  }

  @Override
  public Timer schedule(long delayNanos, Runnable task) {
    if (delayNanos < 0) {
      throw new IllegalArgumentException("delay " + delayNanos + " ns is below 0");
    }
    return runtime.emit(loop, delayNanos, false, "timer", task);
  }

  @Override
  public JobHandle submit(Job job, Priority priority) {
    SimJob handle = new SimJob(runtime, this, job, priority);
    handle.becomeReady(Long.MIN_VALUE);
    return handle;
  }

  @Override
  public boolean runOrJoin(JobHandle handle) {
    if (!(handle instanceof SimJob job)) {
      throw new IllegalArgumentException("not a job of this simulation: " + handle);
    }
    if (job.isDone()) {
      return true;
    }
    if (job.isReady()) {
      runtime.runInline(job);
    } else if (job.isRunning() || runtime.isInside()) {
      throw new IllegalStateException("a task of a simulation cannot wait for " + job);
    } else {
      runtime.runUntilMoved(job);
    }
    return job.isDone();
  }

  @Override
  public boolean assist(JobHandle handle) {
    if (!(handle instanceof SimJob job)) {
      throw new IllegalArgumentException("not a job of this simulation: " + handle);
    }
    if (!job.isDone() && job.isReady()) {
      runtime.runInline(job);
    }
    return job.isDone();
  }

  @Override
  public void runAll(Iterable<? extends Runnable> tasks) {
    List<Runnable> order = new ArrayList<>();
    tasks.forEach(order::add);
    Throwable failure = null;
    while (!order.isEmpty()) {
      int drawn = runtime.drawIndex(order.size());
      try {
        order.remove(drawn).run();
      } catch (RuntimeException | Error thrown) {
        if (failure == null) {
          failure = thrown;
        } else if (!failure.equals(thrown)) {
          failure.addSuppressed(thrown);
        }
      }
    }
    switch (failure) {
      case null -> {}
      case RuntimeException thrown -> throw thrown;
      case Error thrown -> throw thrown;
      case Throwable thrown -> throw new IllegalStateException(thrown);
    }
  }
}
