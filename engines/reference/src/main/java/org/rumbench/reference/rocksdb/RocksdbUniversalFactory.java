package org.rumbench.reference.rocksdb;

import java.util.List;
import org.rumbench.engine.EngineOptions;
import org.rumbench.engine.OptionSpec;

/// The design `rocksdb-universal`.
public final class RocksdbUniversalFactory extends RocksdbFactory {
  /// For the service loader.
  public RocksdbUniversalFactory() {}

  @Override
  public String name() {
    return "rocksdb-universal";
  }

  @Override
  public String summary() {
    return "outside engine: RocksDB with universal compaction: sorted runs in the order of age";
  }

  @Override
  public List<OptionSpec> options() {
    return RocksdbOptions.specsAnd(RocksdbShape.Universal.SPECS);
  }

  @Override
  RocksdbShape shape(EngineOptions options) {
    return RocksdbShape.Universal.of(options);
  }
}
