package org.rumbench.lsm.compaction;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.rumbench.lsm.record.KeyBytes;

/// Tables and trees for the tests of policies.
final class Shapes {
  private Shapes() {}

  /// A table whose number is its age and its version as well.
  static TableSummary table(long number, int level, long bytes, String from, String to) {
    return new TableSummary(
        number, level, level == 0 ? number : CompactionDecision.LEVEL_RUN, bytes, bytes, 0, 0, number, number, number,
        0, Long.MAX_VALUE, KeyBytes.of(from), KeyBytes.of(to), false);
  }

  static TableSummary busy(TableSummary table) {
    return new TableSummary(
        table.number(), table.level(), table.run(), table.bytes(), table.records(), table.tombstones(),
        table.rangeTombstones(), table.minVersion(), table.maxVersion(), table.maxSequence(), table.newestMillis(),
        table.lastExpiryMillis(), table.smallest(), table.largest(), true);
  }

  static TableSummary arrived(TableSummary table, long newestMillis, long lastExpiryMillis) {
    return new TableSummary(
        table.number(), table.level(), table.run(), table.bytes(), table.records(), table.tombstones(),
        table.rangeTombstones(), table.minVersion(), table.maxVersion(), table.maxSequence(), newestMillis,
        lastExpiryMillis, table.smallest(), table.largest(), table.isBusy());
  }

  static TableSummary withTombstones(TableSummary table, long tombstones) {
    return new TableSummary(
        table.number(), table.level(), table.run(), table.bytes(), table.records(), tombstones,
        table.rangeTombstones(), table.minVersion(), table.maxVersion(), table.maxSequence(), table.newestMillis(),
        table.lastExpiryMillis(), table.smallest(), table.largest(), table.isBusy());
  }

  /// Tables of level 0, each a run of its own over the same keys; numbers from 1 on, so the last is the newest.
  static List<TableSummary> sized(long... sizes) {
    List<TableSummary> tables = new ArrayList<>();
    for (long size : sizes) {
      tables.add(table(tables.size() + 1L, 0, size, "a", "z"));
    }
    return tables;
  }

  /// A tree of these tables, level 0 newest first.
  static TreeShape shape(List<TableSummary> tables) {
    return shape(tables, Long.MIN_VALUE, Long.MIN_VALUE);
  }

  static TreeShape shape(List<TableSummary> tables, long purgeableVersion, long earliestReadMillis) {
    List<RunSummary> runs = new ArrayList<>();
    List<TableSummary> left = new ArrayList<>(tables);
    left.sort(
        Comparator.comparingInt(TableSummary::level)
            .thenComparing(Comparator.comparingLong(TableSummary::maxSequence).reversed()));
    while (!left.isEmpty()) {
      TableSummary first = left.getFirst();
      List<TableSummary> run =
          left.stream()
              .filter(table -> table.level() == first.level() && table.run() == first.run())
              .sorted(Comparator.comparing(TableSummary::smallest))
              .toList();
      left.removeAll(run);
      runs.add(new RunSummary(first.level(), first.run(), run));
    }
    return new TreeShape(runs, purgeableVersion, earliestReadMillis);
  }

  static TreeShape shape(TableSummary... tables) {
    return shape(Arrays.asList(tables));
  }

  static List<Long> numbers(Optional<CompactionDecision> decision) {
    return decision.map(one -> one.inputs().stream().map(TableSummary::number).sorted().toList()).orElse(List.of());
  }
}
