package org.rumbench.harness.cell;

import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.BooleanSupplier;
import org.HdrHistogram.Histogram;
import org.rumbench.harness.machine.GcPauses;
import org.rumbench.runtime.sim.SimRuntime;
import org.rumbench.workload.DriverLoop;
import org.rumbench.workload.EnvironmentLoop;

/// The time of a simulation, which passes only inside [#runUntil]; everything happens on the steering thread.
final class VirtualTime implements CellTime {
  private static final String DRIVER = "driver";
  private static final long SECOND_NANOS = 1_000_000_000L;
  private static final long MOST_NANOS = 24 * 3600 * SECOND_NANOS;
  private static final int DIGITS = 3;

  private final SimRuntime runtime;
  private final EnvironmentLoop loop;
  private final Queue<Runnable> fromOutside = new ConcurrentLinkedQueue<>();

  /// The driver becomes one more owner in the simulation.
  VirtualTime(SimRuntime runtime) {
    this.runtime = runtime;
    this.loop = new EnvironmentLoop(runtime.environment(DRIVER));
  }

  @Override
  public DriverLoop loop() {
    return loop;
  }

  @Override
  public long stampMillis() {
    return runtime.nanos() / 1_000_000;
  }

  /// Fails when that takes more than a day of virtual time, or when nothing is left that could bring it about.
  @Override
  public void runUntil(BooleanSupplier isEnough) {
    boolean isReached = runtime.runUntil(() -> {
      runFromOutside();
      return isEnough.getAsBoolean();
    }, MOST_NANOS);
    if (!isReached) {
      throw new IllegalStateException("the simulation does not come to what is waited for");
    }
  }

  private void runFromOutside() {
    for (Runnable task = fromOutside.poll(); task != null; task = fromOutside.poll()) {
      task.run();
    }
  }

  @Override
  public void fromOutside(Runnable task) {
    fromOutside.add(task);
  }

  @Override
  public Repetition every(long periodNanos, long startNanos, Runnable look) {
    return new Sampling(periodNanos, startNanos, look);
  }

  /// An alarm of the simulated world at the end of each period.
  private final class Sampling implements Repetition {
    private final long periodNanos;
    private final long startNanos;
    private final Runnable look;
    private boolean isClosed;

    Sampling(long periodNanos, long startNanos, Runnable look) {
      this.periodNanos = periodNanos;
      this.startNanos = startNanos;
      this.look = look;
      arm();
    }

    private void arm() {
      long intoPeriodNanos = Math.floorMod(runtime.nanos() - startNanos, periodNanos);
      runtime.schedule(periodNanos - intoPeriodNanos, "sample", this::run);
    }

    private void run() {
      if (!isClosed) {
        look.run();
        arm();
      }
    }

    @Override
    public void close() {
      isClosed = true;
    }
  }

  @Override
  public List<GcPauses.Pause> takeGcPauses() {
    return List.of();
  }

  @Override
  public Histogram takeHiccups() {
    Histogram empty = new Histogram(DIGITS);
    empty.setStartTimeStamp(stampMillis());
    empty.setEndTimeStamp(stampMillis());
    return empty;
  }

  @Override
  public void close() {}
}
