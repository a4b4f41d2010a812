package org.rumbench.harness.cell;

import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.rumbench.result.TimelineRow;
import org.rumbench.workload.PhaseResult;

/// Joins what the driver saw of each second with what the sampler saw of it. Operations belong to the second in which they
/// ended, bytes to the second in which their interval began; sums over a phase are exact for both.
final class CellTimeline {
  private static final TreeMap<String, Long> NOTHING = new TreeMap<>();

  private final String cellId;
  private final long startNanos;

  CellTimeline(String cellId, long startNanos) {
    this.cellId = cellId;
    this.startNanos = startNanos;
  }

  List<TimelineRow> rows(List<PhaseResult> results, Sampler sampler) {
    SortedMap<Sampler.Place, TimelineRow> rows = new TreeMap<>();
    sampler.seconds().forEach((place, second) ->
        rows.put(place,
            new TimelineRow(cellId, place.phase(), place.second(), 0, 0, 0, 0, 0, second.writtenBytes, second.readBytes,
                second.peakSpaceBytes, second.meanSpaceBytes(), second.memoryBytes, second.debtBytes, second.stallMillis, second.gcMillis)));
    for (PhaseResult result : results) {
      for (org.rumbench.workload.TimelineRow row : result.timeline()) {
        long second = Math.max(0, (row.startNanos() - startNanos) / 1_000_000_000L);
        rows.merge(new Sampler.Place(result.phase().name(), second), operations(result, row, second),
            CellTimeline::joined);
      }
    }
    carrySpace(rows);
    return List.copyOf(rows.values());
  }

  private TimelineRow operations(PhaseResult result, org.rumbench.workload.TimelineRow row, long second) {
    long ok = row.okCount();
    long ended = row.outcomes().values().stream().mapToLong(Long::longValue).sum();
    return new TimelineRow(cellId, result.phase().name(), second, ok, ended - ok, row.all().p50Nanos(),
        row.all().p99Nanos(), row.all().maxNanos(), NOTHING, 0, 0, 0, 0, 0, 0, 0);
  }

  private static TimelineRow joined(TimelineRow a, TimelineRow b) {
    boolean isAFirst = a.okOperations() >= b.okOperations();
    TreeMap<String, Long> written = new TreeMap<>(a.writtenIssuedBytesByPurpose());
    b.writtenIssuedBytesByPurpose().forEach((purpose, bytes) -> written.merge(purpose, bytes, Long::sum));
    return new TimelineRow(a.cell(), a.phase(), a.second(), a.okOperations() + b.okOperations(),
        a.notOkOperations() + b.notOkOperations(), isAFirst ? a.p50Nanos() : b.p50Nanos(),
        Math.max(a.p99Nanos(), b.p99Nanos()), Math.max(a.maxNanos(), b.maxNanos()), written,
        a.readTransferredBytes() + b.readTransferredBytes(),
        Math.max(a.spaceAllocatedBytes(), b.spaceAllocatedBytes()), Math.max(a.spaceMeanBytes(), b.spaceMeanBytes()),
        Math.max(a.memoryBytes(), b.memoryBytes()), Math.max(a.debtBytes(), b.debtBytes()),
        a.stallMillis() + b.stallMillis(), a.gcPauseMillis() + b.gcPauseMillis());
  }

  /// A row that no sample fell into keeps the space, memory and debt of the row before it.
  private static void carrySpace(SortedMap<Sampler.Place, TimelineRow> rows) {
    List<Sampler.Place> places = new ArrayList<>(rows.keySet());
    for (int i = 1; i < places.size(); i++) {
      TimelineRow row = rows.getOrDefault(places.get(i), null);
      TimelineRow before = rows.getOrDefault(places.get(i - 1), null);
      if (row != null && before != null && row.spaceAllocatedBytes() == 0) {
        rows.put(places.get(i),
            new TimelineRow(row.cell(), row.phase(), row.second(), row.okOperations(), row.notOkOperations(),
                row.p50Nanos(), row.p99Nanos(), row.maxNanos(), row.writtenIssuedBytesByPurpose(),
                row.readTransferredBytes(), before.spaceAllocatedBytes(), before.spaceMeanBytes(), before.memoryBytes(), before.debtBytes(),
                row.stallMillis(), row.gcPauseMillis()));
      }
    }
  }
}
