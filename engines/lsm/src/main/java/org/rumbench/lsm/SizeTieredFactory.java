package org.rumbench.lsm;

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

/// The design `size-tiered`: an LSM tree with size-tiered compaction, after Cassandra.
public final class SizeTieredFactory implements EngineFactory {
  private static final Set<Capability> CAPABILITIES =
      Collections.unmodifiableSet(EnumSet.allOf(Capability.class));

  /// For the service loader.
  public SizeTieredFactory() {}

  @Override
  public String name() {
    return "size-tiered";
  }

  @Override
  public String summary() {
    return "LSM tree, size-tiered compaction (as Cassandra): writes repeated by tier, reads and space dearer";
  }

  @Override
  public Set<Capability> capabilities() {
    return CAPABILITIES;
  }

  @Override
  public List<OptionSpec> options() {
    return LsmOptions.sizeTieredSpecs();
  }

  @Override
  public Map<String, String> miniature() {
    return Map.of(
        "memtableBytes", "4k",
        "blockBytes", "256",
        "blockCacheBytes", "32k",
        "logReserveBytes", "4k",
        "minTableBytes", "1k");
  }

  @Override
  public OpenJob open(EngineContext context) {
    return new LsmEngine.Opening(
        LsmTree.open(
            context,
            LsmOptions.of(context.options()),
            LsmOptions.sizeTieredPolicy(context.options()),
            LsmPorts.standard()));
  }
}
