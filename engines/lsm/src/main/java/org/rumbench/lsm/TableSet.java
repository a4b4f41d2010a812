package org.rumbench.lsm;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import org.rumbench.lsm.compaction.RunSummary;
import org.rumbench.lsm.compaction.TableSummary;
import org.rumbench.lsm.compaction.TreeShape;
import org.rumbench.lsm.record.RangeTombstones;
import org.rumbench.lsm.table.Table;
import org.rumbench.lsm.table.TableMetadata;
import org.rumbench.runtime.Invariant;

/// The tables of one version of the tree, by run; immutable, reference-counted, holding its tables.
///
/// S1: runs are ordered by level, those of one level newest first. S2: the tables of a run are in key order and no two
/// of them share a key.
final class TableSet {
  private static final Comparator<TableRun> BY_LEVEL_NEWEST_FIRST =
      Comparator.comparingInt(TableRun::level)
          .thenComparing(Comparator.comparingLong(TableRun::maxSequence).reversed())
          .thenComparing(Comparator.comparingLong(TableRun::number).reversed());
  private static final Comparator<Table> BY_KEY =
      Comparator.comparing((Table table) -> table.metadata().smallest());

  private final TableRun[] runs;
  private final int levelZeroRuns;
  private final long fileBytes;
  private final RangeTombstones rangeTombstones;
  private final AtomicInteger references = new AtomicInteger(1);

  private TableSet(TableRun[] runs) {
    this.runs = runs;
    this.levelZeroRuns = (int) Arrays.stream(runs).filter(run -> run.level() == 0).count();
    RangeTombstones ranges = RangeTombstones.NONE;
    long sum = 0;
    for (TableRun run : runs) {
      for (Table table : run.tables()) {
        table.retain();
        sum += table.metadata().fileBytes();
        ranges = ranges.with(table.rangeTombstones());
      }
    }
    this.rangeTombstones = ranges;
    this.fileBytes = sum;
  }

  static TableSet empty() {
    return new TableSet(new TableRun[0]);
  }

  /// A set with `removed` taken out and `added` put into a run of `level`, a new one or one that is there; holds its own
  /// references to all.
  TableSet with(Collection<Table> removed, int level, long run, List<Table> added) {
    Set<Table> gone = Set.copyOf(removed);
    List<TableRun> next = new ArrayList<>();
    List<Table> joined = new ArrayList<>(added);
    int left = 0;
    for (TableRun old : runs) {
      List<Table> staying = new ArrayList<>(old.tables().length);
      for (Table table : old.tables()) {
        if (!gone.contains(table)) {
          staying.add(table);
        }
      }
      left += old.tables().length - staying.size();
      if (old.level() == level && old.number() == run) {
        joined.addAll(staying);
      } else if (staying.size() == old.tables().length) {
        next.add(old);
      } else if (!staying.isEmpty()) {
        next.add(new TableRun(old.level(), old.number(), staying.toArray(Table[]::new)));
      }
    }
    Invariant.check(left == gone.size(), "inputs of a merge are in the tree", left, gone.size());
    if (!joined.isEmpty()) {
      joined.sort(BY_KEY);
      next.add(new TableRun(level, run, joined.toArray(Table[]::new)));
    }
    next.sort(BY_LEVEL_NEWEST_FIRST);
    TableSet set = new TableSet(next.toArray(TableRun[]::new));
    set.checkDisjoint();
    return set;
  }

  private void checkDisjoint() {
    for (TableRun run : runs) {
      for (int i = 1; i < run.tables().length; i++) {
        TableMetadata before = run.tables()[i - 1].metadata();
        TableMetadata after = run.tables()[i].metadata();
        Invariant.check(
            before.largest().compareTo(after.smallest()) < 0, "S2: tables of a run share no key",
            before.number(), after.number());
      }
    }
  }

  TableRun[] runs() {
    return runs;
  }

  RangeTombstones rangeTombstones() {
    return rangeTombstones;
  }

  /// Runs in level 0.
  int levelZeroCount() {
    return levelZeroRuns;
  }

  /// Bytes of all tables.
  long fileBytes() {
    return fileBytes;
  }

  /// What a policy sees: the tables, and what [TreeShape] says of the rest.
  TreeShape shape(Predicate<Table> isBusy, long purgeableVersion, long earliestReadMillis) {
    List<RunSummary> summaries = new ArrayList<>(runs.length);
    for (TableRun run : runs) {
      List<TableSummary> tables = new ArrayList<>(run.tables().length);
      for (Table table : run.tables()) {
        tables.add(summaryOf(table, run, isBusy.test(table)));
      }
      summaries.add(new RunSummary(run.level(), run.number(), tables));
    }
    return new TreeShape(summaries, purgeableVersion, earliestReadMillis);
  }

  private static TableSummary summaryOf(Table table, TableRun run, boolean isBusy) {
    TableMetadata metadata = table.metadata();
    return new TableSummary(
        metadata.number(), run.level(), run.number(), metadata.fileBytes(), metadata.records(),
        metadata.tombstones() + metadata.rangeTombstones(), metadata.rangeTombstones(), metadata.minVersion(), metadata.maxVersion(),
        metadata.maxSequence(), metadata.newestMillis(), metadata.lastExpiryMillis(), metadata.smallest(),
        metadata.largest(), isBusy);
  }

  void retain() {
    references.incrementAndGet();
  }

  void release() {
    if (references.decrementAndGet() == 0) {
      for (TableRun run : runs) {
        for (Table table : run.tables()) {
          table.release();
        }
      }
    }
  }
}
