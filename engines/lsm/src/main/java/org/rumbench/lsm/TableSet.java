package org.rumbench.lsm;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import org.rumbench.lsm.compaction.TableSummary;
import org.rumbench.lsm.compaction.TreeShape;
import org.rumbench.lsm.record.RangeTombstones;
import org.rumbench.lsm.table.Table;
import org.rumbench.lsm.table.TableMetadata;
import org.rumbench.runtime.Invariant;

/// The tables of one version of the tree, by level; immutable, reference-counted, holding its tables.
///
/// S1: level 0 is newest first. S2: deeper levels are in key order and no two of their tables share a key.
final class TableSet {
  private final Table[][] levels;
  private final RangeTombstones rangeTombstones;
  private final AtomicInteger references = new AtomicInteger(1);

  private TableSet(List<List<Table>> levels) {
    this.levels = levels.stream().map(level -> level.toArray(Table[]::new)).toArray(Table[][]::new);
    RangeTombstones ranges = RangeTombstones.NONE;
    for (Table[] level : this.levels) {
      for (Table table : level) {
        table.retain();
        ranges = ranges.with(table.rangeTombstones());
      }
    }
    this.rangeTombstones = ranges;
  }

  static TableSet empty() {
    return new TableSet(List.of(List.of()));
  }

  /// A set with `removed` taken out and `added` put into `level`; holds its own references to all.
  TableSet with(Collection<Table> removed, int level, List<Table> added) {
    List<List<Table>> next = new ArrayList<>();
    Set<Table> gone = Set.copyOf(removed);
    int left = 0;
    for (int i = 0; i < Math.max(levels.length, level + 1); i++) {
      List<Table> tables = new ArrayList<>();
      if (i < levels.length) {
        for (Table table : levels[i]) {
          if (gone.contains(table)) {
            left++;
          } else {
            tables.add(table);
          }
        }
      }
      if (i == level) {
        tables.addAll(added);
      }
      tables.sort(i == 0 ? NEWEST_FIRST : BY_KEY);
      next.add(tables);
    }
    Invariant.check(left == gone.size(), "inputs of a merge are in the tree", left, gone.size());
    TableSet set = new TableSet(next);
    set.checkDisjoint();
    return set;
  }

  private static final Comparator<Table> NEWEST_FIRST =
      Comparator.comparingLong((Table table) -> table.metadata().number()).reversed();
  private static final Comparator<Table> BY_KEY =
      Comparator.comparing((Table table) -> table.metadata().smallest());

  private void checkDisjoint() {
    for (int i = 1; i < levels.length; i++) {
      for (int j = 1; j < levels[i].length; j++) {
        TableMetadata before = levels[i][j - 1].metadata();
        TableMetadata after = levels[i][j].metadata();
        Invariant.check(
            before.largest().compareTo(after.smallest()) < 0, "S2: tables of a level share no key",
            before.number(), after.number());
      }
    }
  }

  int levelCount() {
    return levels.length;
  }

  Table[] level(int level) {
    return levels[level];
  }

  RangeTombstones rangeTombstones() {
    return rangeTombstones;
  }

  int levelZeroCount() {
    return levels[0].length;
  }

  TreeShape shape(Predicate<Table> isBusy) {
    List<List<TableSummary>> shape = new ArrayList<>();
    for (Table[] level : levels) {
      List<TableSummary> summaries = new ArrayList<>(level.length);
      for (Table table : level) {
        summaries.add(summaryOf(table, isBusy.test(table)));
      }
      shape.add(summaries);
    }
    return new TreeShape(shape);
  }

  private static TableSummary summaryOf(Table table, boolean isBusy) {
    TableMetadata metadata = table.metadata();
    return new TableSummary(
        metadata.number(), metadata.fileBytes(), metadata.records(),
        metadata.tombstones() + metadata.rangeTombstones(), metadata.minVersion(),
        metadata.maxVersion(), metadata.smallest(), metadata.largest(), isBusy);
  }

  void retain() {
    references.incrementAndGet();
  }

  void release() {
    if (references.decrementAndGet() == 0) {
      for (Table[] level : levels) {
        for (Table table : level) {
          table.release();
        }
      }
    }
  }
}
