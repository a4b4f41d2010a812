package org.rumbench.wisckey;

import java.util.List;
import java.util.Map;
import org.rumbench.engine.EngineFactory;

/// The design `wisckey` under the whole testkit.
final class WisckeyContractTest extends WisckeyContract {
  @Override
  public EngineFactory factory() {
    return new WisckeyFactory();
  }

  @Override
  public List<Map<String, String>> optionSets() {
    return List.of(
        Map.of(),
        Map.of("separationThresholdBytes", "1", "scanPrefetch", "0"),
        Map.of("separationThresholdBytes", "1m"),
        Map.of(
            "segmentBytes", "64", "collectDeadFraction", "0.01", "collectDeadShare", "0.01", "compactDeadFraction", "0.01",
            "scanPrefetch", "2"),
        Map.of("segmentBytes", "256k", "memtableBytes", "256k"),
        Map.of("collectDeadFraction", "1", "collectDeadShare", "1", "compactDeadFraction", "1"),
        Map.of("relocateInCompaction", "true", "relocateDeadFraction", "0.2"),
        Map.of(
            "relocateInCompaction", "true", "relocateDeadFraction", "0.01", "collectDeadFraction", "1",
            "collectDeadShare", "1"),
        Map.of("collectPayBytes", "0", "collectStallBytes", "4k", "collectDeadFraction", "0.3"),
        Map.of("blockBytes", "64", "blockCacheBytes", "0", "l0CompactionTrigger", "1", "compactionJobs", "1"),
        Map.of("baseLevelBytes", "1k", "tableBytes", "512", "levelMultiplier", "2", "compactionJobs", "4"));
  }
}
