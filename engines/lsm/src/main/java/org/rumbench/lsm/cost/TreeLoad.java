package org.rumbench.lsm.cost;

/// What is written to a simulated tree, and in which sizes.
///
/// @param keys           distinct keys; every one is loaded once, in random order, then some are overwritten uniformly
/// @param entryBytes     bytes that one entry adds to a table, its shares of blocks, index and filter included
/// @param tableBytes     bytes of a table without entries
/// @param bufferEntries  entries, overwritten ones included, that fill a memtable
/// @param falsePositives chance that a filter lets a foreign key pass
public record TreeLoad(long keys, double entryBytes, double tableBytes, long bufferEntries, double falsePositives) {
  /// Checks the ranges.
  public TreeLoad {
    if (keys < 1 || bufferEntries < 1) {
      throw new IllegalArgumentException("keys " + keys + " and entries of a memtable " + bufferEntries + ", below 1");
    }
    if (!(entryBytes > 0) || !(tableBytes >= 0)) {
      throw new IllegalArgumentException("bytes of an entry " + entryBytes + " and of a table " + tableBytes);
    }
    if (!(falsePositives >= 0 && falsePositives <= 1)) {
      throw new IllegalArgumentException("falsePositives is " + falsePositives + ", outside 0 to 1");
    }
  }

  /// Bytes of all keys, once each, in one table.
  double liveBytes() {
    return keys * entryBytes + tableBytes;
  }
}
