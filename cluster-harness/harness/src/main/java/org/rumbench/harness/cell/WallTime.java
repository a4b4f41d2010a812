package org.rumbench.harness.cell;

import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.HdrHistogram.Histogram;
import org.rumbench.harness.machine.GcPauses;
import org.rumbench.harness.machine.HiccupMeter;
import org.rumbench.runtime.system.SystemRuntime;
import org.rumbench.workload.system.PreciseLoop;

/// The wall's time: a precise loop on the steering thread, background threads, and the meters of what the machine does.
final class WallTime implements CellTime {
  private final PreciseLoop loop = new PreciseLoop();
  private final GcPauses gcPauses = new GcPauses();
  private final HiccupMeter hiccups = new HiccupMeter();
  private final SystemRuntime runtime;

  /// Starts the threads; the calling one is the steering one.
  WallTime(int backgroundThreads) {
    this.runtime = SystemRuntime.start(backgroundThreads);
  }

  @Override
  public PreciseLoop loop() {
    return loop;
  }

  /// The runtime whose background threads these are.
  SystemRuntime runtime() {
    return runtime;
  }

  @Override
  public long stampMillis() {
    return System.currentTimeMillis();
  }

  @Override
  public void runUntil(BooleanSupplier isEnough) {
    loop.runUntil(isEnough);
  }

  @Override
  public void fromOutside(Runnable task) {
    loop.execute(task);
  }

  @Override
  public Repetition every(long periodNanos, long startNanos, Runnable look) {
    return new Sampling(periodNanos, startNanos, look);
  }

  /// A thread that wakes at the end of each period.
  private final class Sampling implements Repetition {
    private final long periodNanos;
    private final long startNanos;
    private final Runnable look;
    private final Thread thread;
    private volatile boolean isClosed;

    Sampling(long periodNanos, long startNanos, Runnable look) {
      this.periodNanos = periodNanos;
      this.startNanos = startNanos;
      this.look = look;
      this.thread = Thread.ofPlatform().daemon().name("sampler").start(this::run);
    }

    private void run() {
      while (!isClosed) {
        long sinceStart = loop.nanos() - startNanos;
        LockSupport.parkNanos(periodNanos - Math.floorMod(sinceStart, periodNanos));
        if (!isClosed) {
          look.run();
        }
      }
    }

    @Override
    public void close() {
      isClosed = true;
      LockSupport.unpark(thread);
    }
  }

  @Override
  public List<GcPauses.Pause> takeGcPauses() {
    return gcPauses.take();
  }

  @Override
  public Histogram takeHiccups() {
    return hiccups.take();
  }

  @Override
  public void close() {
    hiccups.close();
    runtime.close();
  }
}
