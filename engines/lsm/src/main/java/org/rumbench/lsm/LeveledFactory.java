package org.rumbench.lsm;

import java.util.List;
import java.util.Map;
import org.rumbench.engine.EngineOptions;
import org.rumbench.engine.OptionSpec;
import org.rumbench.engine.OptionSpec.Kind;
import org.rumbench.lsm.compaction.LeveledPolicy;

/// The design `leveled`: an LSM tree with leveled compaction, after LevelDB and RocksDB.
public final class LeveledFactory extends LsmFactory {
  /// For the service loader.
  public LeveledFactory() {
    super(
        "leveled",
        "LSM tree, leveled compaction (as LevelDB, RocksDB): reads and space cheap, writes repeated by level",
        LsmOptions.specs(8, 12),
        List.of(
            new OptionSpec("l0CompactionTrigger", Kind.LONG, "4", "runs in level 0 that make a merge due"),
            new OptionSpec("baseLevelBytes", Kind.LONG, "8m",
                "about the byte target of the first level below level 0; smaller: more levels"),
            new OptionSpec("levelMultiplier", Kind.DOUBLE, "10",
                "factor between level targets; larger: fewer levels, less space and more write amplification"),
            new OptionSpec("tableBytes", Kind.LONG, "2m", "length at which a compaction cuts its output"),
            new OptionSpec("dynamicLevels", Kind.BOOLEAN, "true",
                "whether the deepest level's bytes set the targets of those above, which bounds space amplification")),
        Map.of("baseLevelBytes", "8k", "tableBytes", "2k", "levelMultiplier", "4"));
  }

  @Override
  LeveledPolicy policy(EngineOptions given) {
    return policyOf(given);
  }

  /// The leveled policy as the options say.
  public static LeveledPolicy policyOf(EngineOptions given) {
    return new LeveledPolicy(
        given.intOf("l0CompactionTrigger"),
        given.longOf("baseLevelBytes"),
        given.doubleOf("levelMultiplier"),
        given.longOf("tableBytes"),
        given.booleanOf("dynamicLevels"));
  }
}
