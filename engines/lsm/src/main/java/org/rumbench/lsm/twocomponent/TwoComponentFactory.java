package org.rumbench.lsm.twocomponent;

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

/// The design `two-component`: a memory tree merged into a B-tree on disk, subtree by subtree, after O'Neil et al.
/// 1996.
public final class TwoComponentFactory implements EngineFactory {
  private static final Set<Capability> CAPABILITIES =
      Collections.unmodifiableSet(EnumSet.allOf(Capability.class));
  private static final SortedMap<String, String> MINIATURE =
      Collections.unmodifiableSortedMap(
          new TreeMap<>(
              Map.of(
                  "memtableBytes", "4k", "pageBytes", "256", "subtreeBytes", "2k", "blockCacheBytes", "32k",
                  "logReserveBytes", "4k", "logBlockBytes", "256")));

  /// For the service loader.
  public TwoComponentFactory() {}

  @Override
  public String name() {
    return "two-component";
  }

  @Override
  public String summary() {
    return "two-component LSM tree (O'Neil et al. 1996): a memory tree merged into a B-tree on disk, one subtree at a "
        + "time; one place to read, much to write";
  }

  @Override
  public Set<Capability> capabilities() {
    return CAPABILITIES;
  }

  @Override
  public List<OptionSpec> options() {
    return TwoComponentOptions.specs();
  }

  @Override
  public Map<String, String> miniature() {
    return MINIATURE;
  }

  @Override
  public Optional<Forecast> forecast(EngineOptions options, DataProfile data) {
    return Optional.of(new RollingForecast(TwoComponentOptions.of(options), data).forecast());
  }

  @Override
  public OpenJob open(EngineContext context) {
    return new TwoComponentOpening(context, TwoComponentOptions.of(context.options()));
  }
}
