package org.rumbench.reference.rocksdb;

import org.rumbench.engine.EngineFactory;
import org.rumbench.testkit.OutsideEngineContract;

class RocksdbUniversalContractTest extends OutsideEngineContract {
  @Override
  public EngineFactory factory() {
    return new RocksdbUniversalFactory();
  }
}
