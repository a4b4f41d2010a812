package org.rumbench.reference.rocksdb;

import static org.rumbench.reference.rocksdb.RocksdbOptions.spec;
import static org.rumbench.engine.OptionCheck.within;

import org.rocksdb.CompactionOptionsUniversal;
import org.rocksdb.CompactionStyle;
import org.rocksdb.Options;
import org.rumbench.engine.EngineOptions;
import org.rumbench.engine.OptionSpec;
import org.rumbench.engine.OptionSpec.Kind;

/// What makes the three RocksDB designs differ.
sealed interface RocksdbShape {
  /// Sets it; what is returned is freed after the options.
  AutoCloseable apply(Options options);

  /// Leveled compaction with dynamic level sizes.
  ///
  /// @param baseLevelBytes  `max_bytes_for_level_base`
  /// @param levelMultiplier `max_bytes_for_level_multiplier`
  record Leveled(long baseLevelBytes, double levelMultiplier) implements RocksdbShape {
    static final OptionSpec[] SPECS = {
      spec("baseLevelBytes", Kind.LONG, "8m", "max_bytes_for_level_base: byte target of the first level that is used"),
      spec("levelMultiplier", Kind.DOUBLE, "10", "max_bytes_for_level_multiplier")
    };

    /// Checks the ranges.
    public Leveled {
      within("baseLevelBytes", baseLevelBytes, 4 * 1024, 1L << 50);
      within("levelMultiplier", levelMultiplier, 2.0, 100.0);
    }

    static Leveled of(EngineOptions options) {
      return new Leveled(options.longOf("baseLevelBytes"), options.doubleOf("levelMultiplier"));
    }

    @Override
    public AutoCloseable apply(Options options) {
      options
          .setCompactionStyle(CompactionStyle.LEVEL)
          .setLevelCompactionDynamicLevelBytes(true)
          .setMaxBytesForLevelBase(baseLevelBytes)
          .setMaxBytesForLevelMultiplier(levelMultiplier);
      return () -> {};
    }
  }

  /// Sorted runs in the order of age.
  ///
  /// @param sizeRatioPercent          `size_ratio`
  /// @param minMergeWidth             `min_merge_width`
  /// @param maxSizeAmplificationPercent `max_size_amplification_percent`
  record Universal(int sizeRatioPercent, int minMergeWidth, int maxSizeAmplificationPercent) implements RocksdbShape {
    static final OptionSpec[] SPECS = {
      spec("sizeRatioPercent", Kind.LONG, "1", "size_ratio: how much larger the next run may be to be merged along"),
      spec("minMergeWidth", Kind.LONG, "2", "min_merge_width: least runs of one merge"),
      spec("maxSizeAmplificationPercent", Kind.LONG, "200",
          "max_size_amplification_percent: space beside the last run at which everything is merged")
    };

    /// Checks the ranges.
    public Universal {
      within("sizeRatioPercent", sizeRatioPercent, 0, 10_000);
      within("minMergeWidth", minMergeWidth, 2, 1_000);
      within("maxSizeAmplificationPercent", maxSizeAmplificationPercent, 1, 100_000);
    }

    static Universal of(EngineOptions options) {
      return new Universal(
          options.intOf("sizeRatioPercent"), options.intOf("minMergeWidth"),
          options.intOf("maxSizeAmplificationPercent"));
    }

    @Override
    public AutoCloseable apply(Options options) {
      CompactionOptionsUniversal universal =
          new CompactionOptionsUniversal()
              .setSizeRatio(sizeRatioPercent)
              .setMinMergeWidth(minMergeWidth)
              .setMaxSizeAmplificationPercent(maxSizeAmplificationPercent);
      options.setCompactionStyle(CompactionStyle.UNIVERSAL).setCompactionOptionsUniversal(universal);
      return universal;
    }
  }

  /// Leveled, with values in blob files that are collected as compactions come by.
  ///
  /// @param keys             how the keys are kept
  /// @param minBlobBytes     `min_blob_size`
  /// @param blobFileBytes    `blob_file_size`
  /// @param gcAgeCutoff      `blob_garbage_collection_age_cutoff`
  /// @param gcForceThreshold `blob_garbage_collection_force_threshold`
  record Blobs(Leveled keys, long minBlobBytes, long blobFileBytes, double gcAgeCutoff, double gcForceThreshold)
      implements RocksdbShape {
    static final OptionSpec[] SPECS = {
      Leveled.SPECS[0],
      Leveled.SPECS[1],
      spec("minBlobBytes", Kind.LONG, "0", "min_blob_size: shorter values stay with their keys"),
      spec("blobFileBytes", Kind.LONG, "8m", "blob_file_size: length at which a blob file is closed"),
      spec("gcAgeCutoff", Kind.DOUBLE, "0.25",
          "blob_garbage_collection_age_cutoff: share of the oldest blob files that compactions collect; higher: less "
              + "space, more writing"),
      spec("gcForceThreshold", Kind.DOUBLE, "1.0",
          "blob_garbage_collection_force_threshold: share of garbage in the oldest files that forces compactions; 1.0: "
              + "never")
    };

    /// Checks the ranges.
    public Blobs {
      within("minBlobBytes", minBlobBytes, 0, 1L << 30);
      within("blobFileBytes", blobFileBytes, 4 * 1024, 1L << 40);
      within("gcAgeCutoff", gcAgeCutoff, 0.0, 1.0);
      within("gcForceThreshold", gcForceThreshold, 0.0, 1.0);
    }

    static Blobs of(EngineOptions options) {
      return new Blobs(
          Leveled.of(options), options.longOf("minBlobBytes"), options.longOf("blobFileBytes"),
          options.doubleOf("gcAgeCutoff"), options.doubleOf("gcForceThreshold"));
    }

    @Override
    public AutoCloseable apply(Options options) {
      options
          .setEnableBlobFiles(true)
          .setMinBlobSize(minBlobBytes)
          .setBlobFileSize(blobFileBytes)
          .setEnableBlobGarbageCollection(true)
          .setBlobGarbageCollectionAgeCutoff(gcAgeCutoff)
          .setBlobGarbageCollectionForceThreshold(gcForceThreshold);
      return keys.apply(options);
    }
  }
}
