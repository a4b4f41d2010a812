package org.rumbench.lsm.compaction;

import java.util.List;

/// One level or tier, for people.
///
/// @param name   `L0`, `tier 2`
/// @param tables tables in it
/// @param bytes  their bytes
public record TierSummary(String name, int tables, long bytes) {
  static TierSummary of(String name, List<TableSummary> tables) {
    return new TierSummary(name, tables.size(), tables.stream().mapToLong(TableSummary::bytes).sum());
  }
}
