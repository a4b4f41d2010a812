package org.rumbench.lsm.compaction;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.rumbench.engine.OptionCheck;

/// Time-window compaction: tables of the newest window of arrival are merged by size, those of a closed window into one,
/// and never across windows; tables whose values have all expired are dropped unread. All tables are in level 0.
///
/// For data that is written in order of time and expires. A deletion or overwrite outside the window of what it hides
/// never meets it. Source: Cassandra's `TimeWindowCompactionStrategy`. Differs from it: a table belongs to the window of
/// the wall time at which its newest record arrived, not to that of timestamps in the data.
///
/// @param windowMillis length of a window
/// @param buckets      what is similar, within the newest window
public record TimeWindowPolicy(long windowMillis, SizeBuckets buckets) implements CompactionPolicy {
  /// Checks the ranges.
  public TimeWindowPolicy {
    OptionCheck.atLeast("windowMillis", windowMillis, 1);
  }

  @Override
  public Optional<CompactionDecision> pick(TreeShape shape) {
    List<TableSummary> expired = Purge.expired(shape);
    if (!expired.isEmpty()) {
      return Optional.of(CompactionDecision.ofDrop(expired.size() + " tables whose values have expired", expired));
    }
    return due(idle(shape)).stream()
        .findFirst()
        .map(tables -> merge(tables, "tables of one window"));
  }

  private static List<TableSummary> idle(TreeShape shape) {
    return shape.level(0).stream().filter(table -> !table.isBusy()).toList();
  }

  private TreeMap<Long, List<TableSummary>> windows(List<TableSummary> tables) {
    TreeMap<Long, List<TableSummary>> windows = new TreeMap<>();
    for (TableSummary table : tables) {
      windows.computeIfAbsent(Math.floorDiv(table.newestMillis(), windowMillis), window -> new ArrayList<>()).add(table);
    }
    return windows;
  }

  /// What should be merged, newest window first.
  private List<List<TableSummary>> due(List<TableSummary> tables) {
    List<List<TableSummary>> due = new ArrayList<>();
    TreeMap<Long, List<TableSummary>> windows = windows(tables);
    for (Map.Entry<Long, List<TableSummary>> window : windows.descendingMap().entrySet()) {
      List<TableSummary> inside = window.getValue();
      if (window.getKey().equals(windows.lastKey())) {
        buckets.due(inside).stream().min(Comparator.comparingLong(SizeBuckets::averageBytes)).ifPresent(due::add);
      } else if (inside.size() > 1) {
        due.add(
            inside.stream()
                .sorted(Comparator.comparingLong(TableSummary::bytes).thenComparingLong(TableSummary::number))
                .limit(buckets.maxThreshold())
                .toList());
      }
    }
    return due;
  }

  private CompactionDecision merge(List<TableSummary> tables, String reason) {
    List<TableSummary> newestFirst =
        tables.stream().sorted(Comparator.comparingLong(TableSummary::number).reversed()).toList();
    return CompactionDecision.ofRuns(reason, buckets.tierInto(tables), newestFirst, Long.MAX_VALUE);
  }

  @Override
  public Optional<CompactionDecision> full(TreeShape shape) {
    List<TableSummary> all = shape.level(0);
    if (all.isEmpty() || (all.size() == 1 && all.getFirst().tombstones() == 0)) {
      return Optional.empty();
    }
    return Optional.of(merge(all, "everything was asked for"));
  }

  @Override
  public long debtBytes(TreeShape shape) {
    return due(shape.level(0)).stream().mapToLong(TableSummary::bytesOf).sum();
  }

  @Override
  public List<TierSummary> tiers(TreeShape shape) {
    List<TierSummary> tiers = new ArrayList<>();
    windows(shape.level(0))
        .descendingMap()
        .forEach((window, tables) -> tiers.add(TierSummary.of("window " + window, tables)));
    return List.copyOf(tiers);
  }
}
