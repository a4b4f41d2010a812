package org.rumbench.workload;

import org.rumbench.runtime.Environment;

/// The loop of an [Environment]: how a simulation, in virtual time, or any other owner's event loop drives a workload.
public final class EnvironmentLoop implements DriverLoop {
  private final Environment environment;

  /// Uses the environment's clock and scheduler.
  public EnvironmentLoop(Environment environment) {
    this.environment = environment;
  }

  @Override
  public long nanos() {
    return environment.clock().nanos();
  }

  @Override
  public void execute(Runnable task) {
    environment.scheduler().execute(task);
  }

  @Override
  public void wakeAt(long atNanos, Runnable task) {
    environment.scheduler().schedule(Math.max(0, atNanos - nanos()), task);
  }
}
