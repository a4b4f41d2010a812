package org.rumbench.wisckey;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.rumbench.engine.Capability;
import org.rumbench.engine.EngineContext;
import org.rumbench.engine.EngineFactory;
import org.rumbench.engine.OpenJob;
import org.rumbench.engine.OptionSpec;

/// The design `wisckey` with compactions that move values, eagerly, beside collections, under the whole testkit with a
/// fifth of the seeds.
final class RelocatingContractTest extends WisckeyContract {
  /// Options under which most values are moved once or more: half by compactions, half by collections.
  static final Map<String, String> EAGER = Map.of(
      "relocateInCompaction", "true",
      "relocateDeadFraction", "0.05",
      "collectDeadFraction", "0.5",
      "collectDeadShare", "0.4");

  /// The design's factory, but for what it is in miniature.
  private static final class Factory implements EngineFactory {
    private final WisckeyFactory plain = new WisckeyFactory();

    @Override
    public String name() {
      return plain.name();
    }

    @Override
    public String summary() {
      return plain.summary();
    }

    @Override
    public Set<Capability> capabilities() {
      return plain.capabilities();
    }

    @Override
    public List<OptionSpec> options() {
      return plain.options();
    }

    @Override
    public Map<String, String> miniature() {
      Map<String, String> options = new TreeMap<>(plain.miniature());
      options.putAll(EAGER);
      return options;
    }

    @Override
    public OpenJob open(EngineContext context) {
      return plain.open(context);
    }
  }

  @Override
  public EngineFactory factory() {
    return new Factory();
  }

  @Override
  public boolean isVariant() {
    return true;
  }

  @Override
  public List<Map<String, String>> optionSets() {
    return List.of(
        Map.of(),
        Map.of("collectDeadFraction", "1", "collectDeadShare", "1", "compactDeadFraction", "1"),
        Map.of("relocateDeadFraction", "0.01", "segmentBytes", "64", "separationThresholdBytes", "1"),
        Map.of("relocateDeadFraction", "0.01", "segmentBytes", "64k", "compactionJobs", "4", "tableBytes", "512"),
        Map.of("relocateDeadFraction", "0.3", "relocateAgeCutoff", "0.5", "compactionJobs", "1"),
        Map.of("relocateInCompaction", "false"));
  }

  /// The loss is planted below the engine that [WisckeyContractTest] is about.
  @Override
  public void appendsThatStayInTheProcessAreFoundByKillingIt(Path directory) {}
}
