package org.rumbench.lsm;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.rumbench.engine.EngineOptions;
import org.rumbench.engine.OptionSpec;
import org.rumbench.engine.OptionSpec.Kind;
import org.rumbench.lsm.compaction.SizeBuckets;
import org.rumbench.lsm.compaction.SizeTieredPolicy;

/// The design `size-tiered`: an LSM tree with size-tiered compaction, after Cassandra.
public final class SizeTieredFactory extends LsmFactory {
  /// The options of size buckets.
  static final List<OptionSpec> BUCKETS =
      List.of(
          new OptionSpec("minThreshold", Kind.LONG, "4",
              "tables of similar size that make a merge due; larger: fewer rewrites, more runs to read"),
          new OptionSpec("maxThreshold", Kind.LONG, "32", "most tables merged at once"),
          new OptionSpec("bucketLow", Kind.DOUBLE, "0.5", "lower bound of similar, as a share of the average"),
          new OptionSpec("bucketHigh", Kind.DOUBLE, "1.5", "upper bound of similar, as a share of the average"),
          new OptionSpec("minTableBytes", Kind.LONG, "1m", "tables below this size are similar to each other"));
  private static final List<OptionSpec> OWN =
      List.of(
          new OptionSpec("tombstoneThreshold", Kind.DOUBLE, "0.2",
              "share of deletions that makes a table worth rewriting alone, if all of them will go"),
          new OptionSpec("starvationCure", Kind.BOOLEAN, "true",
              "whether large buckets that have waited go first and the largest table is merged when all others reach "
                  + "maxDeadShare of it; false: exactly Cassandra's choice, which leaves dead records in the largest"),
          new OptionSpec("maxDeadShare", Kind.DOUBLE, "1",
              "with the cure: bytes of all other tables, as a share of the largest, that make the merge of all due"));

  /// For the service loader.
  public SizeTieredFactory() {
    super(
        "size-tiered",
        "LSM tree, size-tiered compaction (as Cassandra): writes repeated by tier, reads and space dearer",
        LsmOptions.specs(24, 40),
        Stream.concat(BUCKETS.stream(), OWN.stream()).toList(),
        Map.of("minTableBytes", "1k"));
  }

  @Override
  SizeTieredPolicy policy(EngineOptions given) {
    return new SizeTieredPolicy(
        bucketsOf(given),
        given.doubleOf("tombstoneThreshold"),
        given.booleanOf("starvationCure"),
        given.doubleOf("maxDeadShare"));
  }

  /// The size buckets as the options say.
  static SizeBuckets bucketsOf(EngineOptions given) {
    return new SizeBuckets(
        given.intOf("minThreshold"),
        given.intOf("maxThreshold"),
        given.doubleOf("bucketLow"),
        given.doubleOf("bucketHigh"),
        given.longOf("minTableBytes"));
  }
}
