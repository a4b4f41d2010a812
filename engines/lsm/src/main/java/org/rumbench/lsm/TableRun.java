package org.rumbench.lsm;

import org.agrona.DirectBuffer;
import org.jspecify.annotations.Nullable;
import org.rumbench.lsm.table.Table;

/// One sorted run: tables in key order of which no two share a key. Immutable.
///
/// A flush makes a run of level 0; a compaction makes a new run or adds to the one of its level.
final class TableRun {
  private final int level;
  private final long number;
  private final Table[] tables;
  private final long maxSequence;

  /// `tables` are in key order and belong to the run.
  TableRun(int level, long number, Table[] tables) {
    this.level = level;
    this.number = number;
    this.tables = tables;
    long newest = 0;
    for (Table table : tables) {
      newest = Math.max(newest, table.metadata().maxSequence());
    }
    this.maxSequence = newest;
  }

  int level() {
    return level;
  }

  /// Its number within the level.
  long number() {
    return number;
  }

  Table[] tables() {
    return tables;
  }

  /// Sequence of its newest record.
  long maxSequence() {
    return maxSequence;
  }

  /// The one table that may hold the key; null when none may.
  @Nullable Table covering(DirectBuffer key, int offset, int length) {
    int low = 0;
    int high = tables.length;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (tables[middle].metadata().largest().compareTo(key, offset, length) < 0) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low < tables.length && tables[low].metadata().smallest().compareTo(key, offset, length) <= 0
        ? tables[low]
        : null;
  }
}
