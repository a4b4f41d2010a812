package org.rumbench.testkit.stress.system;

import java.util.List;

/// What a stress run did and what was wrong.
///
/// @param batches     batches acknowledged as applied
/// @param gets        point reads, those of snapshots included
/// @param scans       ordered scans, those of snapshots included
/// @param walks       walks over all entries
/// @param snapshots   snapshots taken
/// @param jobs        flushes, full compactions and settlings driven to their end
/// @param interrupts  interrupts sent
/// @param stalls      times a write was turned away
/// @param closes      times the engine was closed with calls in flight
/// @param violations  what was wrong, at most [#MAX_VIOLATIONS]; empty when all is well
public record StressReport(
    long batches, long gets, long scans, long walks, long snapshots, long jobs, long interrupts, long stalls,
    long closes, List<String> violations) {
  /// So many violations are kept; the run ends at the first.
  public static final int MAX_VIOLATIONS = 20;

  /// Whether nothing was wrong.
  public boolean isClean() {
    return violations.isEmpty();
  }
}
