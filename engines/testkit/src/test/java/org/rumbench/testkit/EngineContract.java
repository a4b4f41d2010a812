package org.rumbench.testkit;

/// Everything a design has to pass. A design's test class extends it and names its factory: that is all.
public abstract class EngineContract
    implements ModelContract, ReadContract, WriteContract, LifecycleContract, SliceContract, ScriptsContract,
        RegressionContract, BrokenDeviceContract, MetamorphicContract, CrashContract, DamageContract,
        FaultContract, DumpContract, KillContract, SyncContract, StressContract, GoldenContract {}
