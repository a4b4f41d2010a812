package org.rumbench.lsm.compaction;

import java.util.List;

/// What of a table nobody needs any more, by what is known without reading it.
final class Purge {
  private Purge() {}

  /// Whether every deletion in the tables may go at once: no reader or replica needs them, and no other table that
  /// overlaps them has anything as old.
  static boolean isAllPurgeable(TreeShape shape, List<TableSummary> tables) {
    return tables.stream()
        .allMatch(table -> table.maxVersion() <= shape.purgeableVersion() && hidesNothing(shape, tables, table));
  }

  private static boolean hidesNothing(TreeShape shape, List<TableSummary> apart, TableSummary table) {
    return table.rangeTombstones() == 0 && shape.tables().stream()
        .filter(other -> !apart.contains(other) && other.overlaps(table))
        .allMatch(other -> other.minVersion() > table.maxVersion());
  }

  /// The idle tables all of whose values have expired and whose records hide nothing outside of them, so that they can be
  /// dropped unread. The largest such set is found by taking out, again and again, what would uncover something.
  static List<TableSummary> expired(TreeShape shape) {
    List<TableSummary> candidates =
        shape.tables().stream()
            .filter(table -> !table.isBusy() && table.lastExpiryMillis() <= shape.earliestReadMillis())
            .filter(table -> table.maxVersion() <= shape.purgeableVersion())
            .toList();
    while (true) {
      List<TableSummary> present = candidates;
      List<TableSummary> kept =
          present.stream().filter(table -> hidesNothing(shape, present, table)).toList();
      if (kept.size() == present.size()) {
        return kept;
      }
      candidates = kept;
    }
  }
}
