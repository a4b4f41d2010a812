package org.rumbench.reference.sqlite;

import org.rumbench.engine.EngineFactory;
import org.rumbench.testkit.OutsideEngineContract;

class SqliteContractTest extends OutsideEngineContract {
  @Override
  public EngineFactory factory() {
    return new SqliteFactory();
  }
}
