package org.rumbench.memory;

import java.util.List;
import java.util.Map;
import org.rumbench.engine.EngineFactory;
import org.rumbench.testkit.EngineContract;

/// The design `memory` under the whole testkit: so little memory that most values are cold, or all of it, compressed or
/// not, by either admission.
final class MemoryContractTest extends EngineContract {
  static final List<Map<String, String>> OPTION_SETS = List.of(
      Map.of(),
      Map.of("memoryBytes", "8m"),
      Map.of("memoryBytes", "376k"),
      Map.of("admission", "tinylfu", "memoryBytes", "376k"),
      Map.of("compression", "lz4", "memoryBytes", "416k"),
      Map.of("compression", "zstd", "memoryBytes", "1200k", "admission", "tinylfu"),
      Map.of("compression", "zstd", "dictionary", "true", "memoryBytes", "2m"),
      Map.of("log", "off", "memoryBytes", "376k"),
      Map.of("log", "off", "compression", "lz4", "memoryBytes", "416k", "segmentBytes", "1m"));

  @Override
  public EngineFactory factory() {
    return new MemoryFactory();
  }

  @Override
  public List<Map<String, String>> optionSets() {
    return OPTION_SETS;
  }
}
