package org.rumbench.result;

import java.util.List;

/// Resident bytes of all engines by their own account, over the phases after load and the drain, from the timeline, and
/// after draining.
///
/// @param peakBytes largest value of the timeline.
/// @param settledBytes after draining.
public record MemoryUse(
    long peakBytes,
    long settledBytes) {

  /// Returns the memory used by a cell according to its timeline rows; other rows are passed over.
  public static MemoryUse of(String cellId, List<TimelineRow> rows, long settledBytes) {
    return new MemoryUse(
        SpaceUse.counted(cellId, rows).mapToLong(TimelineRow::memoryBytes).max().orElse(0), settledBytes);
  }
}
