package org.rumbench.lsm.table;

import static org.rumbench.engine.OptionCheck.within;

import java.util.Arrays;
import java.util.Locale;

/// How new tables are written. Tables written under any options are read under any.
///
/// @param blockBytes          longest data block before compression, unless one record is longer
/// @param compression         of data blocks
/// @param filter              kind of filter
/// @param bloomBitsPerKey     filter bits per key
/// @param bloomHashes         probes of a filter per key; 0 for the number that suits the bits
/// @param index               kind of index
/// @param indexPartitionBytes length at which a partition of a two-level index is cut
/// @param dataBlockHashRatio  keys per bucket of the hash index inside data blocks; 0 for none
public record TableOptions(
    int blockBytes,
    Compression compression,
    FilterKind filter,
    double bloomBitsPerKey,
    int bloomHashes,
    IndexKind index,
    int indexPartitionBytes,
    double dataBlockHashRatio) {
  private static final int MOST_HASHES = 24;

  /// Checks the ranges.
  public TableOptions {
    within("blockBytes", blockBytes, 64, 1 << 30);
    within("bloomBitsPerKey", bloomBitsPerKey, 0, 64);
    within("bloomHashes", bloomHashes, 0, MOST_HASHES);
    within("indexPartitionBytes", indexPartitionBytes, 64, 1 << 30);
    within("dataBlockHashRatio", dataBlockHashRatio, 0, 16);
    if (dataBlockHashRatio > 0 && dataBlockHashRatio < 0.1) {
      throw new IllegalArgumentException("dataBlockHashRatio is " + dataBlockHashRatio + ", neither 0 nor at least 0.1");
    }
  }

  /// Options with a sorted index, a blocked filter and no compression.
  public static TableOptions of(int blockBytes, double bloomBitsPerKey) {
    return new TableOptions(
        blockBytes, Compression.NONE, FilterKind.BLOCKED, bloomBitsPerKey, 0, IndexKind.BLOCK, 4096, 0);
  }

  /// The same with other filter bits per key.
  public TableOptions withBloomBitsPerKey(double bits) {
    return new TableOptions(
        blockBytes, compression, filter, bits, bloomHashes, index, indexPartitionBytes, dataBlockHashRatio);
  }

  /// The same with another compression.
  public TableOptions with(Compression other) {
    return new TableOptions(
        blockBytes, other, filter, bloomBitsPerKey, bloomHashes, index, indexPartitionBytes, dataBlockHashRatio);
  }

  /// The same with another filter and number of probes.
  public TableOptions with(FilterKind other, int hashes) {
    return new TableOptions(
        blockBytes, compression, other, bloomBitsPerKey, hashes, index, indexPartitionBytes, dataBlockHashRatio);
  }

  /// The same with another index.
  public TableOptions with(IndexKind other, int partitionBytes, double blockHashRatio) {
    return new TableOptions(
        blockBytes, compression, filter, bloomBitsPerKey, bloomHashes, other, partitionBytes, blockHashRatio);
  }

  /// The constant of an enum that an option names: lower case, with dashes.
  public static <E extends Enum<E>> E named(String option, Class<E> type, String name) {
    E[] all = type.getEnumConstants();
    for (E one : all) {
      if (nameOf(one).equals(name)) {
        return one;
      }
    }
    throw new IllegalArgumentException(
        option + " is '" + name + "', none of " + Arrays.stream(all).map(TableOptions::nameOf).toList());
  }

  private static String nameOf(Enum<?> one) {
    return one.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
