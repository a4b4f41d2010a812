package org.rumbench.testkit.damage;

import java.util.SortedMap;
import java.util.TreeMap;

/// How many damages had which outcome, by file type and kind of damage. One owner.
public final class DamageReport {
  /// What a damaged store showed, when nothing was wrong.
  public enum Outcome {
    /// Everything that was written.
    RIGHT,
    /// A failure that names file and offset, and otherwise right answers.
    DETECTED,
    /// Without the last batches, of which nothing told that they were durable.
    SHORTER
  }

  private final SortedMap<String, long[]> counts = new TreeMap<>();
  private long damages;

  void add(String fileType, String kind, Outcome outcome) {
    counts.computeIfAbsent(fileType + " " + kind, key -> new long[Outcome.values().length])[outcome.ordinal()]++;
    damages++;
  }

  /// Counts another report in.
  public DamageReport add(DamageReport other) {
    other.counts.forEach((key, added) -> {
      long[] sum = counts.computeIfAbsent(key, missing -> new long[added.length]);
      for (int i = 0; i < added.length; i++) {
        sum[i] += added[i];
      }
    });
    damages += other.damages;
    return this;
  }

  /// Damages tried.
  public long damages() {
    return damages;
  }

  /// Damages that had `outcome`.
  public long count(Outcome outcome) {
    return counts.values().stream().mapToLong(of -> of[outcome.ordinal()]).sum();
  }

  /// A table: file type and kind of damage, then right, detected, shorter.
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    text.append(String.format("%-34s %8s %8s %8s%n", "file and damage", "right", "detected", "shorter"));
    counts.forEach((key, of) -> text.append(String.format("%-34s %8d %8d %8d%n", key, of[0], of[1], of[2])));
    return text.toString();
  }
}
