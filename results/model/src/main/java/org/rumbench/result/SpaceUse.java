package org.rumbench.result;

import java.util.List;
import java.util.LongSummaryStatistics;

/// Allocated bytes of all data files over the phases after load and the drain, from the timeline, and at two
/// points.
///
/// @param peakBytes largest value of the timeline.
/// @param averageBytes mean of the timeline rows.
/// @param burstBytes at the end of the last phase.
/// @param settledBytes after draining.
public record SpaceUse(
    long peakBytes,
    double averageBytes,
    long burstBytes,
    long settledBytes) {

  /// Returns the space used by a cell according to its timeline rows; other rows are passed over.
  public static SpaceUse of(String cellId, List<TimelineRow> rows, long burstBytes, long settledBytes) {
    LongSummaryStatistics statistics = rows.stream()
        .filter(row -> row.cell().equals(cellId) && !row.phase().equals(Phase.LOAD))
        .mapToLong(TimelineRow::spaceAllocatedBytes)
        .summaryStatistics();
    long peak = statistics.getCount() == 0 ? 0 : statistics.getMax();
    return new SpaceUse(peak, statistics.getAverage(), burstBytes, settledBytes);
  }
}
