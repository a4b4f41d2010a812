package org.rumbench.lsm.compaction;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.rumbench.engine.OptionCheck;

/// Size-tiered compaction: tables of similar size are merged into one when there are enough of them. All tables are in
/// level 0 and may overlap; their age order is not kept.
///
/// Buckets, thresholds and the choice among buckets follow Cassandra's `SizeTieredCompactionStrategy`: of the buckets
/// with at least `minThreshold` tables, cut to the `maxThreshold` smallest, the one with the smallest average goes first;
/// when none is due, a table of which more than `tombstoneThreshold` are deletions is rewritten alone, here only if all
/// of them will go. Differs from Cassandra: no read hotness; deletions go by the tree's purge rule.
///
/// Smallest-first starves large buckets, and the largest table is never an input, so what newer tables have beaten in it
/// stays. The cure, which can be switched off to show that, does two things: a bucket with twice the threshold goes
/// before smaller ones, the fullest first; and when all other tables together reach `maxDeadShare` of the largest, all
/// are merged (after ScyllaDB's space-amplification goal).
///
/// @param buckets            what is similar
/// @param tombstoneThreshold share of deletions that makes a table worth rewriting alone
/// @param isCured            whether the cure is on
/// @param maxDeadShare       bytes of all other tables, as a share of the largest, that make the merge of all due
public record SizeTieredPolicy(SizeBuckets buckets, double tombstoneThreshold, boolean isCured, double maxDeadShare)
    implements CompactionPolicy {
  /// Checks the ranges.
  public SizeTieredPolicy {
    OptionCheck.within("tombstoneThreshold", tombstoneThreshold, 0, 1);
    OptionCheck.within("maxDeadShare", maxDeadShare, 0.01, 1_000);
  }

  @Override
  public Optional<CompactionDecision> pick(TreeShape shape) {
    if (isCured && isDeadShareDue(shape)) {
      return shape.isAnyBusy()
          ? Optional.empty()
          : Optional.of(decision(shape.level(0), "all others reach " + maxDeadShare + " of the largest"));
    }
    List<TableSummary> idle = shape.level(0).stream().filter(table -> !table.isBusy()).toList();
    Optional<List<TableSummary>> chosen = starved(idle);
    if (chosen.isEmpty()) {
      chosen = buckets.due(idle).stream().min(Comparator.comparingLong(SizeBuckets::averageBytes));
    }
    return chosen
        .map(bucket -> decision(bucket, bucket.size() + " tables of similar size"))
        .or(() -> worthRewriting(shape, idle));
  }

  /// The fullest bucket that has waited so long that it has twice the tables it needs.
  private Optional<List<TableSummary>> starved(List<TableSummary> idle) {
    if (!isCured) {
      return Optional.empty();
    }
    return buckets.due(idle).stream()
        .filter(bucket -> bucket.size() >= 2 * buckets.minThreshold())
        .max(Comparator.comparingInt(List<TableSummary>::size));
  }

  private boolean isDeadShareDue(TreeShape shape) {
    List<TableSummary> tables = shape.level(0);
    long largest = tables.stream().mapToLong(TableSummary::bytes).max().orElse(0);
    return tables.size() >= buckets.minThreshold()
        && largest >= buckets.minTableBytes()
        && TableSummary.bytesOf(tables) - largest >= maxDeadShare * largest;
  }

  private Optional<CompactionDecision> worthRewriting(TreeShape shape, List<TableSummary> idle) {
    return idle.stream()
        .filter(table -> table.tombstones() > tombstoneThreshold * table.records())
        .filter(table -> Purge.isAllPurgeable(shape, List.of(table)))
        .findFirst()
        .map(table -> decision(List.of(table), "deletions that hide nothing any more"));
  }

  @Override
  public Optional<CompactionDecision> full(TreeShape shape) {
    List<TableSummary> all = shape.level(0);
    if (all.isEmpty() || (all.size() == 1 && all.getFirst().tombstones() == 0)) {
      return Optional.empty();
    }
    return Optional.of(decision(all, "everything was asked for"));
  }

  private CompactionDecision decision(List<TableSummary> tables, String reason) {
    List<TableSummary> newestFirst =
        tables.stream().sorted(Comparator.comparingLong(TableSummary::number).reversed()).toList();
    return CompactionDecision.ofRuns(reason, buckets.tierInto(tables), newestFirst, Long.MAX_VALUE);
  }

  @Override
  public long debtBytes(TreeShape shape) {
    List<TableSummary> tables = shape.level(0);
    if (isCured && isDeadShareDue(shape)) {
      return TableSummary.bytesOf(tables);
    }
    long ofBuckets =
        buckets.of(tables).stream()
            .filter(bucket -> bucket.size() >= buckets.minThreshold())
            .mapToLong(TableSummary::bytesOf)
            .sum();
    return ofBuckets > 0
        ? ofBuckets
        : worthRewriting(shape, tables).map(CompactionDecision::inputBytes).orElse(0L);
  }

  @Override
  public List<TierSummary> tiers(TreeShape shape) {
    return buckets.tiers(shape.level(0));
  }
}
