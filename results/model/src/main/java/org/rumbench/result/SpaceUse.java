package org.rumbench.result;

import java.util.List;
import java.util.stream.Stream;

/// Allocated bytes of all data files over the phases after load and the drain, from the timeline, and at two
/// points.
///
/// @param peakBytes largest value of the timeline.
/// @param averageBytes mean of the means of the timeline's rows.
/// @param burstBytes at the end of the last phase.
/// @param settledBytes after draining.
public record SpaceUse(
    long peakBytes,
    double averageBytes,
    long burstBytes,
    long settledBytes) {

  /// Returns the space used by a cell according to its timeline rows; other rows are passed over.
  public static SpaceUse of(String cellId, List<TimelineRow> rows, long burstBytes, long settledBytes) {
    long peak = counted(cellId, rows).mapToLong(TimelineRow::spaceAllocatedBytes).max().orElse(0);
    double average = counted(cellId, rows).mapToDouble(TimelineRow::spaceMeanBytes).average().orElse(0);
    return new SpaceUse(peak, average, burstBytes, settledBytes);
  }

  /// The rows of a cell after its load.
  static Stream<TimelineRow> counted(String cellId, List<TimelineRow> rows) {
    return rows.stream().filter(row -> row.cell().equals(cellId) && !row.phase().equals(Phase.LOAD));
  }
}
