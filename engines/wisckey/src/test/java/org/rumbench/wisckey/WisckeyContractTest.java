package org.rumbench.wisckey;

import org.rumbench.engine.EngineFactory;
import org.rumbench.testkit.EngineContract;

/// The design `wisckey` under the whole testkit.
final class WisckeyContractTest extends EngineContract {
  @Override
  public EngineFactory factory() {
    return new WisckeyFactory();
  }
}
