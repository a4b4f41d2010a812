package org.rumbench.lsm;

import org.rumbench.engine.EngineFactory;
import org.rumbench.testkit.EngineContract;

/// The design `size-tiered` under the whole testkit.
final class SizeTieredContractTest extends EngineContract {
  @Override
  public EngineFactory factory() {
    return new SizeTieredFactory();
  }
}
