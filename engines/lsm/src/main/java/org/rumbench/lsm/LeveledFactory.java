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

/// The design `leveled`: an LSM tree with leveled compaction, after LevelDB and RocksDB.
public final class LeveledFactory implements EngineFactory {
  private static final Set<Capability> CAPABILITIES =
      Collections.unmodifiableSet(EnumSet.allOf(Capability.class));

  /// For the service loader.
  public LeveledFactory() {}

  @Override
  public String name() {
    return "leveled";
  }

  @Override
  public String summary() {
    return "LSM tree, leveled compaction (as LevelDB, RocksDB): reads and space cheap, writes repeated by level";
  }

  @Override
  public Set<Capability> capabilities() {
    return CAPABILITIES;
  }

  @Override
  public List<OptionSpec> options() {
    return LsmOptions.leveledSpecs();
  }

  @Override
  public Map<String, String> miniature() {
    return Map.of(
        "memtableBytes", "4k",
        "blockBytes", "256",
        "blockCacheBytes", "32k",
        "logReserveBytes", "4k",
        "baseLevelBytes", "8k",
        "tableBytes", "2k");
  }

  @Override
  public OpenJob open(EngineContext context) {
    return new LsmEngine.Opening(
        LsmTree.open(
            context,
            LsmOptions.of(context.options()),
            LsmOptions.leveledPolicy(context.options()),
            LsmPorts.standard()));
  }
}
