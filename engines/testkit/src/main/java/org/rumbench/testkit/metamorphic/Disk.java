package org.rumbench.testkit.metamorphic;

import org.rumbench.runtime.Environment;
import org.rumbench.storage.Storage;
import org.rumbench.storage.sim.MemoryMedium;
import org.rumbench.storage.sim.SimulatedDisk;

/// Where one run keeps its files: opened by each life, one after the other. One thread.
public interface Disk extends AutoCloseable {
  /// The storage of a life, over what the lives before left; closed by its opener.
  Storage open(Environment environment);

  /// Removes everything; no life is going on.
  @Override
  void close();

  /// An empty disk in memory whose syncs overtake each other.
  static Disk inMemory() {
    MemoryMedium medium = new MemoryMedium(SimulatedDisk.restless());
    return new Disk() {
      @Override
      public Storage open(Environment environment) {
        return medium.open(environment);
      }

      @Override
      public void close() {
        // The memory goes with the object.
      }
    };
  }
}
