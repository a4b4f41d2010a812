package org.rumbench.lsm;

import java.util.List;
import java.util.Map;
import org.rumbench.engine.EngineOptions;
import org.rumbench.engine.OptionSpec;
import org.rumbench.engine.OptionSpec.Kind;
import org.rumbench.lsm.compaction.UniversalPolicy;

/// The design `universal`: an LSM tree with universal compaction, after RocksDB.
public final class UniversalFactory extends LsmFactory {
  /// For the service loader.
  public UniversalFactory() {
    super(
        "universal",
        "LSM tree, universal compaction (as RocksDB): sorted runs in order of age, with a bound on space",
        LsmOptions.specs(20, 36),
        List.of(
            new OptionSpec("runTrigger", Kind.LONG, "4",
                "sorted runs that make a merge due; larger: less write, more read and space amplification"),
            new OptionSpec("maxRuns", Kind.LONG, "24",
                "runs above which the newest are merged whatever their sizes; larger: less write, more read "
                    + "amplification"),
            new OptionSpec("sizeRatio", Kind.DOUBLE, "0.01", "how much larger the next run of a row may be, as a share"),
            new OptionSpec("minMergeWidth", Kind.LONG, "16",
                "fewest runs merged by size; smaller: more write amplification, fewer runs to read"),
            new OptionSpec("busyMergeWidth", Kind.LONG, "20",
                "fewest runs merged by size while another merge runs; larger: less write amplification when writes "
                    + "outrun merges"),
            new OptionSpec("maxMergeWidth", Kind.LONG, "1000000", "most runs merged by size"),
            new OptionSpec("maxSpaceShare", Kind.DOUBLE, "1.25",
                "bytes of all runs but the oldest, as a share of it, that make the merge of all due; smaller: less "
                    + "space, more write amplification"),
            new OptionSpec("tableBytes", Kind.LONG, "16m", "length at which a compaction cuts its output")),
        Map.of(
            "tableBytes", "4k", "minMergeWidth", "4", "busyMergeWidth", "4", "maxRuns", "12", "maxSpaceShare", "2"));
  }

  @Override
  UniversalPolicy policy(EngineOptions given) {
    return new UniversalPolicy(
        given.intOf("runTrigger"),
        given.intOf("maxRuns"),
        given.doubleOf("sizeRatio"),
        given.intOf("minMergeWidth"),
        given.intOf("busyMergeWidth"),
        given.intOf("maxMergeWidth"),
        given.doubleOf("maxSpaceShare"),
        given.longOf("tableBytes"));
  }
}
