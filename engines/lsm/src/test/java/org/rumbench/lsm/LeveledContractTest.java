package org.rumbench.lsm;

import org.rumbench.engine.EngineFactory;
import org.rumbench.testkit.EngineContract;

/// The design `leveled` under the whole testkit.
final class LeveledContractTest extends EngineContract {
  @Override
  public EngineFactory factory() {
    return new LeveledFactory();
  }
}
