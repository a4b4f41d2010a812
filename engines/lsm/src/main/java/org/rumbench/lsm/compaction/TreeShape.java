package org.rumbench.lsm.compaction;

import java.util.List;

/// The tables of a tree by level: level 0 newest first and overlapping, deeper ones disjoint and in key order.
///
/// @param levels at least one level
public record TreeShape(List<List<TableSummary>> levels) {
  /// Copies the lists.
  public TreeShape {
    levels = levels.stream().map(List::copyOf).toList();
  }

  /// The tables of a level; none for a level beyond the last.
  public List<TableSummary> level(int level) {
    return level < levels.size() ? levels.get(level) : List.of();
  }

  /// Bytes of the tables of a level that no compaction reads.
  public long idleBytes(int level) {
    return level(level).stream().filter(table -> !table.isBusy()).mapToLong(TableSummary::bytes).sum();
  }

  /// The deepest level with a table; 0 when there is none.
  public int deepestLevel() {
    for (int level = levels.size() - 1; level > 0; level--) {
      if (!levels.get(level).isEmpty()) {
        return level;
      }
    }
    return 0;
  }
}
