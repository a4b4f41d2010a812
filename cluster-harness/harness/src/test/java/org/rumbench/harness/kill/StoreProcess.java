package org.rumbench.harness.kill;

import java.nio.file.Path;
import org.rumbench.engine.EngineContext;
import org.rumbench.engine.EngineFactory;
import org.rumbench.engine.EngineOptions;
import org.rumbench.engine.OpenJob;
import org.rumbench.engine.StorageEngine;
import org.rumbench.runtime.Entropy;
import org.rumbench.runtime.Environment;
import org.rumbench.runtime.JobHandle;
import org.rumbench.runtime.Priority;
import org.rumbench.runtime.system.SystemRuntime;
import org.rumbench.storage.Storage;
import org.rumbench.storage.system.ChannelStorage;

/// One life of a store on real files and real threads. One owner.
final class StoreProcess implements AutoCloseable {
  private final SystemRuntime runtime;
  private final Environment environment;
  private final Storage storage;
  private final StorageEngine engine;

  private StoreProcess(SystemRuntime runtime, Environment environment, Storage storage, StorageEngine engine) {
    this.runtime = runtime;
    this.environment = environment;
    this.storage = storage;
    this.engine = engine;
  }

  /// Opens or recovers the store in `directory`.
  static StoreProcess open(EngineFactory factory, Path directory, long seed) {
    SystemRuntime runtime = SystemRuntime.start(1);
    Environment environment = runtime.environmentWithOwnLoop("store", Entropy.of(seed));
    Storage storage = ChannelStorage.open(directory, environment);
    EngineOptions options = EngineOptions.of(factory.options(), OpenStore.smallOptions(factory));
    OpenJob job = factory.open(new EngineContext(environment, storage, options, event -> {}));
    drive(environment, environment.scheduler().submit(job, Priority.OPEN));
    return new StoreProcess(runtime, environment, storage, job.engine());
  }

  private static void drive(Environment environment, JobHandle job) {
    while (!environment.scheduler().runOrJoin(job)) {
      // Each round runs or awaits one slice.
    }
    RuntimeException failure = job.completion().failure();
    if (failure != null) {
      throw failure;
    }
  }

  /// Waits for a job of the engine and throws its failure.
  void drive(JobHandle job) {
    drive(environment, job);
  }

  StorageEngine engine() {
    return engine;
  }

  @Override
  public void close() {
    engine.close();
    storage.close();
    runtime.close();
  }
}
