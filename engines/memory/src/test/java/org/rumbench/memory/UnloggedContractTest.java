package org.rumbench.memory;

import java.util.Map;
import org.rumbench.engine.EngineFactory;
import org.rumbench.testkit.CrashContract;
import org.rumbench.testkit.Design;
import org.rumbench.testkit.FaultContract;
import org.rumbench.testkit.LifecycleContract;
import org.rumbench.testkit.ModelContract;
import org.rumbench.testkit.WriteContract;

/// The design `memory` without a log: what does not ask for durability stays in memory. With one shard, as here, what a
/// crash leaves is even a prefix of the writes, so the contract is no weaker; see [UnloggedTest] for what is promised.
final class UnloggedContractTest
    implements ModelContract, WriteContract, LifecycleContract, CrashContract, FaultContract {
  @Override
  public EngineFactory factory() {
    return new MemoryFactory();
  }

  @Override
  public Design design() {
    return Design.miniature(factory()).with(Map.of("log", "off", "memoryBytes", "376k"));
  }

  @Override
  public boolean isVariant() {
    return true;
  }
}
