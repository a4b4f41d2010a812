package org.rumbench.lsm;

import java.util.List;
import org.rumbench.engine.EngineOptions;
import org.rumbench.engine.OptionSpec;
import org.rumbench.engine.OptionSpec.Kind;

/// The options every design over this tree shares.
///
/// @param memtableBytes         arena of one memtable
/// @param maxImmutableMemtables memtables that may wait for their flush before writes stall
/// @param blockBytes            longest data block, unless one record is longer
/// @param bloomBitsPerKey       filter bits per key
/// @param blockCacheBytes       block cache
/// @param logReserveBytes       room reserved for each log file
/// @param compactionJobs        compactions that may run at once
/// @param slowdownTables        runs in level 0 from which on writes pay for owed work
/// @param stopTables            runs in level 0 at which writes stall while a merge is due
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
            "runs in level 0 from which on each write pays for a share of the owed work"),
        new OptionSpec("l0StopTrigger", Kind.LONG, Integer.toString(stopTables),
            "runs in level 0 at which writes stall while a merge is due"));
  }
}
