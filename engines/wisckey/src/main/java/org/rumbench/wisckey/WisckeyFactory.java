package org.rumbench.wisckey;

import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.rumbench.engine.Capability;
import org.rumbench.engine.EngineContext;
import org.rumbench.engine.EngineFactory;
import org.rumbench.engine.OpenJob;
import org.rumbench.engine.OptionSpec;

/// The design `wisckey`: keys and pointers in a leveled tree, values in a log that is the commit log as well.
public final class WisckeyFactory implements EngineFactory {
  private static final Set<Capability> CAPABILITIES =
      Collections.unmodifiableSet(EnumSet.allOf(Capability.class));

  /// For the service loader.
  public WisckeyFactory() {}

  @Override
  public String name() {
    return "wisckey";
  }

  @Override
  public String summary() {
    return "values in a log, keys and pointers in an LSM tree (as WiscKey, Badger): large values written about once";
  }

  @Override
  public Set<Capability> capabilities() {
    return CAPABILITIES;
  }

  @Override
  public List<OptionSpec> options() {
    return WisckeyOptions.specs();
  }

  /// Values are moved by collections alone, which come often, so that each of the two ways is tested by itself too.
  @Override
  public Map<String, String> miniature() {
    return Map.of(
        "relocateInCompaction", "false",
        "collectDeadFraction", "0.6",
        "collectDeadShare", "0.2",
        "separationThresholdBytes", "24",
        "segmentBytes", "2k",
        "memtableBytes", "4k",
        "baseLevelBytes", "2k",
        "tableBytes", "1k",
        "blockBytes", "128",
        "blockCacheBytes", "32k");
  }

  @Override
  public OpenJob open(EngineContext context) {
    return new WisckeyOpenJob(context, WisckeyOptions.of(context.options()));
  }
}
