package org.rumbench.bitcask;

import org.rumbench.engine.EngineFactory;
import org.rumbench.testkit.EngineContract;

/// The design `bitcask` under the whole testkit.
final class BitcaskContractTest extends EngineContract {
  @Override
  public EngineFactory factory() {
    return new BitcaskFactory();
  }
}
