package org.rumbench.lsm.compaction;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.rumbench.engine.OptionCheck;
import org.rumbench.lsm.compaction.CompactionDecision.Kind;

/// Lazy leveling: every level but the last collects `sizeRatio` runs before they are merged into the next, the last is
/// one sorted run. Writes cost as with tiering but in the last level, space and long scans as with leveling.
///
/// Level 0 holds runs of one memtable; level i holds runs of about `sizeRatio` to the power of i of them. The last level
/// moves down one, unread, when it has outgrown its place.
///
/// Source: Dayan, Idreos, *Dostoevsky: Better Space-Time Trade-Offs for LSM-Tree Based Key-Value Stores*, SIGMOD 2018.
///
/// @param sizeRatio    runs of a level that make a merge due, and the factor between levels
/// @param baseRunBytes bytes of a run of level 0
/// @param tableBytes   length of output tables
public record LazyLeveledPolicy(int sizeRatio, long baseRunBytes, long tableBytes) implements CompactionPolicy {
  private static final int MAX_RATIO = 1_000;
  private static final int MAX_LEVELS = 24;

  /// Checks the ranges.
  public LazyLeveledPolicy {
    OptionCheck.within("sizeRatio", sizeRatio, 2, MAX_RATIO);
    OptionCheck.atLeast("baseRunBytes", baseRunBytes, 1);
    OptionCheck.atLeast("tableBytes", tableBytes, 1);
  }

  /// The level that is one sorted run.
  static int lastLevel(TreeShape shape) {
    return Math.max(1, shape.deepestLevel());
  }

  /// Bytes that the last level may have where it is.
  double capacityBytes(int level) {
    return baseRunBytes * Math.pow(sizeRatio, level + 1.0);
  }

  @Override
  public Optional<CompactionDecision> pick(TreeShape shape) {
    int last = lastLevel(shape);
    if (isOutgrown(shape)) {
      List<TableSummary> tables = shape.level(last);
      return shape.isAnyBusy()
          ? Optional.empty()
          : Optional.of(
              new CompactionDecision(
                  "the last level is full", Kind.MOVE, last, last + 1, true, last + 1, tables, List.of(), tableBytes,
                  List.of()));
    }
    for (int level = 0; level < last; level++) {
      Optional<CompactionDecision> decision = pick(shape, level);
      if (decision.isPresent()) {
        return decision;
      }
    }
    return Optional.empty();
  }

  private boolean isOutgrown(TreeShape shape) {
    int last = lastLevel(shape);
    return last < MAX_LEVELS && shape.bytes(last) > capacityBytes(last);
  }

  /// The merge of all idle runs of a level when they are enough. Runs that came while the oldest are merged wait.
  private Optional<CompactionDecision> pick(TreeShape shape, int level) {
    List<RunSummary> idle = shape.runs(level).stream().filter(run -> !run.isBusy()).toList();
    if (idle.size() < sizeRatio) {
      return Optional.empty();
    }
    List<TableSummary> inputs = new ArrayList<>(idle.stream().flatMap(run -> run.tables().stream()).toList());
    boolean intoLast = level + 1 == lastLevel(shape);
    if (intoLast) {
      List<TableSummary> below =
          TableSummary.overlapping(
              shape.level(level + 1), TableSummary.smallestOf(inputs), TableSummary.largestOf(inputs));
      // One merge into the last level at a time: its outputs lie between any two of its tables.
      if (shape.level(level + 1).stream().anyMatch(TableSummary::isBusy) || isMergedFrom(shape, level)) {
        return Optional.empty();
      }
      inputs.addAll(below);
    }
    return Optional.of(
        new CompactionDecision(
            "level " + level + " has " + idle.size() + " runs", Kind.MERGE, level, level + 1, intoLast, level + 1,
            inputs, List.of(), tableBytes, List.of()));
  }

  private static boolean isMergedFrom(TreeShape shape, int level) {
    return shape.runs(level).stream().anyMatch(RunSummary::isBusy);
  }

  @Override
  public Optional<CompactionDecision> full(TreeShape shape) {
    List<TableSummary> all = shape.tables();
    int last = lastLevel(shape);
    boolean isOneRun = all.size() == shape.level(last).size() && shape.runs().size() == 1;
    if (all.isEmpty() || (isOneRun && all.stream().allMatch(table -> table.tombstones() == 0))) {
      return Optional.empty();
    }
    return Optional.of(
        new CompactionDecision(
            "everything was asked for", Kind.MERGE, 0, last, true, last, all, List.of(), tableBytes, List.of()));
  }

  @Override
  public long debtBytes(TreeShape shape) {
    return pick(shape.asIdle()).map(CompactionDecision::inputBytes).orElse(0L);
  }

  @Override
  public List<TierSummary> tiers(TreeShape shape) {
    return TierSummary.ofLevels(shape);
  }
}
