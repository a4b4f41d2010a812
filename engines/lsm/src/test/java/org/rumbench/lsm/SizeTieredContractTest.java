package org.rumbench.lsm;

import java.util.List;
import java.util.Map;
import org.rumbench.engine.EngineFactory;
import org.rumbench.testkit.EngineContract;

/// The design `size-tiered` under the whole testkit.
final class SizeTieredContractTest extends EngineContract {
  @Override
  public EngineFactory factory() {
    return new SizeTieredFactory();
  }

  @Override
  public List<Map<String, String>> optionSets() {
    return List.of(
        Map.of(),
        Map.of("memtableBytes", "256k"),
        Map.of("blockBytes", "64", "blockCacheBytes", "0", "bloomBitsPerKey", "1", "logReserveBytes", "0",
            "logBlockBytes", "128", "memtable", "unrolled"),
        Map.of("blockBytes", "64k", "blockCacheBytes", "16m", "bloomBitsPerKey", "20", "memtable", "btree",
            "logBlockBytes", "32k"),
        Map.of("compression", "lz4", "index", "two-level", "indexPartitionBytes", "64", "filter", "classic"),
        Map.of("compression", "zstd", "index", "hash", "filterAllocation", "monkey", "bloomBitsPerKey", "4.5"),
        Map.of("filter", "none", "dataBlockHashRatio", "0.75", "deleteBytesPerSecond", "4k",
            "deleteBacklogShare", "1000"),
        Map.of("minThreshold", "2", "maxThreshold", "2", "compactionJobs", "1", "maxImmutableMemtables", "1"),
        Map.of("minThreshold", "2", "bucketLow", "0.1", "bucketHigh", "10", "compactionJobs", "4"),
        Map.of("minTableBytes", "1", "l0SlowdownTrigger", "4", "l0StopTrigger", "8"));
  }

  @Override
  public Map<String, String> oneJobAtATime() {
    return Map.of("compactionJobs", "1");
  }
}
