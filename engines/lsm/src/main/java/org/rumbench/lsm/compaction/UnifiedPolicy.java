package org.rumbench.lsm.compaction;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.rumbench.engine.OptionCheck;
import org.rumbench.lsm.record.KeyBytes;

/// Unified compaction: tables belong to levels by their density, and enough overlapping tables of a level are merged;
/// one number per level makes the tree tiered, leveled or anything between. All tables are in level 0.
///
/// Density is bytes per share of the key space, so a table counts the same whether or not it was cut into shards. With
/// the scaling parameter w of a level, its fan-out is f = 2 + |w|, and t = 2 + w (tiered, `T4` is w = 2) or 2 (leveled,
/// `L10` is w = -8; `N` is w = 0) tables over one key make a merge due. Level i ends where density reaches the flush size times
/// the fan-outs of levels 0 to i. The most overlapped group goes first, of equal ones that of the lowest level. Outputs are
/// cut at shards of the key space, which grow in number with density, so that merges of different shards run side by side.
///
/// Source: Cassandra's `UnifiedCompactionStrategy` (CEP-26). Differs from it: keys have no tokens, so the key space is
/// measured by where the tree's bytes are; flushes are not cut.
///
/// @param scaling          w by level; the last one holds for all deeper levels
/// @param flushBytes       density at which level 0 begins
/// @param targetTableBytes wished length of tables
/// @param minShardBytes    tables are not cut into shards shorter than this
/// @param baseShards       shards at low density
/// @param maxThreshold     most tables over one key that are merged at once
public record UnifiedPolicy(
    List<Integer> scaling,
    long flushBytes,
    long targetTableBytes,
    long minShardBytes,
    int baseShards,
    int maxThreshold)
    implements CompactionPolicy {
  private static final int MAX_SCALING = 1_000;
  private static final int MAX_SHARDS = 1 << 16;
  private static final int MAX_LEVELS = 32;

  /// Checks the ranges.
  public UnifiedPolicy {
    scaling = List.copyOf(scaling);
    OptionCheck.atLeast("number of scaling parameters", scaling.size(), 1);
    scaling.forEach(w -> OptionCheck.within("scalingParameters", w, -MAX_SCALING, MAX_SCALING));
    OptionCheck.atLeast("flushBytes", flushBytes, 1);
    OptionCheck.atLeast("targetTableBytes", targetTableBytes, 1);
    OptionCheck.atLeast("minShardBytes", minShardBytes, 1);
    OptionCheck.within("baseShards", baseShards, 1, MAX_SHARDS);
    OptionCheck.atLeast("maxThreshold", maxThreshold, 2);
  }

  /// Reads scaling parameters such as `T4, T4, L10` or `N`.
  public static List<Integer> scalingOf(String text) {
    List<Integer> parameters = new ArrayList<>();
    for (String part : text.split(",", -1)) {
      parameters.add(parameterOf(part.strip()));
    }
    return List.copyOf(parameters);
  }

  private static int parameterOf(String text) {
    if (text.equals("N")) {
      return 0;
    }
    if (!text.matches("[LT][0-9]{1,3}") || Integer.parseInt(text.substring(1)) < 2) {
      throw new IllegalArgumentException(
          "scaling parameter '" + text + "': N, or L or T with a number from 2 to 999, such as T4 or L10");
    }
    int factor = Integer.parseInt(text.substring(1));
    return text.charAt(0) == 'T' ? factor - 2 : 2 - factor;
  }

  private int scaling(int level) {
    return scaling.get(Math.min(level, scaling.size() - 1));
  }

  /// The factor between the densities of a level's ends.
  public int fanOut(int level) {
    return 2 + Math.abs(scaling(level));
  }

  /// Tables of the level over one key that make a merge due.
  public int threshold(int level) {
    return Math.max(2, 2 + scaling(level));
  }

  /// The level of tables of that density.
  public int levelOf(double density) {
    int level = 0;
    for (double end = (double) flushBytes * fanOut(0); density >= end && level < MAX_LEVELS; end *= fanOut(level)) {
      level++;
    }
    return level;
  }

  /// Shards of the key space for outputs of that density.
  public int shards(double density) {
    double ofLeast = density / minShardBytes;
    if (ofLeast < baseShards) {
      return Math.max(1, Integer.highestOneBit((int) ofLeast));
    }
    double doublings = Math.log(density / ((double) targetTableBytes * baseShards)) / Math.log(2);
    int doubled = Math.clamp(Math.round(doublings), 0, Integer.SIZE / 2);
    return Math.min(MAX_SHARDS, baseShards << doubled);
  }

  /// Tables of one level that hang together by overlap.
  ///
  /// @param level    their level
  /// @param tables   by first key
  /// @param overlap  most of them over one key
  private record Group(int level, List<TableSummary> tables, int overlap) {}

  @Override
  public Optional<CompactionDecision> pick(TreeShape shape) {
    if (shape.runs().isEmpty()) {
      return Optional.empty();
    }
    KeySpan span = new KeySpan(shape.tables());
    return groups(shape, span).stream()
        .filter(group -> group.overlap() >= threshold(group.level()))
        .max(Comparator.comparingInt(Group::overlap).thenComparing(Comparator.comparingInt(Group::level).reversed()))
        .map(group -> decision(span, group.level(), inputs(group), group.overlap() + " tables over one key"));
  }

  private List<Group> groups(TreeShape shape, KeySpan span) {
    SortedMap<Integer, List<TableSummary>> levels = new TreeMap<>();
    for (TableSummary table : shape.tables()) {
      if (!table.isBusy()) {
        int level = levelOf(table.bytes() / span.spanOf(table));
        levels.computeIfAbsent(level, key -> new ArrayList<>()).add(table);
      }
    }
    List<Group> groups = new ArrayList<>();
    levels.forEach((level, tables) -> addGroups(level, tables, groups));
    return groups;
  }

  /// Walks the tables by first key; a group ends where none of it reaches the next table.
  private static void addGroups(int level, List<TableSummary> tables, List<Group> groups) {
    tables.sort(Comparator.comparing(TableSummary::smallest).thenComparingLong(TableSummary::number));
    List<TableSummary> together = new ArrayList<>();
    List<TableSummary> open = new ArrayList<>();
    int overlap = 0;
    for (TableSummary table : tables) {
      open.removeIf(other -> other.largest().compareTo(table.smallest()) < 0);
      if (open.isEmpty() && !together.isEmpty()) {
        groups.add(new Group(level, List.copyOf(together), overlap));
        together.clear();
        overlap = 0;
      }
      open.add(table);
      together.add(table);
      overlap = Math.max(overlap, open.size());
    }
    if (!together.isEmpty()) {
      groups.add(new Group(level, List.copyOf(together), overlap));
    }
  }

  /// All tables of the group; of one that is overlapped too often, the oldest so many over each key.
  private List<TableSummary> inputs(Group group) {
    if (group.overlap() <= maxThreshold) {
      return group.tables();
    }
    List<TableSummary> taken = new ArrayList<>();
    for (TableSummary table :
        group.tables().stream().sorted(Comparator.comparingLong(TableSummary::maxSequence)).toList()) {
      long over = taken.stream().filter(other -> other.overlaps(table)).count();
      if (over < maxThreshold) {
        taken.add(table);
      }
    }
    return taken;
  }

  private CompactionDecision decision(KeySpan span, int level, List<TableSummary> tables, String reason) {
    List<TableSummary> newestFirst =
        tables.stream().sorted(Comparator.comparingLong(TableSummary::maxSequence).reversed()).toList();
    KeyBytes first = TableSummary.smallestOf(tables);
    KeyBytes last = TableSummary.largestOf(tables);
    double width = Math.max(span.position(last) - span.position(first), Double.MIN_NORMAL);
    List<KeyBytes> cuts = span.cuts(shards(TableSummary.bytesOf(tables) / width));
    return new CompactionDecision(
        reason, CompactionDecision.Kind.MERGE, 0, 0, false, level + 1, newestFirst, List.of(), Long.MAX_VALUE,
        cuts.stream().filter(cut -> cut.compareTo(first) > 0 && cut.compareTo(last) <= 0).toList());
  }

  @Override
  public Optional<CompactionDecision> full(TreeShape shape) {
    List<TableSummary> all = shape.tables();
    boolean isOneRun = shape.runs().size() <= 1;
    if (all.isEmpty() || (isOneRun && all.stream().allMatch(table -> table.tombstones() == 0))) {
      return Optional.empty();
    }
    KeySpan span = new KeySpan(all);
    return Optional.of(decision(span, levelOf((double) TableSummary.bytesOf(all)), all, "everything was asked for"));
  }

  @Override
  public long debtBytes(TreeShape shape) {
    if (shape.runs().isEmpty()) {
      return 0;
    }
    TreeShape idle = shape.asIdle();
    return groups(idle, new KeySpan(idle.tables())).stream()
        .filter(group -> group.overlap() >= threshold(group.level()))
        .mapToLong(group -> TableSummary.bytesOf(group.tables()))
        .sum();
  }

  @Override
  public List<TierSummary> tiers(TreeShape shape) {
    if (shape.runs().isEmpty()) {
      return List.of();
    }
    KeySpan span = new KeySpan(shape.tables());
    SortedMap<Integer, List<TableSummary>> levels = new TreeMap<>();
    for (TableSummary table : shape.tables()) {
      levels.computeIfAbsent(levelOf(table.bytes() / span.spanOf(table)), key -> new ArrayList<>()).add(table);
    }
    List<TierSummary> tiers = new ArrayList<>();
    levels.forEach((level, tables) -> tiers.add(TierSummary.of("density " + level, tables)));
    return List.copyOf(tiers);
  }
}
