package org.rumbench.reference.rocksdb;

import java.util.ArrayList;
import java.util.List;
import org.rocksdb.LevelMetaData;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.Statistics;
import org.rocksdb.TickerType;
import org.rumbench.engine.EngineMetrics;
import org.rumbench.engine.OwnAccount;
import org.rumbench.reference.LedgerRows;
import org.rumbench.reference.system.OwnFiles;
import org.rumbench.storage.IoPurpose;

/// What RocksDB says of itself: tickers, properties, and its OPTIONS file. Any thread.
///
/// @param database      whose figures
/// @param configuration with its statistics, which count from opening on
/// @param files         its directory
record RocksdbFigures(RocksDB database, RocksdbConfiguration configuration, OwnFiles files) {
  private static final String COUNTERS =
      "RocksDB's own tickers: WAL_FILE_BYTES, FLUSH_WRITE_BYTES, COMPACT_WRITE_BYTES and COMPACT_READ_BYTES (blob files "
          + "included), BLOB_DB_GC_BYTES_RELOCATED, BLOCK_CACHE_BYTES_WRITE for what reads brought in; manifest left out; "
          + "space is the lengths of all its files";

  private long ticker(TickerType type) {
    Statistics statistics = configuration.statistics;
    return statistics.getTickerCount(type);
  }

  private long property(String name) {
    try {
      return database.getLongProperty("rocksdb." + name);
    } catch (RocksDBException e) {
      throw RocksdbFailures.of("tell " + name, e);
    }
  }

  /// Whether it runs and plans nothing.
  boolean isSettled() {
    return property("compaction-pending") == 0 && isQuiet();
  }

  /// Whether it runs nothing and has nothing to flush.
  boolean isQuiet() {
    return property("num-immutable-mem-table") == 0
        && property("mem-table-flush-pending") == 0
        && property("num-running-flushes") == 0
        && property("num-running-compactions") == 0
        && configuration.events.running.get() == 0;
  }

  EngineMetrics metrics(long pointReads, long refusedWrites) {
    long positives = ticker(TickerType.BLOOM_FILTER_FULL_POSITIVE);
    long hits = ticker(TickerType.BLOCK_CACHE_HIT);
    long stalledMicros = ticker(TickerType.STALL_MICROS);
    return new EngineMetrics(
        new EngineMetrics.Memory(
            property("size-all-mem-tables"), property("estimate-table-readers-mem"), 0, property("block-cache-usage"), 0),
        new EngineMetrics.Reads(
            pointReads,
            pointReads + positives,
            positives + ticker(TickerType.BLOOM_FILTER_USEFUL),
            Math.max(0, positives - ticker(TickerType.BLOOM_FILTER_FULL_TRUE_POSITIVE)),
            hits + ticker(TickerType.BLOCK_CACHE_MISS),
            hits),
        new EngineMetrics.Work(
            configuration.events.flushes.get(), configuration.events.compactions.get(), 0, 0,
            Math.max(0, configuration.events.running.get())),
        shape(),
        isSettled() ? 0 : property("estimate-pending-compaction-bytes"),
        new EngineMetrics.Stalls(stalledMicros == 0 ? 0 : 1, stalledMicros * 1_000),
        refusedWrites,
        -1);
  }

  private List<EngineMetrics.Level> shape() {
    List<EngineMetrics.Level> shape = new ArrayList<>();
    for (LevelMetaData level : database.getColumnFamilyMetaData().levels()) {
      if (!level.files().isEmpty()) {
        shape.add(new EngineMetrics.Level("L" + level.level(), level.files().size(), level.size()));
      }
    }
    long blobFiles = property("num-blob-files");
    if (blobFiles > 0) {
      shape.add(new EngineMetrics.Level("blobs", (int) blobFiles, property("total-blob-file-size")));
    }
    return shape;
  }

  OwnAccount account() {
    long relocated = ticker(TickerType.BLOB_DB_GC_BYTES_RELOCATED);
    LedgerRows rows = new LedgerRows();
    rows.wrote(
        IoPurpose.LOG, ticker(TickerType.WRITE_WITH_WAL), ticker(TickerType.WAL_FILE_BYTES),
        ticker(TickerType.WAL_FILE_SYNCED));
    rows.wrote(IoPurpose.FLUSH, configuration.events.flushes.get(), ticker(TickerType.FLUSH_WRITE_BYTES), 0);
    rows.wrote(
        IoPurpose.COMPACTION, configuration.events.compactions.get(),
        Math.max(0, ticker(TickerType.COMPACT_WRITE_BYTES) - relocated), 0);
    rows.read(IoPurpose.COMPACTION, configuration.events.compactions.get(), ticker(TickerType.COMPACT_READ_BYTES));
    rows.wrote(IoPurpose.GARBAGE_COLLECTION, ticker(TickerType.BLOB_DB_GC_NUM_KEYS_RELOCATED), relocated, 0);
    rows.read(
        IoPurpose.USER_READ, ticker(TickerType.BLOCK_CACHE_MISS), ticker(TickerType.BLOCK_CACHE_BYTES_WRITE));
    return new OwnAccount(rows.snapshot(files.space()), COUNTERS, files.newestText("OPTIONS-"));
  }
}
