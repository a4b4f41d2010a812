package org.rumbench.lsm.compaction;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.rumbench.engine.OptionCheck;

/// Groups of tables of similar size, exactly as Cassandra's `SizeTieredCompactionStrategy.getBuckets` makes them: tables
/// sorted by size; a table joins the first bucket whose average lies within [low, high] of its size or where both are
/// below the minimum size, and the bucket's average moves.
///
/// @param minThreshold  tables of similar size that make a merge due
/// @param maxThreshold  most tables merged at once
/// @param bucketLow     lower bound of "similar", as a share of a bucket's average
/// @param bucketHigh    upper bound
/// @param minTableBytes tables below this size are similar to each other
public record SizeBuckets(
    int minThreshold, int maxThreshold, double bucketLow, double bucketHigh, long minTableBytes) {
  private static final int MAX_HIGH = 1_000;

  /// Checks the ranges.
  public SizeBuckets {
    OptionCheck.atLeast("minThreshold", minThreshold, 2);
    if (maxThreshold < minThreshold) {
      throw new IllegalArgumentException("maxThreshold is " + maxThreshold + ", below minThreshold " + minThreshold);
    }
    OptionCheck.within("bucketLow", bucketLow, Double.MIN_VALUE, 1);
    OptionCheck.within("bucketHigh", bucketHigh, 1, MAX_HIGH);
    OptionCheck.atLeast("minTableBytes", minTableBytes, 0);
  }

  /// All buckets; sizes within them and buckets come out in ascending order of first joining.
  public List<List<TableSummary>> of(List<TableSummary> tables) {
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

  /// The buckets that make a merge due, each cut to the most tables merged at once: its smallest.
  public List<List<TableSummary>> due(List<TableSummary> tables) {
    return of(tables).stream()
        .filter(bucket -> bucket.size() >= minThreshold)
        .map(bucket -> bucket.subList(0, Math.min(bucket.size(), maxThreshold)))
        .toList();
  }

  /// Average size of a bucket.
  static long averageBytes(List<TableSummary> bucket) {
    return TableSummary.bytesOf(bucket) / bucket.size();
  }

  /// The tier that the output of a merge counts as: 1 when its smallest input is of the smallest size, one more for every
  /// `minThreshold` times as many bytes.
  int tierInto(List<TableSummary> inputs) {
    long bytes = inputs.stream().mapToLong(TableSummary::bytes).min().orElse(1);
    double growth = Math.log((double) Math.max(bytes, minTableBytes) / Math.max(1, minTableBytes));
    return 1 + (int) Math.round(growth / Math.log(minThreshold));
  }

  /// One for each bucket.
  List<TierSummary> tiers(List<TableSummary> tables) {
    List<TierSummary> tiers = new ArrayList<>();
    for (List<TableSummary> bucket : of(tables)) {
      tiers.add(TierSummary.of("tier " + tiers.size(), bucket));
    }
    return List.copyOf(tiers);
  }
}
