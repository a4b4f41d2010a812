package org.rumbench.lsm;

import java.util.List;
import java.util.Map;
import org.rumbench.engine.EngineOptions;
import org.rumbench.engine.OptionSpec;
import org.rumbench.engine.OptionSpec.Kind;
import org.rumbench.lsm.compaction.UnifiedPolicy;

/// The design `unified`: an LSM tree with unified compaction, after Cassandra.
public final class UnifiedFactory extends LsmFactory {
  /// For the service loader.
  public UnifiedFactory() {
    super(
        "unified",
        "LSM tree, unified compaction (as Cassandra 5): levels by density, each tiered, leveled or between",
        LsmOptions.specs(48, 96),
        List.of(
            new OptionSpec("scalingParameters", Kind.TEXT, "T4",
                "for each level T and a number (tiered), L and a number (leveled) or N, separated by commas; the last "
                    + "one holds for deeper levels"),
            new OptionSpec("targetTableBytes", Kind.LONG, "16m", "wished length of tables"),
            new OptionSpec("minShardBytes", Kind.LONG, "1m", "tables are not cut into shards shorter than this"),
            new OptionSpec("baseShards", Kind.LONG, "4", "shards of the key space at low density"),
            new OptionSpec("maxThreshold", Kind.LONG, "32", "most tables over one key that are merged at once")),
        Map.of("targetTableBytes", "4k", "minShardBytes", "1k"));
  }

  @Override
  UnifiedPolicy policy(EngineOptions given) {
    return new UnifiedPolicy(
        UnifiedPolicy.scalingOf(given.text("scalingParameters")),
        given.longOf("memtableBytes"),
        given.longOf("targetTableBytes"),
        given.longOf("minShardBytes"),
        given.intOf("baseShards"),
        given.intOf("maxThreshold"));
  }
}
