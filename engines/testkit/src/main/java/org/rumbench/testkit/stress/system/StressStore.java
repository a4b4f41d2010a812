package org.rumbench.testkit.stress.system;

import java.nio.file.Path;
import org.rumbench.engine.EngineContext;
import org.rumbench.engine.EngineListener;
import org.rumbench.engine.OpenJob;
import org.rumbench.engine.StorageEngine;
import org.rumbench.runtime.Entropy;
import org.rumbench.runtime.Environment;
import org.rumbench.runtime.JobHandle;
import org.rumbench.runtime.Priority;
import org.rumbench.runtime.system.SystemRuntime;
import org.rumbench.testkit.Design;

/// An engine of one process life, with the runtime it runs on.
///
/// @param runtime     threads, started for it
/// @param environment its loop, timers and workers
/// @param engine      the engine
record StressStore(SystemRuntime runtime, Environment environment, StorageEngine engine) implements AutoCloseable {

  /// Opens the store in `directory`.
  static StressStore open(Design design, StressPlan plan, Path directory) {
    SystemRuntime runtime = SystemRuntime.start(plan.backgroundThreads(), plan.sliceBytes());
    boolean isOpen = false;
    try {
      Environment environment = runtime.environmentWithOwnLoop("stress", Entropy.of(plan.seed()));
      OpenJob job =
          design.factory().open(
              new EngineContext(
                  environment,
                  plan.backend().open(directory, environment),
                  design.engineOptions(),
                  EngineListener.NONE));
      drive(environment, environment.scheduler().submit(job, Priority.OPEN));
      isOpen = true;
      return new StressStore(runtime, environment, job.engine());
    } finally {
      if (!isOpen) {
        runtime.close();
      }
    }
  }

  /// Drives a job to its end; its failure is thrown.
  void drive(JobHandle handle) {
    drive(environment, handle);
  }

  private static void drive(Environment environment, JobHandle handle) {
    boolean isDone = false;
    while (!isDone) {
      isDone = environment.scheduler().runOrJoin(handle);
    }
    handle.completion().throwIfFailed();
  }

  @Override
  public void close() {
    engine.close();
    runtime.close();
  }
}
