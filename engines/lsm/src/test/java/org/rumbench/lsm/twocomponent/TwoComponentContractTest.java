package org.rumbench.lsm.twocomponent;

import java.util.List;
import java.util.Map;
import org.rumbench.engine.EngineFactory;
import org.rumbench.testkit.EngineContract;

/// The design `two-component` under the whole testkit.
public final class TwoComponentContractTest extends EngineContract {
  @Override
  public EngineFactory factory() {
    return new TwoComponentFactory();
  }

  /// Log, group sync and memtables are those of `leveled`, which is tested with all seeds.
  @Override
  public boolean isVariant() {
    return true;
  }

  @Override
  public List<Map<String, String>> optionSets() {
    return List.of(
        Map.of(),
        Map.of("memtableBytes", "256k", "memtable", "skiplist"),
        Map.of("pageBytes", "128", "subtreeBytes", "128", "blockCacheBytes", "0", "logReserveBytes", "0",
            "logBlockBytes", "128"),
        Map.of("pageBytes", "64k", "subtreeBytes", "1m", "blockCacheBytes", "16m"),
        Map.of("maxImmutableMemtables", "4", "subtreeBytes", "512", "memtable", "unrolled"));
  }
}
