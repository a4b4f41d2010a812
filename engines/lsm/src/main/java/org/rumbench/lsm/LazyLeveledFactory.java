package org.rumbench.lsm;

import java.util.List;
import java.util.Map;
import org.rumbench.engine.EngineOptions;
import org.rumbench.engine.OptionSpec;
import org.rumbench.engine.OptionSpec.Kind;
import org.rumbench.lsm.compaction.LazyLeveledPolicy;

/// The design `lazy-leveled`: an LSM tree that is tiered but for its last level, after Dostoevsky.
public final class LazyLeveledFactory extends LsmFactory {
  /// For the service loader.
  public LazyLeveledFactory() {
    super(
        "lazy-leveled",
        "LSM tree, lazy leveling (as Dostoevsky): tiered levels over one sorted run, writes of tiering with little space",
        LsmOptions.specs(12, 20),
        List.of(
            new OptionSpec("sizeRatio", Kind.LONG, "4",
                "runs of a level that are merged into the next, and the factor between levels; larger: fewer levels"),
            new OptionSpec("tableBytes", Kind.LONG, "2m", "length at which a compaction cuts its output")),
        Map.of("tableBytes", "2k"));
  }

  @Override
  LazyLeveledPolicy policy(EngineOptions given) {
    return new LazyLeveledPolicy(given.intOf("sizeRatio"), given.longOf("memtableBytes"), given.longOf("tableBytes"));
  }
}
