package org.rumbench.lsm.compaction;

import java.util.List;

/// The sorted runs of a tree.
///
/// @param runs               by level, those of one level newest first
/// @param purgeableVersion   deletions and expired values up to this version are needed by no reader and no replica, but
///                           may still hide older records of other tables; [Long#MIN_VALUE] for none
/// @param earliestReadMillis no read judges expiry against a time before this
public record TreeShape(List<RunSummary> runs, long purgeableVersion, long earliestReadMillis) {
  /// Copies the list.
  public TreeShape {
    runs = List.copyOf(runs);
  }

  /// The runs of a level, newest first.
  public List<RunSummary> runs(int level) {
    return runs.stream().filter(run -> run.level() == level).toList();
  }

  /// The tables of a level: its runs one after the other, newest first.
  public List<TableSummary> level(int level) {
    return runs.stream().filter(run -> run.level() == level).flatMap(run -> run.tables().stream()).toList();
  }

  /// All tables.
  public List<TableSummary> tables() {
    return runs.stream().flatMap(run -> run.tables().stream()).toList();
  }

  /// Bytes of the tables of a level.
  public long bytes(int level) {
    return runs.stream().filter(run -> run.level() == level).mapToLong(RunSummary::bytes).sum();
  }

  /// Bytes of the tables of a level that no compaction reads.
  public long idleBytes(int level) {
    return level(level).stream().filter(table -> !table.isBusy()).mapToLong(TableSummary::bytes).sum();
  }

  /// The deepest level with a table; 0 when there is none.
  public int deepestLevel() {
    return runs.isEmpty() ? 0 : runs.getLast().level();
  }

  /// The same with no table read by a compaction.
  public TreeShape asIdle() {
    return isAnyBusy()
        ? new TreeShape(runs.stream().map(RunSummary::asIdle).toList(), purgeableVersion, earliestReadMillis)
        : this;
  }

  /// Whether any table is read by a compaction.
  public boolean isAnyBusy() {
    return runs.stream().anyMatch(RunSummary::isBusy);
  }
}
