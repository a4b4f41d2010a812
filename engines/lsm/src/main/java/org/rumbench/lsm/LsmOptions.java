package org.rumbench.lsm;

import static org.rumbench.engine.OptionCheck.atLeast;
import static org.rumbench.engine.OptionCheck.within;

import java.util.List;
import org.rumbench.coding.BlockLogDescriptor;
import org.rumbench.engine.EngineOptions;
import org.rumbench.engine.OptionSpec;
import org.rumbench.engine.OptionSpec.Kind;
import org.rumbench.lsm.memtable.MemtableKind;
import org.rumbench.lsm.table.Compression;
import org.rumbench.lsm.table.FilterAllocation;
import org.rumbench.lsm.table.FilterKind;
import org.rumbench.lsm.table.IndexKind;
import org.rumbench.lsm.table.TableOptions;

/// The options every design over this tree shares.
///
/// @param memtable              how a memtable keeps its records sorted
/// @param memtableBytes         arena of one memtable
/// @param flushPeriodMillis     longest time a record waits in a memtable before its flush begins; 0: without end
/// @param maxImmutableMemtables memtables that may wait for their flush before writes stall
/// @param tables                how tables are written
/// @param filterAllocation      how filter bits are divided among the runs
/// @param blockCacheBytes       block cache
/// @param logReserveBytes       room reserved for each log file
/// @param logBlockBytes         length of a block of the log, into which its units are cut
/// @param compactionJobs        compactions that may run at once
/// @param slowdownTables        runs in level 0 from which on writes pay for owed work
/// @param stopTables            runs in level 0 at which writes stall while a merge is due
/// @param deleteBytesPerSecond  rate at which files of replaced tables are removed; 0 for no limit
/// @param deleteBacklogShare    bytes of replaced tables that may wait for their removal, as a share of the tree's; the
///                              rate holds only up to here
/// @param debtStopBytes         owed bytes at which writes stall while a merge runs
public record LsmOptions(
    MemtableKind memtable,
    int memtableBytes,
    long flushPeriodMillis,
    int maxImmutableMemtables,
    TableOptions tables,
    FilterAllocation filterAllocation,
    long blockCacheBytes,
    long logReserveBytes,
    int logBlockBytes,
    int compactionJobs,
    int slowdownTables,
    int stopTables,
    long deleteBytesPerSecond,
    double deleteBacklogShare,
    long debtStopBytes) {
  private static final double MAX_BACKLOG_SHARE = 1_000_000;

  /// Checks the ranges.
  public LsmOptions {
    atLeast("memtableBytes", memtableBytes, 4 * 1024);
    atLeast("flushPeriodMillis", flushPeriodMillis, 0);
    atLeast("debtStopBytes", debtStopBytes, 1);
    atLeast("maxImmutableMemtables", maxImmutableMemtables, 1);
    atLeast("blockCacheBytes", blockCacheBytes, 0);
    atLeast("logReserveBytes", logReserveBytes, 0);
    if (!BlockLogDescriptor.isBlockLength(logBlockBytes)) {
      throw new IllegalArgumentException(
          "logBlockBytes is " + logBlockBytes + ", no power of two from " + BlockLogDescriptor.MIN_BLOCK_BYTES + " to "
              + BlockLogDescriptor.MAX_BLOCK_BYTES);
    }
    atLeast("compactionJobs", compactionJobs, 1);
    atLeast("deleteBytesPerSecond", deleteBytesPerSecond, 0);
    within("deleteBacklogShare", deleteBacklogShare, 0, MAX_BACKLOG_SHARE);
    atLeast("l0StopTrigger", stopTables, 2);
    atLeast("l0SlowdownTrigger", slowdownTables, 1);
    if (slowdownTables > stopTables) {
      throw new IllegalArgumentException(
          "l0SlowdownTrigger is " + slowdownTables + ", above l0StopTrigger " + stopTables);
    }
  }

  /// Reads them from an engine's options.
  public static LsmOptions of(EngineOptions options) {
    return new LsmOptions(
        MemtableKind.of(options.text("memtable")),
        options.intOf("memtableBytes"),
        options.longOf("flushPeriodMillis"),
        options.intOf("maxImmutableMemtables"),
        tablesOf(options),
        FilterAllocation.named(options.text("filterAllocation")),
        options.longOf("blockCacheBytes"),
        options.longOf("logReserveBytes"),
        options.intOf("logBlockBytes"),
        options.intOf("compactionJobs"),
        options.intOf("l0SlowdownTrigger"),
        options.intOf("l0StopTrigger"),
        options.longOf("deleteBytesPerSecond"),
        options.doubleOf("deleteBacklogShare"),
        options.longOf("debtStopBytes"));
  }

  private static TableOptions tablesOf(EngineOptions options) {
    return new TableOptions(
        options.intOf("blockBytes"),
        Compression.named(options.text("compression")),
        FilterKind.named(options.text("filter")),
        options.doubleOf("bloomBitsPerKey"),
        options.intOf("bloomHashes"),
        IndexKind.named(options.text("index")),
        options.intOf("indexPartitionBytes"),
        options.doubleOf("dataBlockHashRatio"));
  }

  /// The specifications of these options; the two triggers differ by policy.
  public static List<OptionSpec> specs(int slowdownTables, int stopTables) {
    return List.of(
        new OptionSpec("memtable", Kind.TEXT, MemtableKind.SKIPLIST.text(),
            "how a memtable keeps its records sorted: " + String.join(", ", MemtableKind.texts())),
        new OptionSpec("memtableBytes", Kind.LONG, "2m",
            "arena of one memtable; larger: fewer flushes and less write amplification, more memory"),
        new OptionSpec("flushPeriodMillis", Kind.LONG, "0",
            "longest time that a record waits in a memtable before its flush begins, 0 for no bound; shorter: less to "
                + "replay, more and smaller tables"),
        new OptionSpec("maxImmutableMemtables", Kind.LONG, "3",
            "memtables that may wait for their flush before writes stall"),
        new OptionSpec("blockBytes", Kind.LONG, "4096",
            "longest data block; larger: smaller index, more bytes per point read"),
        new OptionSpec("compression", Kind.TEXT, "none",
            "of data blocks: none, lz4 or zstd; fewer bytes written and stored, more work per block read"),
        new OptionSpec("filter", Kind.TEXT, "blocked",
            "Bloom filter of tables: blocked (one cache line a key), classic (fewer false positives, slower) or none"),
        new OptionSpec("bloomBitsPerKey", Kind.DOUBLE, "10",
            "filter bits per key, 0 to 64; 10 lets about 1 % of foreign keys pass"),
        new OptionSpec("bloomHashes", Kind.LONG, "0", "probes of a filter per key, up to 24; 0 for what suits the bits"),
        new OptionSpec("filterAllocation", Kind.TEXT, "uniform",
            "filter bits of smaller runs: uniform, or monkey (more, those of larger ones less: fewer blocks read in vain)"),
        new OptionSpec("index", Kind.TEXT, "block",
            "index of tables: block (sorted, in memory), two-level (partitions through the block cache) or hash"),
        new OptionSpec("indexPartitionBytes", Kind.LONG, "4096", "length of a partition of a two-level index"),
        new OptionSpec("dataBlockHashRatio", Kind.DOUBLE, "0",
            "keys per bucket of a hash index inside each data block, such as 0.75; 0 for none"),
        new OptionSpec("blockCacheBytes", Kind.LONG, "16m", "block cache, a strict bound; 0 for none"),
        new OptionSpec("logReserveBytes", Kind.LONG, "2m",
            "room reserved for each log file beforehand, so that a sync needs no allocation"),
        new OptionSpec("logBlockBytes", Kind.LONG, "32k",
            "length of a block of the log, a power of two from 128 to 64k; shorter: less to search behind damage, more "
                + "bytes logged"),
        new OptionSpec("compactionJobs", Kind.LONG, "2", "compactions that may run at once"),
        new OptionSpec("l0SlowdownTrigger", Kind.LONG, Integer.toString(slowdownTables),
            "runs in level 0 from which on each write pays for a share of the owed work"),
        new OptionSpec("l0StopTrigger", Kind.LONG, Integer.toString(stopTables),
            "runs in level 0 at which writes stall while a merge is due"),
        new OptionSpec("deleteBytesPerSecond", Kind.LONG, "256m",
            "rate at which the files of replaced tables are removed, so that the device is not held up; 0 for no limit"),
        new OptionSpec("deleteBacklogShare", Kind.DOUBLE, "0.25",
            "bytes of replaced tables, as a share of the tree's, above which they are removed at once whatever the "
                + "rate; larger: smoother, more space at the peak"),
        new OptionSpec("debtStopBytes", Kind.LONG, "64g",
            "bytes owed by the policy's triggers at which writes stall while a merge runs; lower: less space and fewer "
                + "runs at the peak, longer stalls"));
  }
}
