package org.rumbench.reference.rocksdb;

import java.util.List;
import java.util.Map;
import org.rumbench.engine.EngineOptions;
import org.rumbench.engine.OptionSpec;

/// The design `rocksdb-leveled`.
public final class RocksdbLeveledFactory extends RocksdbFactory {
  /// For the service loader.
  public RocksdbLeveledFactory() {}

  @Override
  public String name() {
    return "rocksdb-leveled";
  }

  @Override
  public String summary() {
    return "outside engine: RocksDB with leveled compaction and dynamic level sizes";
  }

  @Override
  public List<OptionSpec> options() {
    return RocksdbOptions.specsAnd(RocksdbShape.Leveled.SPECS);
  }

  @Override
  public Map<String, String> miniature() {
    Map<String, String> texts = super.miniature();
    texts.put("baseLevelBytes", "64k");
    return texts;
  }

  @Override
  RocksdbShape shape(EngineOptions options) {
    return RocksdbShape.Leveled.of(options);
  }
}
