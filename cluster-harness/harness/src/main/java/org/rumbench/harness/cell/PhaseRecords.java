package org.rumbench.harness.cell;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.HdrHistogram.Histogram;
import org.rumbench.result.Background;
import org.rumbench.result.Event;
import org.rumbench.result.HistogramLog;
import org.rumbench.result.LatencyKind;
import org.rumbench.result.LatencySummary;
import org.rumbench.result.OperationCount;
import org.rumbench.result.Phase;
import org.rumbench.workload.LatencyHistogram;
import org.rumbench.workload.LatencySeries;
import org.rumbench.workload.OperationType;
import org.rumbench.workload.Outcome;
import org.rumbench.workload.PhaseResult;

/// Turns what the driver recorded of a phase into its record, and writes the histogram logs beside it.
final class PhaseRecords {
  private final Path output;
  private final String cellId;

  PhaseRecords(Path output, String cellId) {
    this.output = output;
    this.cellId = cellId;
  }

  /// The record of one phase. `beginSeconds` is since the begin of the cell, `targetRate` negative for a closed loop,
  /// `probes` what the harness itself saw meanwhile, by their tags: HICCUP of the idle timer, OPEN when the engine was
  /// opened again. Empty ones but the first are left out.
  Phase record(
      PhaseResult result, String arrival, double beginSeconds, double targetRate, List<Event> events,
      List<Histogram> probes, long beginMillis) throws IOException {
    PhaseResult.Totals totals = result.totals();
    double seconds = Math.max(1, totals.endNanos() - totals.startNanos()) / 1e9;
    String name = result.phase().name();
    List<OperationCount> counts = new ArrayList<>();
    for (OperationType type : OperationType.values()) {
      if (result.counts().containsKey(type)) {
        counts.add(count(type, result));
      }
    }
    addLost(counts, totals);
    long ok = counts.stream().mapToLong(OperationCount::ok).sum();
    List<LatencySummary> latencies = latencies(result, name, beginMillis, seconds);
    probes.getFirst().setTag("HICCUP");
    for (Histogram probe : probes) {
      if (probe.getTotalCount() > 0 || probe.getTag().equals("HICCUP")) {
        latencies.add(write(name, probe.getTag(), LatencyKind.PROBE, probe));
      }
    }
    long updateReads = 0;
    LatencyHistogram reads = result.latency(LatencySeries.UPDATE_GET, org.rumbench.workload.LatencyKind.SERVICE);
    if (reads != null) {
      updateReads = reads.count();
    }
    return new Phase(name, arrival, beginSeconds, seconds, targetRate < 0 ? null : Double.valueOf(offeredRate(totals)),
        ok / seconds, counts.stream().mapToLong(OperationCount::offered).sum(), counts, latencies,
        Background.of(events, name), updateReads);
  }

  /// The rate that the schedule really asked for: a random arrival process does not meet its mean exactly.
  private static double offeredRate(PhaseResult.Totals totals) {
    return totals.offered() / (Math.max(1, totals.windowEndNanos() - totals.startNanos()) / 1e9);
  }

  private static OperationCount count(OperationType type, PhaseResult result) {
    return new OperationCount(type.name(), result.count(type, Outcome.OK), result.count(type, Outcome.NOT_FOUND),
        result.count(type, Outcome.UNAVAILABLE), result.count(type, Outcome.TIMED_OUT),
        result.count(type, Outcome.FAILED) + result.count(type, Outcome.OVERLOADED)
            + result.count(type, Outcome.TOO_LARGE),
        result.count(type, Outcome.UNSUPPORTED), 0);
  }

  /// Operations that never started, or never ended, have no type in the driver's count: they stand in a line of their
  /// own.
  private static void addLost(List<OperationCount> counts, PhaseResult.Totals totals) {
    long ended = counts.stream().mapToLong(OperationCount::offered).sum();
    long unfinished = Math.max(0, totals.started() - ended);
    if (totals.notStarted() > 0 || unfinished > 0) {
      counts.add(new OperationCount("UNFINISHED", 0, 0, 0, 0, 0, 0, totals.notStarted() + unfinished));
    }
  }

  private List<LatencySummary> latencies(PhaseResult result, String phase, long beginMillis, double seconds)
      throws IOException {
    List<LatencySummary> summaries = new ArrayList<>();
    for (Map.Entry<LatencySeries, Map<org.rumbench.workload.LatencyKind, LatencyHistogram>> series :
        result.latencies().entrySet()) {
      for (Map.Entry<org.rumbench.workload.LatencyKind, LatencyHistogram> kind : series.getValue().entrySet()) {
        Histogram histogram = kind.getValue().copy();
        histogram.setStartTimeStamp(beginMillis);
        histogram.setEndTimeStamp(beginMillis + (long) (seconds * 1000));
        LatencyKind stored = series.getKey().isPart() ? LatencyKind.PROBE : LatencyKind.valueOf(kind.getKey().name());
        summaries.add(write(phase, series.getKey().name(), stored, histogram));
      }
    }
    return summaries;
  }

  private LatencySummary write(String phase, String operation, LatencyKind kind, Histogram histogram)
      throws IOException {
    String file = HistogramLog.fileName(cellId, phase, operation, kind);
    HistogramLog.write(output.resolve(file), List.of(histogram));
    return LatencySummary.of(operation, kind, HistogramLog.read(output.resolve(file)), file);
  }
}
