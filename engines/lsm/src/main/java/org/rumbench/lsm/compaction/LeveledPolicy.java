package org.rumbench.lsm.compaction;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.rumbench.engine.OptionCheck;
import org.rumbench.lsm.compaction.CompactionDecision.Kind;

/// Leveled compaction: level 0 collects flushes, each deeper level is one sorted run with a byte target that grows by a
/// fixed factor. The level with the highest score goes first; from it the table that overlaps the fewest bytes below
/// per byte of its own.
///
/// With dynamic targets the deepest level's present bytes set the targets of those above, and level 0 goes straight into
/// the first level whose target is not far below the base: so about `1 - 1 / levelMultiplier` of all bytes are in the
/// deepest level however full it is, and space amplification stays near `1 + 1 / (levelMultiplier - 1)`. With static
/// ones they grow from `baseLevelBytes` down. The base may be half as large again as its option, and more while level 0
/// holds as much: a level that one merge of level 0 overfills many times over would only be written in passing.
///
/// Source: O'Neil et al., *The Log-Structured Merge-Tree*, 1996; partial compaction as in LevelDB; score, dynamic targets
/// and minimum-overlapping-ratio choice as in RocksDB (`level_compaction_dynamic_level_bytes`). Differs from it in that
/// RocksDB begins a level as soon as the one below is above the base and gives it the base as its target, so that two
/// levels of one size may follow each other.
///
/// @param levelZeroTrigger runs in level 0 that make a merge due
/// @param baseLevelBytes   target of the first level below level 0; with dynamic targets about that
/// @param levelMultiplier  factor between targets
/// @param tableBytes       length of output tables
/// @param isDynamic        whether the deepest level sets the targets
public record LeveledPolicy(
    int levelZeroTrigger, long baseLevelBytes, double levelMultiplier, long tableBytes, boolean isDynamic)
    implements CompactionPolicy {
  /// Levels there are at most.
  public static final int MAX_LEVELS = 7;
  private static final int MAX_MULTIPLIER = 1_000;
  private static final int GRANDPARENT_FACTOR = 10;
  private static final double BASE_SLACK = 1.5;

  /// Checks the ranges.
  public LeveledPolicy {
    OptionCheck.atLeast("l0CompactionTrigger", levelZeroTrigger, 1);
    OptionCheck.atLeast("baseLevelBytes", baseLevelBytes, 1);
    OptionCheck.atLeast("tableBytes", tableBytes, 1);
    OptionCheck.within("levelMultiplier", levelMultiplier, 2, MAX_MULTIPLIER);
  }

  /// The byte targets of a tree's levels.
  ///
  /// @param base  the level that level 0 goes into
  /// @param bytes by level; meaningful from `base` on
  public record Targets(int base, List<Double> bytes) {
    /// Copies the list.
    public Targets {
      bytes = List.copyOf(bytes);
    }

    /// The target of a level.
    public double of(int level) {
      return bytes.get(level);
    }
  }

  /// The targets for a tree of that shape.
  public Targets targets(TreeShape shape) {
    Double[] bytes = new Double[MAX_LEVELS];
    Arrays.fill(bytes, Double.MAX_VALUE);
    int first = firstLevelWithTables(shape);
    if (!isDynamic) {
      for (int level = 1; level < MAX_LEVELS; level++) {
        bytes[level] = baseLevelBytes * Math.pow(levelMultiplier, level - 1);
      }
      return new Targets(1, List.of(bytes));
    }
    if (first == 0) {
      return new Targets(MAX_LEVELS - 1, List.of(bytes));
    }
    double present = 0;
    for (int level = first; level < MAX_LEVELS; level++) {
      present = Math.max(present, (double) shape.bytes(level));
    }
    double ofBase = present / Math.pow(levelMultiplier, MAX_LEVELS - 1 - first);
    double slack = Math.sqrt(levelMultiplier);
    double most = Math.max(BASE_SLACK * baseLevelBytes, slack * shape.bytes(0));
    double least = Math.max(baseLevelBytes / BASE_SLACK, shape.bytes(0) / slack);
    int base = first;
    while (base > 1 && ofBase > most) {
      base--;
      ofBase /= levelMultiplier;
    }
    ofBase = Math.min(ofBase, most);
    for (int level = base; level < MAX_LEVELS; level++) {
      bytes[level] = Math.max(least, ofBase * Math.pow(levelMultiplier, level - base));
    }
    return new Targets(base, List.of(bytes));
  }

  private static int firstLevelWithTables(TreeShape shape) {
    return shape.runs().stream().mapToInt(RunSummary::level).filter(level -> level > 0).findFirst().orElse(0);
  }

  /// By level, how much it is over its trigger or target; 1 and above makes a merge due.
  ///
  /// What is about to come down from above counts as room: merged along with it, a level's tables rewrite the level
  /// below once instead of twice. What rests in level 0 below its trigger counts as part of the first level, so that it
  /// takes no space beside the targets. Level 0 is no more urgent than a base that is due: merged into it, it would
  /// rewrite more of the base than it brings.
  public List<Double> scores(TreeShape shape) {
    Targets targets = targets(shape);
    List<RunSummary> zero = shape.runs(0);
    List<Double> scores = new ArrayList<>();
    scores.add((double) zero.stream().filter(run -> !run.isBusy()).count() / levelZeroTrigger);
    boolean isZeroComing = isZeroDue(shape) || zero.stream().anyMatch(RunSummary::isBusy);
    double coming = isZeroComing ? shape.bytes(0) : 0;
    for (int level = 1; level < MAX_LEVELS - 1; level++) {
      double target = targets.of(level);
      long present = shape.idleBytes(level);
      long resting = isZeroComing || level != firstLevelWithTables(shape) || present == 0 ? 0 : shape.bytes(0);
      scores.add((present + resting) / (target + coming));
      coming += Math.max(0, shape.bytes(level) - target);
    }
    scores.add(0.0);
    double ofBase = scores.get(targets.base());
    if (ofBase >= 1) {
      scores.set(0, Math.min(scores.getFirst(), ofBase));
    }
    return scores;
  }

  private boolean isZeroDue(TreeShape shape) {
    return shape.runs(0).size() >= levelZeroTrigger;
  }

  @Override
  public Optional<CompactionDecision> pick(TreeShape shape) {
    List<Double> scores = scores(shape);
    List<Integer> due = new ArrayList<>();
    for (int level = 0; level < MAX_LEVELS; level++) {
      if (scores.get(level) >= 1) {
        due.add(level);
      }
    }
    due.sort(
        Comparator.comparingDouble((Integer level) -> scores.get(level)).thenComparingInt(level -> level).reversed());
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
    int base = targets(shape).base();
    List<TableSummary> below = below(shape, base, tables);
    if (below.stream().anyMatch(TableSummary::isBusy)) {
      return Optional.empty();
    }
    return Optional.of(decision(shape, "level 0 has " + tables.size() + " tables", 0, base, tables, below));
  }

  private Optional<CompactionDecision> pickTable(TreeShape shape, int level) {
    TableSummary best = null;
    List<TableSummary> bestBelow = List.of();
    double bestRatio = 0;
    List<TableSummary> next = shape.level(level + 1);
    for (TableSummary table : shape.level(level)) {
      List<TableSummary> below = TableSummary.overlapping(next, table.smallest(), table.largest());
      if (table.isBusy() || below.stream().anyMatch(TableSummary::isBusy)) {
        continue;
      }
      double ratio = (double) TableSummary.bytesOf(below) / Math.max(1, table.bytes());
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
    return Optional.of(decision(shape, reason, level, level + 1, List.of(best), bestBelow));
  }

  private static List<TableSummary> below(TreeShape shape, int level, List<TableSummary> tables) {
    return TableSummary.overlapping(
        shape.level(level), TableSummary.smallestOf(tables), TableSummary.largestOf(tables));
  }

  private CompactionDecision decision(
      TreeShape shape, String reason, int level, int outputLevel, List<TableSummary> tables,
      List<TableSummary> below) {
    List<TableSummary> inputs = new ArrayList<>(tables);
    inputs.addAll(below);
    List<TableSummary> grandparents = below(shape, outputLevel + 1, inputs);
    boolean isMove =
        inputs.size() == 1
            && TableSummary.bytesOf(grandparents) <= GRANDPARENT_FACTOR * tableBytes
            && tables.getFirst().tombstones() == 0;
    return new CompactionDecision(
        reason, isMove ? Kind.MOVE : Kind.MERGE, level, outputLevel, true, outputLevel, inputs, grandparents,
        tableBytes, List.of());
  }

  @Override
  public Optional<CompactionDecision> full(TreeShape shape) {
    List<TableSummary> all = shape.tables();
    int deepest = shape.deepestLevel();
    boolean isOneRun = all.size() == shape.level(deepest).size() && deepest > 0;
    if (all.isEmpty() || (isOneRun && all.stream().allMatch(table -> table.tombstones() == 0))) {
      return Optional.empty();
    }
    int outputLevel = Math.max(targets(shape).base(), deepest);
    return Optional.of(
        new CompactionDecision(
            "everything was asked for", Kind.MERGE, 0, outputLevel, true, outputLevel, all, List.of(), tableBytes,
            List.of()));
  }

  @Override
  public long debtBytes(TreeShape shape) {
    Targets targets = targets(shape);
    List<TableSummary> levelZero = shape.level(0);
    boolean isZeroDue = isZeroDue(shape);
    long carried = isZeroDue ? TableSummary.bytesOf(levelZero) : 0;
    long debt = isZeroDue ? carried + TableSummary.bytesOf(below(shape, targets.base(), levelZero)) : 0;
    for (int level = targets.base(); level < MAX_LEVELS - 1; level++) {
      long present = shape.bytes(level);
      long resting = isZeroDue || level != firstLevelWithTables(shape) || present == 0 ? 0 : shape.bytes(0);
      double excess = present + resting + carried - targets.of(level);
      if (excess < 0 || (excess == 0 && carried > 0)) {
        carried = 0;
        continue;
      }
      double fanOut = present == 0 ? 0 : (double) shape.bytes(level + 1) / present;
      debt += (long) Math.max(1, excess * (1 + fanOut));
      carried = (long) excess;
    }
    return debt;
  }

  @Override
  public List<TierSummary> tiers(TreeShape shape) {
    return TierSummary.ofLevels(shape);
  }
}
