package org.rumbench.lsm.compaction;

import java.util.ArrayList;
import java.util.List;

/// One level or tier, for people.
///
/// @param name   `L0`, `tier 2`
/// @param tables tables in it
/// @param bytes  their bytes
public record TierSummary(String name, int tables, long bytes) {
  static TierSummary of(String name, List<TableSummary> tables) {
    return new TierSummary(name, tables.size(), TableSummary.bytesOf(tables));
  }

  /// One for each level from 0 to the deepest.
  static List<TierSummary> ofLevels(TreeShape shape) {
    List<TierSummary> tiers = new ArrayList<>();
    for (int level = 0; level <= shape.deepestLevel(); level++) {
      tiers.add(of("L" + level, shape.level(level)));
    }
    return List.copyOf(tiers);
  }

  /// One for each run, newest first.
  static List<TierSummary> ofRuns(TreeShape shape) {
    List<TierSummary> tiers = new ArrayList<>();
    for (RunSummary run : shape.runs()) {
      tiers.add(of("run " + tiers.size(), run.tables()));
    }
    return List.copyOf(tiers);
  }
}
