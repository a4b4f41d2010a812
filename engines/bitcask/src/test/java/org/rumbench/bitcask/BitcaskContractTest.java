package org.rumbench.bitcask;

import java.util.List;
import java.util.Map;
import org.rumbench.engine.EngineFactory;
import org.rumbench.testkit.EngineContract;

/// The design `bitcask` under the whole testkit.
final class BitcaskContractTest extends EngineContract {
  @Override
  public EngineFactory factory() {
    return new BitcaskFactory();
  }

  @Override
  public List<Map<String, String>> optionSets() {
    return List.of(
        Map.of(),
        Map.of("segmentBytes", "1m", "useHints", "false"),
        Map.of("mergeDeadFraction", "0.05", "mergeMinimumDeadBytes", "1", "mergeMaximumInputBytes", "1", "smallSegmentBytes", "0"),
        Map.of("mergeDeadFraction", "1", "smallSegmentBytes", "0"),
        Map.of("mergeMaximumInputBytes", "16k", "smallSegmentBytes", "4k"),
        Map.of("mergeBytesPerSecond", "10m", "maximumDeadBytes", "2k"));
  }
}
