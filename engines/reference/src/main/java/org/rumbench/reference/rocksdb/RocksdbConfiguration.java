package org.rumbench.reference.rocksdb;

import java.util.EnumSet;
import java.util.List;
import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.BloomFilter;
import org.rocksdb.Cache;
import org.rocksdb.FlushOptions;
import org.rocksdb.HistogramType;
import org.rocksdb.InfoLogLevel;
import org.rocksdb.LRUCache;
import org.rocksdb.Options;
import org.rocksdb.ReadOptions;
import org.rocksdb.Statistics;
import org.rocksdb.WriteOptions;

/// The native objects that a database is opened with and that must outlive it. One owner.
final class RocksdbConfiguration {
  final Statistics statistics = new Statistics(EnumSet.allOf(HistogramType.class));
  final Cache cache;
  final Options options = new Options();
  final ReadOptions reading = new ReadOptions();
  final WriteOptions writing = new WriteOptions();
  final FlushOptions flushing = new FlushOptions().setWaitForFlush(true).setAllowWriteStall(true);
  final RocksdbEvents events;
  private final BloomFilter filter;
  private final AutoCloseable shapeOptions;

  RocksdbConfiguration(RocksdbOptions wanted, RocksdbShape shape, RocksdbEvents events) {
    this.events = events;
    cache = new LRUCache(wanted.blockCacheBytes());
    filter = new BloomFilter(Math.max(1, wanted.bloomBitsPerKey()));
    BlockBasedTableConfig tables =
        new BlockBasedTableConfig().setBlockSize(wanted.blockBytes()).setChecksumType(wanted.checksum());
    if (wanted.blockCacheBytes() == 0) {
      tables.setNoBlockCache(true);
    } else {
      tables.setBlockCache(cache);
    }
    if (wanted.bloomBitsPerKey() > 0) {
      tables.setFilterPolicy(filter);
    }
    options
        .setCreateIfMissing(true)
        .setTableFormatConfig(tables)
        .setStatistics(statistics)
        .setListeners(List.of(events))
        .setWriteBufferSize(wanted.memtableBytes())
        .setMaxWriteBufferNumber(wanted.maxImmutableMemtables() + 1)
        .setCompressionType(wanted.compression())
        .setMaxBackgroundJobs(wanted.backgroundJobs())
        .setLevel0FileNumCompactionTrigger(wanted.l0CompactionTrigger())
        .setLevel0SlowdownWritesTrigger(wanted.l0SlowdownTrigger())
        .setLevel0StopWritesTrigger(wanted.l0StopTrigger())
        .setTargetFileSizeBase(wanted.tableBytes())
        .setInfoLogLevel(InfoLogLevel.WARN_LEVEL)
        .setKeepLogFileNum(2)
        .setStatsDumpPeriodSec(0)
        .setStatsPersistPeriodSec(0);
    shapeOptions = shape.apply(options);
  }

  /// Frees everything, after the database.
  void close() {
    writing.close();
    reading.close();
    flushing.close();
    options.close();
    RocksdbFailures.closed(shapeOptions);
    events.close();
    filter.close();
    cache.close();
    statistics.close();
  }
}
