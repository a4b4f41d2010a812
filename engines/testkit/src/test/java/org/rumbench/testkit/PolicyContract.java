package org.rumbench.testkit;

import java.nio.file.Path;

/// What a design has to pass that differs from another of its module, tested in full by [EngineContract], by a policy
/// alone: everything that a policy can spoil, with a fifth of the seeds. Dumps, real syncs and real threads are the
/// engine's, not the policy's.
public abstract class PolicyContract
    implements ModelContract, ReadContract, WriteContract, LifecycleContract, SliceContract, ScriptsContract,
        RegressionContract, BrokenDeviceContract, MetamorphicContract, CrashContract, DamageContract,
        FaultContract, KillContract, GoldenContract {
  @Override
  public boolean isVariant() {
    return true;
  }

  /// The loss is planted below the engine that the other design is tested with.
  @Override
  public void appendsThatStayInTheProcessAreFoundByKillingIt(Path directory) {}
}
