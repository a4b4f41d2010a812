package org.rumbench.testkit.kill.system;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Semaphore;
import org.rumbench.engine.Durability;
import org.rumbench.engine.EngineContext;
import org.rumbench.engine.EngineListener;
import org.rumbench.engine.OpenJob;
import org.rumbench.engine.StorageEngine;
import org.rumbench.engine.WriteBatch;
import org.rumbench.engine.WriteCompletion;
import org.rumbench.engine.WriteStatus;
import org.rumbench.runtime.Entropy;
import org.rumbench.runtime.Environment;
import org.rumbench.runtime.JobHandle;
import org.rumbench.runtime.Priority;
import org.rumbench.runtime.system.SystemRuntime;
import org.rumbench.storage.Storage;
import org.rumbench.testkit.Design;
import org.rumbench.testkit.script.Edit;
import org.rumbench.testkit.store.StoreReader;
import org.rumbench.testkit.store.TestStore;
import org.rumbench.testkit.store.system.Backend;

/// One life of a store on real files and real threads: the counterpart of [TestStore] outside the simulation. One owner.
public final class RealStore implements AutoCloseable {
  private static final int BACKGROUND_THREADS = 1;
  /// Small, so that background work hands over often.
  private static final long SLICE_BYTES = 16 * 1024;

  private final SystemRuntime runtime;
  private final Environment environment;
  private final Storage storage;
  private final StorageEngine engine;
  private final StoreReader reader;

  private RealStore(SystemRuntime runtime, Environment environment, Storage storage, StorageEngine engine) {
    this.runtime = runtime;
    this.environment = environment;
    this.storage = storage;
    this.engine = engine;
    this.reader = new StoreReader(() -> engine);
  }

  /// Opens or recovers the store in `directory`; throws what its opening fails with.
  public static RealStore open(Design design, Backend backend, Path directory) {
    return open(design, backend, directory, EngineListener.NONE, () -> {});
  }

  /// As [#open(Design, Backend, Path)], with who hears the engine's events and who is told when its opening begins.
  static RealStore open(
      Design design, Backend backend, Path directory, EngineListener listener, Runnable onOpening) {
    SystemRuntime runtime = SystemRuntime.start(BACKGROUND_THREADS, SLICE_BYTES);
    Storage storage = null;
    boolean isOpen = false;
    try {
      Environment environment = runtime.environmentWithOwnLoop("store", Entropy.of(1));
      storage = backend.open(directory, environment);
      onOpening.run();
      OpenJob job = design.factory().open(new EngineContext(environment, storage, design.engineOptions(), listener));
      drive(environment, environment.scheduler().submit(job, Priority.OPEN));
      isOpen = true;
      return new RealStore(runtime, environment, storage, job.engine());
    } finally {
      if (!isOpen) {
        if (storage != null) {
          storage.close();
        }
        runtime.close();
      }
    }
  }

  private static void drive(Environment environment, JobHandle job) {
    while (!environment.scheduler().runOrJoin(job)) {
      // Each round runs or awaits one slice.
    }
    job.completion().throwIfFailed();
  }

  /// Runs or awaits a job of the engine to its end and throws its failure.
  public void drive(JobHandle job) {
    drive(environment, job);
  }

  /// The engine.
  public StorageEngine engine() {
    return engine;
  }

  /// Its storage, below whatever a factory put between.
  public Storage storage() {
    return storage;
  }

  /// Reads it.
  public StoreReader reader() {
    return reader;
  }

  /// Writes through stalls: DONE or PENDING.
  public WriteStatus write(List<Edit> edits, Durability durability, WriteCompletion completion)
      throws InterruptedException {
    WriteBatch batch = TestStore.batchOf(edits);
    while (true) {
      WriteStatus status = engine.write(batch, durability, completion);
      if (status != WriteStatus.STALLED) {
        return status;
      }
      Semaphore writable = new Semaphore(0);
      engine.onWritable(writable::release);
      writable.acquire();
    }
  }

  /// Ends it in good order.
  @Override
  public void close() {
    engine.close();
    storage.close();
    runtime.close();
  }
}
