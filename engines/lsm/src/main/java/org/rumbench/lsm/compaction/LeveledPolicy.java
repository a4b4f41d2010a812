package org.rumbench.lsm.compaction;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.rumbench.lsm.record.KeyBytes;

/// Leveled compaction: level 0 collects flushes, each deeper level is one sorted run with a byte target that grows by a
/// fixed factor. The level with the highest score goes first; from it the table that overlaps the fewest bytes below
/// per byte of its own.
///
/// Source: O'Neil et al., *The Log-Structured Merge-Tree*, 1996; partial compaction as in LevelDB; score and
/// minimum-overlapping-ratio choice as in RocksDB. Differs from RocksDB: level targets are static.
///
/// @param levelZeroTrigger tables in level 0 that make a merge due
/// @param baseLevelBytes   target of level 1
/// @param levelMultiplier  factor between targets
/// @param tableBytes       length of output tables
public record LeveledPolicy(int levelZeroTrigger, long baseLevelBytes, double levelMultiplier, long tableBytes)
    implements CompactionPolicy {
  /// Levels there are at most.
  public static final int MAX_LEVELS = 7;
  private static final int MAX_MULTIPLIER = 1_000;
  private static final int GRANDPARENT_FACTOR = 10;

  /// Checks the ranges.
  public LeveledPolicy {
    atLeastOne("l0CompactionTrigger", levelZeroTrigger);
    atLeastOne("baseLevelBytes", baseLevelBytes);
    atLeastOne("tableBytes", tableBytes);
    if (!(levelMultiplier >= 2 && levelMultiplier <= MAX_MULTIPLIER)) {
      throw new IllegalArgumentException("levelMultiplier is " + levelMultiplier + ", outside 2 to " + MAX_MULTIPLIER);
    }
  }

  private static void atLeastOne(String name, long value) {
    if (value < 1) {
      throw new IllegalArgumentException(name + " is " + value + ", below 1");
    }
  }

  /// The byte target of a level, 1 and deeper.
  public double targetBytes(int level) {
    return baseLevelBytes * Math.pow(levelMultiplier, level - 1);
  }

  /// How much a level is over its trigger or target; 1 and above makes a merge due.
  public double score(TreeShape shape, int level) {
    if (level == 0) {
      long idle = shape.level(0).stream().filter(table -> !table.isBusy()).count();
      return (double) idle / levelZeroTrigger;
    }
    return level == MAX_LEVELS - 1 ? 0 : shape.idleBytes(level) / targetBytes(level);
  }

  @Override
  public Optional<CompactionDecision> pick(TreeShape shape, long nowMillis) {
    List<Integer> due = new ArrayList<>();
    for (int level = 0; level < MAX_LEVELS; level++) {
      if (score(shape, level) >= 1) {
        due.add(level);
      }
    }
    due.sort(Comparator.comparingDouble((Integer level) -> score(shape, level)).reversed());
    for (int level : due) {
      Optional<CompactionDecision> decision = level == 0 ? pickLevelZero(shape) : pickTable(shape, level);
      if (decision.isPresent()) {
        return decision;
      }
    }
    return Optional.empty();
  }

  private Optional<CompactionDecision> pickLevelZero(TreeShape shape) {
    List<TableSummary> tables = shape.level(0);
    if (tables.stream().anyMatch(TableSummary::isBusy)) {
      return Optional.empty();
    }
    List<TableSummary> below = overlapping(shape.level(1), smallest(tables), largest(tables));
    if (below.stream().anyMatch(TableSummary::isBusy)) {
      return Optional.empty();
    }
    return Optional.of(decision(shape, "level 0 has " + tables.size() + " tables", 0, tables, below));
  }

  private Optional<CompactionDecision> pickTable(TreeShape shape, int level) {
    TableSummary best = null;
    List<TableSummary> bestBelow = List.of();
    double bestRatio = 0;
    for (TableSummary table : shape.level(level)) {
      List<TableSummary> below = overlapping(shape.level(level + 1), table.smallest(), table.largest());
      if (table.isBusy() || below.stream().anyMatch(TableSummary::isBusy)) {
        continue;
      }
      double ratio = (double) bytes(below) / Math.max(1, table.bytes());
      if (best == null || ratio < bestRatio) {
        best = table;
        bestBelow = below;
        bestRatio = ratio;
      }
    }
    if (best == null) {
      return Optional.empty();
    }
    String reason = "level " + level + " is over its target";
    return Optional.of(decision(shape, reason, level, List.of(best), bestBelow));
  }

  private CompactionDecision decision(
      TreeShape shape, String reason, int level, List<TableSummary> tables, List<TableSummary> below) {
    List<TableSummary> inputs = new ArrayList<>(tables);
    inputs.addAll(below);
    List<TableSummary> grandparents =
        overlapping(shape.level(level + 2), smallest(inputs), largest(inputs));
    boolean isMove =
        inputs.size() == 1 && bytes(grandparents) <= GRANDPARENT_FACTOR * tableBytes && tables.getFirst().tombstones() == 0;
    return new CompactionDecision(reason, level, level + 1, inputs, grandparents, tableBytes, isMove);
  }

  @Override
  public Optional<CompactionDecision> full(TreeShape shape) {
    List<TableSummary> all = shape.levels().stream().flatMap(List::stream).toList();
    int deepest = shape.deepestLevel();
    boolean isOneRun = all.size() == shape.level(deepest).size() && deepest > 0;
    if (all.isEmpty() || (isOneRun && all.stream().allMatch(table -> table.tombstones() == 0))) {
      return Optional.empty();
    }
    return Optional.of(
        new CompactionDecision(
            "everything was asked for", 0, Math.max(1, deepest), all, List.of(), tableBytes, false));
  }

  @Override
  public long debtBytes(TreeShape shape) {
    long debt = 0;
    List<TableSummary> levelZero = shape.level(0);
    if (levelZero.size() >= levelZeroTrigger) {
      debt += bytes(levelZero) + bytes(overlapping(shape.level(1), smallest(levelZero), largest(levelZero)));
    }
    long carried = levelZero.size() >= levelZeroTrigger ? bytes(levelZero) : 0;
    for (int level = 1; level < MAX_LEVELS - 1; level++) {
      double excess = bytes(shape.level(level)) + carried - targetBytes(level);
      if (excess < 0 || (excess == 0 && carried > 0)) {
        break;
      }
      double fanOut = bytes(shape.level(level)) == 0 ? 0
          : (double) bytes(shape.level(level + 1)) / bytes(shape.level(level));
      debt += (long) Math.max(1, excess * (1 + fanOut));
      carried = (long) excess;
    }
    return debt;
  }

  @Override
  public int outputTier(CompactionDecision decision) {
    return decision.outputLevel();
  }

  @Override
  public List<TierSummary> tiers(TreeShape shape) {
    List<TierSummary> tiers = new ArrayList<>();
    for (int level = 0; level < shape.levels().size(); level++) {
      tiers.add(TierSummary.of("L" + level, shape.level(level)));
    }
    return List.copyOf(tiers);
  }

  private static List<TableSummary> overlapping(List<TableSummary> tables, KeyBytes from, KeyBytes to) {
    return tables.stream().filter(table -> table.overlaps(from, to)).toList();
  }

  private static KeyBytes smallest(List<TableSummary> tables) {
    return tables.stream().map(TableSummary::smallest).min(Comparator.naturalOrder()).orElseThrow();
  }

  private static KeyBytes largest(List<TableSummary> tables) {
    return tables.stream().map(TableSummary::largest).max(Comparator.naturalOrder()).orElseThrow();
  }

  private static long bytes(List<TableSummary> tables) {
    return tables.stream().mapToLong(TableSummary::bytes).sum();
  }
}
