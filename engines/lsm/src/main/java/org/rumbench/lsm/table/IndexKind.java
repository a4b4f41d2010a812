package org.rumbench.lsm.table;

/// Which index new tables get.
public enum IndexKind {
  /// The last key of every block, sorted, in memory: a binary search.
  BLOCK,
  /// The same in partitions that come through the block cache; in memory is the last key of each partition.
  TWO_LEVEL,
  /// A hash table from keys to blocks in memory, beside the last keys of the blocks for ranges.
  HASH;

  /// The kind with that name (`two-level`); [IllegalArgumentException] for another.
  public static IndexKind named(String name) {
    return TableOptions.named("index", IndexKind.class, name);
  }
}
