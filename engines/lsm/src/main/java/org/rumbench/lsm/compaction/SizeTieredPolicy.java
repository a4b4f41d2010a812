package org.rumbench.lsm.compaction;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/// Size-tiered compaction: tables of similar size are merged into one when there are enough of them. All tables are in
/// level 0 and may overlap.
///
/// Bucketing, thresholds and the choice among buckets follow Cassandra's `SizeTieredCompactionStrategy`: tables sorted
/// by size; a table joins the first bucket whose average lies within [bucketLow, bucketHigh] of its size or where both
/// are below the minimum size; of the buckets with at least `minThreshold` tables, cut to the `maxThreshold` smallest
/// entries, the one with the smallest average goes first. Differs from Cassandra: no read hotness, and deletions go
/// only by the tree's purge rule.
///
/// @param minThreshold  tables of similar size that make a merge due
/// @param maxThreshold  most tables merged at once
/// @param bucketLow     lower bound of "similar", as a share of a bucket's average
/// @param bucketHigh    upper bound
/// @param minTableBytes tables below this size are similar to each other
public record SizeTieredPolicy(
    int minThreshold, int maxThreshold, double bucketLow, double bucketHigh, long minTableBytes)
    implements CompactionPolicy {

  /// Checks the ranges.
  public SizeTieredPolicy {
    check(minThreshold >= 2, "minThreshold", minThreshold, "below 2");
    check(maxThreshold >= minThreshold, "maxThreshold", maxThreshold, "below minThreshold " + minThreshold);
    check(bucketLow > 0 && bucketLow <= 1, "bucketLow", bucketLow, "outside above 0 to 1");
    check(bucketHigh >= 1 && bucketHigh <= 1_000, "bucketHigh", bucketHigh, "outside 1 to 1000");
    check(minTableBytes >= 0, "minTableBytes", minTableBytes, "below 0");
  }

  private static void check(boolean holds, String name, Number value, String bound) {
    if (!holds) {
      throw new IllegalArgumentException(name + " is " + value + ", " + bound);
    }
  }

  /// Groups sizes into buckets as Cassandra does; sizes and buckets come out in ascending order of first joining.
  public List<List<TableSummary>> buckets(List<TableSummary> tables) {
    List<TableSummary> sorted =
        tables.stream()
            .sorted(Comparator.comparingLong(TableSummary::bytes).thenComparingLong(TableSummary::number))
            .toList();
    List<List<TableSummary>> buckets = new ArrayList<>();
    List<Long> averages = new ArrayList<>();
    for (TableSummary table : sorted) {
      int found = -1;
      for (int i = 0; i < buckets.size() && found < 0; i++) {
        if (isSimilar(table.bytes(), averages.get(i))) {
          found = i;
        }
      }
      if (found < 0) {
        buckets.add(new ArrayList<>(List.of(table)));
        averages.add(table.bytes());
      } else {
        List<TableSummary> bucket = buckets.get(found);
        long total = bucket.size() * averages.get(found);
        averages.set(found, (total + table.bytes()) / (bucket.size() + 1));
        bucket.add(table);
      }
    }
    return buckets;
  }

  private boolean isSimilar(long size, long average) {
    return (size >= average * bucketLow && size < average * bucketHigh)
        || (size < minTableBytes && average < minTableBytes);
  }

  @Override
  public Optional<CompactionDecision> pick(TreeShape shape, long nowMillis) {
    List<TableSummary> idle = shape.level(0).stream().filter(table -> !table.isBusy()).toList();
    return buckets(idle).stream()
        .filter(bucket -> bucket.size() >= minThreshold)
        .map(bucket -> bucket.subList(0, Math.min(bucket.size(), maxThreshold)))
        .min(Comparator.comparingLong(SizeTieredPolicy::averageBytes))
        .map(bucket -> decision(bucket, bucket.size() + " tables of similar size"));
  }

  @Override
  public Optional<CompactionDecision> full(TreeShape shape) {
    List<TableSummary> all = shape.level(0);
    if (all.isEmpty() || (all.size() == 1 && all.getFirst().tombstones() == 0)) {
      return Optional.empty();
    }
    return Optional.of(decision(all, "everything was asked for"));
  }

  private static CompactionDecision decision(List<TableSummary> tables, String reason) {
    List<TableSummary> newestFirst =
        tables.stream().sorted(Comparator.comparingLong(TableSummary::number).reversed()).toList();
    return new CompactionDecision(reason, 0, 0, newestFirst, List.of(), Long.MAX_VALUE, false);
  }

  @Override
  public long debtBytes(TreeShape shape) {
    return buckets(shape.level(0)).stream()
        .filter(bucket -> bucket.size() >= minThreshold)
        .flatMap(List::stream)
        .mapToLong(TableSummary::bytes)
        .sum();
  }

  @Override
  public int outputTier(CompactionDecision decision) {
    long smallest = decision.inputs().stream().mapToLong(TableSummary::bytes).min().orElse(1);
    double growth = Math.log((double) Math.max(smallest, minTableBytes) / Math.max(1, minTableBytes));
    return 1 + (int) Math.round(growth / Math.log(minThreshold));
  }

  @Override
  public List<TierSummary> tiers(TreeShape shape) {
    List<TierSummary> tiers = new ArrayList<>();
    for (List<TableSummary> bucket : buckets(shape.level(0))) {
      tiers.add(TierSummary.of("tier " + tiers.size(), bucket));
    }
    return List.copyOf(tiers);
  }

  private static long averageBytes(List<TableSummary> bucket) {
    return bucket.stream().mapToLong(TableSummary::bytes).sum() / bucket.size();
  }
}
