package org.rumbench.reference.mvstore;

import org.rumbench.engine.EngineFactory;
import org.rumbench.testkit.OutsideEngineContract;

class MvstoreContractTest extends OutsideEngineContract {
  @Override
  public EngineFactory factory() {
    return new MvstoreFactory();
  }
}
