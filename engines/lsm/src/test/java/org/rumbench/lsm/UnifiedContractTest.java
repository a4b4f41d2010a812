package org.rumbench.lsm;

import java.util.List;
import java.util.Map;
import org.rumbench.engine.EngineFactory;
import org.rumbench.testkit.PolicyContract;

/// The design `unified` under what a policy can spoil.
final class UnifiedContractTest extends PolicyContract {
  @Override
  public EngineFactory factory() {
    return new UnifiedFactory();
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
        Map.of("scalingParameters", "N", "maxImmutableMemtables", "1"),
        Map.of("scalingParameters", "L4, T4, N", "targetTableBytes", "512", "minShardBytes", "64", "compactionJobs", "4"),
        Map.of("scalingParameters", "L10", "baseShards", "1", "targetTableBytes", "1m", "compactionJobs", "1"));
  }

  @Override
  public Map<String, String> oneJobAtATime() {
    return Map.of("compactionJobs", "1");
  }
}
