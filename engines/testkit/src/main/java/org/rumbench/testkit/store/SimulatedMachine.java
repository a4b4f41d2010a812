package org.rumbench.testkit.store;

import java.util.function.BooleanSupplier;
import org.rumbench.runtime.Environment;
import org.rumbench.runtime.RandomStream;
import org.rumbench.runtime.sim.SimRuntime;
import org.rumbench.storage.Storage;
import org.rumbench.storage.fault.CrashStorage;
import org.rumbench.storage.fault.FaultPlan;
import org.rumbench.storage.fault.FaultStorage;

/// A machine in a simulation: virtual time, and a disk that can be killed, cut and made to fail.
///
/// @param runtime the simulation
/// @param disk    what outlives its processes
record SimulatedMachine(SimRuntime runtime, CrashStorage disk) implements StoreMachine {
  @Override
  public Environment begin() {
    return runtime.environment(TestStore.OWNER);
  }

  @Override
  public Storage storage(Environment life, FaultPlan plan) {
    return new FaultStorage(disk.open(life), life, plan);
  }

  @Override
  public boolean runUntil(BooleanSupplier isDone) {
    return runtime.runUntil(isDone);
  }

  @Override
  public boolean await(BooleanSupplier isDone) {
    runtime.runUntilIdle();
    return isDone.getAsBoolean();
  }

  @Override
  public boolean canCrash() {
    return true;
  }

  @Override
  public void end() {
    runtime.kill(TestStore.OWNER);
  }

  @Override
  public void kill() {
    runtime.kill(TestStore.OWNER);
    disk.kill();
  }

  @Override
  public void powerCut(RandomStream random) {
    runtime.kill(TestStore.OWNER);
    disk.powerCut(random);
  }
}
