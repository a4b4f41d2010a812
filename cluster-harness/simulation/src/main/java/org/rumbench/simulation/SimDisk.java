package org.rumbench.simulation;

import org.rumbench.runtime.Environment;
import org.rumbench.runtime.RandomStream;
import org.rumbench.runtime.sim.SimRuntime;
import org.rumbench.storage.Storage;
import org.rumbench.storage.fault.CrashStorage;
import org.rumbench.storage.sim.MemoryMedium;
import org.rumbench.storage.sim.SimulatedDisk;

/// A node's disk: charges its owner's tasks, feeds every call into the trace, and outlives the node's lives, less what a
/// power cut takes.
final class SimDisk {
  private final SimRuntime runtime;
  private final String owner;
  private final CrashStorage disk;
  private final RandomStream powerCuts;

  SimDisk(SimRuntime runtime, String owner, SimulatedDisk model) {
    this.runtime = runtime;
    this.owner = owner;
    this.powerCuts = runtime.entropy().child("disks").child(owner).stream("power-cuts");
    MemoryMedium medium = new MemoryMedium(model, this::charge, this::trace);
    this.disk = new CrashStorage(medium::open);
  }

  /// The power cut's own work on the medium costs nobody anything.
  private void charge(long nanos) {
    if (disk.isAlive()) {
      runtime.charge(nanos);
    }
  }

  private void trace(String call, String file, long offsetBytes, long lengthBytes) {
    runtime.trace().add(owner);
    runtime.trace().add(call);
    runtime.trace().add(file);
    runtime.trace(offsetBytes);
    runtime.trace(lengthBytes);
  }

  /// The files as a new life finds them.
  Storage open(Environment environment) {
    return disk.open(environment);
  }

  /// Ends the life that has the disk open; what was not synced may be lost, torn or reordered.
  void powerCut() {
    disk.powerCut(powerCuts);
  }
}
