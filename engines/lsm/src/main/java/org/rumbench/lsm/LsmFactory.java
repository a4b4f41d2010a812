package org.rumbench.lsm;

import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.rumbench.engine.Capability;
import org.rumbench.engine.DataProfile;
import org.rumbench.engine.EngineContext;
import org.rumbench.engine.EngineFactory;
import org.rumbench.engine.EngineOptions;
import org.rumbench.engine.Forecast;
import org.rumbench.engine.OpenJob;
import org.rumbench.engine.OptionSpec;
import org.rumbench.lsm.compaction.CompactionPolicy;

/// A design over the LSM tree: a compaction policy with its options. All else is the same for each of them.
abstract sealed class LsmFactory implements EngineFactory
    permits LeveledFactory, SizeTieredFactory, UniversalFactory, LazyLeveledFactory, UnifiedFactory, TimeWindowFactory {
  private static final Set<Capability> CAPABILITIES =
      Collections.unmodifiableSet(EnumSet.allOf(Capability.class));
  private static final Map<String, String> MINIATURE =
      Map.of("memtableBytes", "4k", "blockBytes", "256", "blockCacheBytes", "32k", "logReserveBytes", "4k",
          "logBlockBytes", "256");

  private final String name;
  private final String summary;
  private final List<OptionSpec> options;
  private final Map<String, String> miniature;

  /// `own` are the policy's options, `miniature` what of these a miniature store sets.
  LsmFactory(
      String name, String summary, List<OptionSpec> shared, List<OptionSpec> own, Map<String, String> miniature) {
    this.name = name;
    this.summary = summary;
    List<OptionSpec> all = new ArrayList<>(shared);
    all.addAll(own);
    this.options = List.copyOf(all);
    SortedMap<String, String> settings = new TreeMap<>(MINIATURE);
    settings.putAll(miniature);
    this.miniature = Collections.unmodifiableSortedMap(settings);
  }

  /// The policy as the options say.
  abstract CompactionPolicy policy(EngineOptions given);

  @Override
  public String name() {
    return name;
  }

  @Override
  public String summary() {
    return summary;
  }

  @Override
  public Set<Capability> capabilities() {
    return CAPABILITIES;
  }

  @Override
  public List<OptionSpec> options() {
    return options;
  }

  @Override
  public Map<String, String> miniature() {
    return miniature;
  }

  @Override
  public Optional<Forecast> forecast(EngineOptions options, DataProfile data) {
    return new TreeForecast(LsmOptions.of(options), data).of(policy(options));
  }

  @Override
  public OpenJob open(EngineContext context) {
    return new LsmEngine.Opening(
        LsmTree.open(
            context, LsmOptions.of(context.options()), policy(context.options()), LsmPorts.standard()));
  }
}
