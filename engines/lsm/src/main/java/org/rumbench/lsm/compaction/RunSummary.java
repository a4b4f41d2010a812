package org.rumbench.lsm.compaction;

import java.util.Comparator;
import java.util.List;
import org.rumbench.lsm.record.KeyBytes;

/// What a policy knows of one sorted run.
///
/// @param level  its level
/// @param number its number within the level
/// @param tables at least one, in key order, no two of which share a key
public record RunSummary(int level, long number, List<TableSummary> tables) {
  /// Copies the list.
  public RunSummary {
    tables = List.copyOf(tables);
    if (tables.isEmpty()) {
      throw new IllegalArgumentException("a run without tables");
    }
  }

  /// Bytes of its tables.
  public long bytes() {
    return TableSummary.bytesOf(tables);
  }

  /// Sequence of its newest record.
  public long maxSequence() {
    return tables.stream().mapToLong(TableSummary::maxSequence).max().orElse(0);
  }

  /// Whether a running compaction reads any of it.
  public boolean isBusy() {
    return tables.stream().anyMatch(TableSummary::isBusy);
  }

  RunSummary asIdle() {
    return new RunSummary(level, number, tables.stream().map(TableSummary::asIdle).toList());
  }

  /// First key.
  public KeyBytes smallest() {
    return tables.getFirst().smallest();
  }

  /// Last key.
  public KeyBytes largest() {
    return tables.stream().map(TableSummary::largest).max(Comparator.naturalOrder()).orElseThrow();
  }
}
