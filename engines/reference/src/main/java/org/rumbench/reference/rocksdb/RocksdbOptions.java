package org.rumbench.reference.rocksdb;

import static org.rumbench.engine.OptionCheck.within;

import java.util.ArrayList;
import java.util.List;
import org.rocksdb.ChecksumType;
import org.rocksdb.CompressionType;
import org.rumbench.engine.EngineOptions;
import org.rumbench.engine.OptionSpec;
import org.rumbench.engine.OptionSpec.Kind;

/// What all three RocksDB designs can be set to. Names and defaults are those of our LSM designs where both have the
/// option, so that equal texts mean equal memory, filters, blocks and jobs; the rest is RocksDB's own default.
///
/// @param memtableBytes         `write_buffer_size`
/// @param maxImmutableMemtables `max_write_buffer_number` less one
/// @param blockBytes            `block_size`
/// @param bloomBitsPerKey       of the full filter; 0: none
/// @param blockCacheBytes       capacity of an LRU cache for data blocks; indexes and filters are kept outside it, as ours
///                              are; 0: no cache
/// @param compression           of blocks
/// @param checksum              of blocks; verified at each read from a file
/// @param backgroundJobs        `max_background_jobs`: flushes and compactions together
/// @param l0CompactionTrigger   `level0_file_num_compaction_trigger`
/// @param l0SlowdownTrigger     `level0_slowdown_writes_trigger`
/// @param l0StopTrigger         `level0_stop_writes_trigger`
/// @param tableBytes            `target_file_size_base`
record RocksdbOptions(
    long memtableBytes,
    int maxImmutableMemtables,
    long blockBytes,
    double bloomBitsPerKey,
    long blockCacheBytes,
    CompressionType compression,
    ChecksumType checksum,
    int backgroundJobs,
    int l0CompactionTrigger,
    int l0SlowdownTrigger,
    int l0StopTrigger,
    long tableBytes) {

  private static final long MAX_BLOCK_BYTES = 1L << 28;

  RocksdbOptions {
    within("memtableBytes", memtableBytes, 64 * 1024, 1L << 40);
    within("maxImmutableMemtables", maxImmutableMemtables, 1, 1_000);
    within("blockBytes", blockBytes, 64, MAX_BLOCK_BYTES);
    within("bloomBitsPerKey", bloomBitsPerKey, 0.0, 100.0);
    within("blockCacheBytes", blockCacheBytes, 0, 1L << 40);
    within("backgroundJobs", backgroundJobs, 1, 1_000);
    within("l0CompactionTrigger", l0CompactionTrigger, 1, 1_000);
    within("l0SlowdownTrigger", l0SlowdownTrigger, l0CompactionTrigger, 10_000);
    within("l0StopTrigger", l0StopTrigger, l0SlowdownTrigger, 10_000);
    within("tableBytes", tableBytes, 4 * 1024, 1L << 40);
  }

  static RocksdbOptions of(EngineOptions options) {
    return new RocksdbOptions(
        options.longOf("memtableBytes"),
        options.intOf("maxImmutableMemtables"),
        options.longOf("blockBytes"),
        options.doubleOf("bloomBitsPerKey"),
        options.longOf("blockCacheBytes"),
        compression(options.text("compression")),
        checksum(options.text("checksum")),
        options.intOf("backgroundJobs"),
        options.intOf("l0CompactionTrigger"),
        options.intOf("l0SlowdownTrigger"),
        options.intOf("l0StopTrigger"),
        options.longOf("tableBytes"));
  }

  private static CompressionType compression(String text) {
    return switch (text) {
      case "none" -> CompressionType.NO_COMPRESSION;
      case "lz4" -> CompressionType.LZ4_COMPRESSION;
      case "zstd" -> CompressionType.ZSTD_COMPRESSION;
      default -> throw new IllegalArgumentException("compression is '" + text + "'; it must be none, lz4 or zstd");
    };
  }

  private static ChecksumType checksum(String text) {
    return switch (text) {
      case "crc32c" -> ChecksumType.kCRC32c;
      case "xxh3" -> ChecksumType.kXXH3;
      default -> throw new IllegalArgumentException("checksum is '" + text + "'; it must be crc32c or xxh3");
    };
  }

  /// The specifications of these options.
  static List<OptionSpec> specs() {
    return List.of(
        spec("memtableBytes", Kind.LONG, "2m",
            "write_buffer_size, 64k or more; larger: fewer flushes and less write amplification, more memory"),
        spec("maxImmutableMemtables", Kind.LONG, "3",
            "memtables that may wait for their flush (max_write_buffer_number less one)"),
        spec("blockBytes", Kind.LONG, "4096", "block_size; larger: smaller index, more bytes per point read"),
        spec("bloomBitsPerKey", Kind.DOUBLE, "10", "bits per key of the full filter; 0: no filter"),
        spec("blockCacheBytes", Kind.LONG, "16m",
            "LRU cache of data blocks; indexes and filters are kept outside it; 0 for none"),
        spec("compression", Kind.TEXT, "none", "of blocks: none, lz4 or zstd; less space and writing, more work"),
        spec("checksum", Kind.TEXT, "crc32c", "of blocks, verified at each read of a file: crc32c or xxh3"),
        spec("backgroundJobs", Kind.LONG, "2", "max_background_jobs: flushes and compactions at once"),
        spec("l0CompactionTrigger", Kind.LONG, "4",
            "tables in level 0 (universal: sorted runs) that make a compaction due"),
        spec("l0SlowdownTrigger", Kind.LONG, "20", "tables in level 0 from which on writes are slowed down"),
        spec("l0StopTrigger", Kind.LONG, "36", "tables in level 0 at which writes block"),
        spec("tableBytes", Kind.LONG, "2m", "target_file_size_base: length at which a compaction cuts its output"));
  }

  /// These and others.
  static List<OptionSpec> specsAnd(OptionSpec... more) {
    List<OptionSpec> all = new ArrayList<>(specs());
    all.addAll(List.of(more));
    return List.copyOf(all);
  }

  static OptionSpec spec(String name, Kind kind, String defaultValue, String description) {
    return new OptionSpec(name, kind, defaultValue, description);
  }
}
