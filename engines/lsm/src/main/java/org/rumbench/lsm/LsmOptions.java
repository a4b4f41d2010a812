package org.rumbench.lsm;

import java.util.ArrayList;
import java.util.List;
import org.rumbench.engine.EngineOptions;
import org.rumbench.engine.OptionSpec;
import org.rumbench.engine.OptionSpec.Kind;
import org.rumbench.lsm.compaction.LeveledPolicy;
import org.rumbench.lsm.compaction.SizeTieredPolicy;

/// The options every design over this tree shares.
///
/// @param memtableBytes         arena of one memtable
/// @param maxImmutableMemtables memtables that may wait for their flush before writes stall
/// @param blockBytes            longest data block, unless one record is longer
/// @param bloomBitsPerKey       filter bits per key
/// @param blockCacheBytes       block cache
/// @param logReserveBytes       room reserved for each log file
/// @param compactionJobs        compactions that may run at once
/// @param slowdownTables        tables in level 0 from which on writes pay for owed work
/// @param stopTables            tables in level 0 at which writes stall while a merge is due
public record LsmOptions(
    int memtableBytes,
    int maxImmutableMemtables,
    int blockBytes,
    int bloomBitsPerKey,
    long blockCacheBytes,
    long logReserveBytes,
    int compactionJobs,
    int slowdownTables,
    int stopTables) {

  /// Checks the ranges.
  public LsmOptions {
    atLeast("memtableBytes", memtableBytes, 4 * 1024);
    atLeast("maxImmutableMemtables", maxImmutableMemtables, 1);
    atLeast("blockBytes", blockBytes, 64);
    atLeast("bloomBitsPerKey", bloomBitsPerKey, 1);
    atLeast("blockCacheBytes", blockCacheBytes, 0);
    atLeast("logReserveBytes", logReserveBytes, 0);
    atLeast("compactionJobs", compactionJobs, 1);
    atLeast("l0StopTrigger", stopTables, 2);
    atLeast("l0SlowdownTrigger", slowdownTables, 1);
    if (slowdownTables > stopTables) {
      throw new IllegalArgumentException(
          "l0SlowdownTrigger is " + slowdownTables + ", above l0StopTrigger " + stopTables);
    }
  }

  private static void atLeast(String name, long value, long bound) {
    if (value < bound) {
      throw new IllegalArgumentException(name + " is " + value + ", below " + bound);
    }
  }

  /// Reads them from an engine's options.
  public static LsmOptions of(EngineOptions options) {
    return new LsmOptions(
        options.intOf("memtableBytes"),
        options.intOf("maxImmutableMemtables"),
        options.intOf("blockBytes"),
        options.intOf("bloomBitsPerKey"),
        options.longOf("blockCacheBytes"),
        options.longOf("logReserveBytes"),
        options.intOf("compactionJobs"),
        options.intOf("l0SlowdownTrigger"),
        options.intOf("l0StopTrigger"));
  }

  /// The specifications of these options; the two triggers differ by policy.
  public static List<OptionSpec> specs(int slowdownTables, int stopTables) {
    return List.of(
        new OptionSpec("memtableBytes", Kind.LONG, "2m",
            "arena of one memtable; larger: fewer flushes and less write amplification, more memory"),
        new OptionSpec("maxImmutableMemtables", Kind.LONG, "3",
            "memtables that may wait for their flush before writes stall"),
        new OptionSpec("blockBytes", Kind.LONG, "4096",
            "longest data block; larger: smaller index, more bytes per point read"),
        new OptionSpec("bloomBitsPerKey", Kind.LONG, "10",
            "filter bits per key; 10 lets about 1 % of foreign keys pass"),
        new OptionSpec("blockCacheBytes", Kind.LONG, "16m", "block cache; 0 for none"),
        new OptionSpec("logReserveBytes", Kind.LONG, "2m",
            "room reserved for each log file beforehand, so that a sync needs no allocation"),
        new OptionSpec("compactionJobs", Kind.LONG, "2", "compactions that may run at once"),
        new OptionSpec("l0SlowdownTrigger", Kind.LONG, Integer.toString(slowdownTables),
            "tables in level 0 from which on each write pays for a share of the owed work"),
        new OptionSpec("l0StopTrigger", Kind.LONG, Integer.toString(stopTables),
            "tables in level 0 at which writes stall while a merge is due"));
  }

  /// All options of the leveled design.
  public static List<OptionSpec> leveledSpecs() {
    List<OptionSpec> specs = new ArrayList<>(specs(8, 12));
    specs.add(new OptionSpec("l0CompactionTrigger", Kind.LONG, "4", "tables in level 0 that make a merge due"));
    specs.add(new OptionSpec("baseLevelBytes", Kind.LONG, "8m", "byte target of level 1"));
    specs.add(new OptionSpec("levelMultiplier", Kind.DOUBLE, "4",
        "factor between level targets; larger: fewer levels, less space and more write amplification"));
    specs.add(new OptionSpec("tableBytes", Kind.LONG, "2m", "length at which a compaction cuts its output"));
    return List.copyOf(specs);
  }

  /// The leveled policy as the options say.
  public static LeveledPolicy leveledPolicy(EngineOptions options) {
    return new LeveledPolicy(
        options.intOf("l0CompactionTrigger"),
        options.longOf("baseLevelBytes"),
        options.doubleOf("levelMultiplier"),
        options.longOf("tableBytes"));
  }

  /// All options of the size-tiered design.
  public static List<OptionSpec> sizeTieredSpecs() {
    List<OptionSpec> specs = new ArrayList<>(specs(24, 40));
    specs.add(new OptionSpec("minThreshold", Kind.LONG, "4", "tables of similar size that make a merge due"));
    specs.add(new OptionSpec("maxThreshold", Kind.LONG, "32", "most tables merged at once"));
    specs.add(new OptionSpec("bucketLow", Kind.DOUBLE, "0.5", "lower bound of similar, as a share of the average"));
    specs.add(new OptionSpec("bucketHigh", Kind.DOUBLE, "1.5", "upper bound of similar, as a share of the average"));
    specs.add(new OptionSpec("minTableBytes", Kind.LONG, "1m", "tables below this size are similar to each other"));
    return List.copyOf(specs);
  }

  /// The size-tiered policy as the options say.
  public static SizeTieredPolicy sizeTieredPolicy(EngineOptions options) {
    return new SizeTieredPolicy(
        options.intOf("minThreshold"),
        options.intOf("maxThreshold"),
        options.doubleOf("bucketLow"),
        options.doubleOf("bucketHigh"),
        options.longOf("minTableBytes"));
  }
}
