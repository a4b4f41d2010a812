package org.rumbench.workload;

import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.HdrHistogram.IntCountsHistogram;
import org.jspecify.annotations.Nullable;

/// What a phase came to. Written by the driver until the phase has ended, read by others afterwards.
///
/// Throughput counts operations done ([Outcome#OK]) and nothing else. Latencies are those of operations done; failed ones
/// have a histogram of their own.
public final class PhaseResult {
  private final Phase phase;
  private final Totals totals;
  private final Map<OperationType, Map<Outcome, Long>> counts;
  private final Map<LatencySeries, Map<LatencyKind, LatencyHistogram>> latencies;
  private final LatencyHistogram failed;
  private final List<TimelineRow> timeline;
  private final List<Map<OperationType, IntCountsHistogram>> rowHistograms;
  private final StreamHash streamHash;

  /// The plain figures of a phase.
  ///
  /// @param startNanos         begin on the driver's clock
  /// @param windowEndNanos     end of the window in which operations were meant to start
  /// @param endNanos           when the last operation had ended or was given up
  /// @param offered            operations meant to start
  /// @param started            operations started
  /// @param notStarted         operations meant to start that never did: above zero, latencies understate
  /// @param unfinished         operations started and given up without an answer
  /// @param doneInWindow       operations done before the window closed
  /// @param answeredInWindow   as above, and those that found nothing
  /// @param waited             operations that found the bound of operations in flight reached
  /// @param acknowledgedBytes  key and value bytes of acknowledged writes, each counted once
  /// @param indeterminateBytes key and value bytes of writes that may have taken effect
  /// @param returnedBytes      key and value bytes that reads and scans returned
  /// @param scannedRows        records that scans returned
  /// @param checkedValues      values compared with what the workload writes
  /// @param wrongValues        values that were not what the workload wrote under that key: above zero the run has failed
  /// @param missing            reads that found nothing though the record was certainly there
  /// @param retries            inserts of a load tried again
  /// @param stalledOperations  operations that the engine held back
  /// @param stallNanos         time for which it did, added up
  /// @param acceptedWrites     writes that took effect or may have
  /// @param acceptedKeyBytes   bytes of their keys
  /// @param returnedValues     values that gets returned, those of updates included
  /// @param isStopped          the phase was stopped before its end
  public record Totals(
      long startNanos,
      long windowEndNanos,
      long endNanos,
      long offered,
      long started,
      long notStarted,
      long unfinished,
      long doneInWindow,
      long answeredInWindow,
      long waited,
      long acknowledgedBytes,
      long indeterminateBytes,
      long returnedBytes,
      long scannedRows,
      long checkedValues,
      long wrongValues,
      long missing,
      long retries,
      long stalledOperations,
      long stallNanos,
      long acceptedWrites,
      long acceptedKeyBytes,
      long returnedValues,
      boolean isStopped) {
    /// Value bytes of the writes accepted.
    public long acceptedValueBytes() {
      return acknowledgedBytes + indeterminateBytes - acceptedKeyBytes;
    }

    private Totals plus(Totals other) {
      return new Totals(
          Math.min(startNanos, other.startNanos),
          Math.max(windowEndNanos, other.windowEndNanos),
          Math.max(endNanos, other.endNanos),
          offered + other.offered,
          started + other.started,
          notStarted + other.notStarted,
          unfinished + other.unfinished,
          doneInWindow + other.doneInWindow,
          answeredInWindow + other.answeredInWindow,
          waited + other.waited,
          acknowledgedBytes + other.acknowledgedBytes,
          indeterminateBytes + other.indeterminateBytes,
          returnedBytes + other.returnedBytes,
          scannedRows + other.scannedRows,
          checkedValues + other.checkedValues,
          wrongValues + other.wrongValues,
          missing + other.missing,
          retries + other.retries,
          stalledOperations + other.stalledOperations,
          stallNanos + other.stallNanos,
          acceptedWrites + other.acceptedWrites,
          acceptedKeyBytes + other.acceptedKeyBytes,
          returnedValues + other.returnedValues,
          isStopped || other.isStopped);
    }
  }

  PhaseResult(Phase phase, Totals totals, PhaseRecorder recorder, StreamHash streamHash) {
    this(
        phase,
        totals,
        countsOf(recorder.counts()),
        recorder.latencies(),
        recorder.failed(),
        recorder.rows(),
        recorder.rowHistograms(),
        streamHash);
  }

  private PhaseResult(
      Phase phase,
      Totals totals,
      Map<OperationType, Map<Outcome, Long>> counts,
      Map<LatencySeries, Map<LatencyKind, LatencyHistogram>> latencies,
      LatencyHistogram failed,
      List<TimelineRow> timeline,
      List<Map<OperationType, IntCountsHistogram>> rowHistograms,
      StreamHash streamHash) {
    this.phase = phase;
    this.totals = totals;
    this.counts = counts;
    this.latencies = latencies;
    this.failed = failed;
    this.timeline = timeline;
    this.rowHistograms = rowHistograms;
    this.streamHash = streamHash;
  }

  private static Map<OperationType, Map<Outcome, Long>> countsOf(long[][] table) {
    Map<OperationType, Map<Outcome, Long>> result = new EnumMap<>(OperationType.class);
    for (OperationType type : OperationType.values()) {
      Map<Outcome, Long> row = new EnumMap<>(Outcome.class);
      for (Outcome outcome : Outcome.values()) {
        long count = table[type.ordinal()][outcome.ordinal()];
        if (count > 0) {
          row.put(outcome, count);
        }
      }
      if (!row.isEmpty()) {
        result.put(type, row);
      }
    }
    return result;
  }

  /// Joins the results of the drivers that shared a phase.
  ///
  /// Rows of the timelines are joined second by second, their percentiles from the histograms that drivers keep when
  /// there is more than one; drivers should have started within a small part of a second.
  public static PhaseResult merge(List<PhaseResult> parts) {
    PhaseResult first = parts.getFirst();
    if (parts.size() == 1) {
      return first;
    }
    Totals totals = first.totals;
    LatencyHistogram failed = new LatencyHistogram();
    StreamHash hash = new StreamHash();
    Map<OperationType, Map<Outcome, Long>> counts = new EnumMap<>(OperationType.class);
    Map<LatencySeries, Map<LatencyKind, LatencyHistogram>> latencies = new EnumMap<>(LatencySeries.class);
    for (PhaseResult part : parts) {
      totals = part == first ? totals : totals.plus(part.totals);
      failed.add(part.failed);
      hash.add(part.streamHash);
      part.counts.forEach((type, row) -> row.forEach((outcome, count) ->
          counts.computeIfAbsent(type, key -> new EnumMap<>(Outcome.class)).merge(outcome, count, Long::sum)));
      part.latencies.forEach((series, kinds) -> kinds.forEach((kind, histogram) ->
          latencies.computeIfAbsent(series, key -> new EnumMap<>(LatencyKind.class))
              .computeIfAbsent(kind, key -> new LatencyHistogram()).add(histogram)));
    }
    List<TimelineRow> timeline = mergeTimelines(parts);
    return new PhaseResult(first.phase, totals, counts, latencies, failed, timeline, List.of(), hash);
  }

  private static List<TimelineRow> mergeTimelines(List<PhaseResult> parts) {
    int seconds = parts.stream().mapToInt(part -> part.timeline.size()).max().orElse(0);
    List<TimelineRow> merged = new ArrayList<>();
    for (int second = 0; second < seconds; second++) {
      Map<OperationType, Long> ok = new EnumMap<>(OperationType.class);
      Map<Outcome, Long> outcomes = new EnumMap<>(Outcome.class);
      Map<OperationType, IntCountsHistogram> histograms = new EnumMap<>(OperationType.class);
      long start = Long.MAX_VALUE;
      long length = 0;
      long writtenBytes = 0;
      int inFlight = 0;
      long overdue = 0;
      for (PhaseResult part : parts) {
        if (second >= part.timeline.size()) {
          continue;
        }
        TimelineRow row = part.timeline.get(second);
        row.ok().forEach((type, count) -> ok.merge(type, count, Long::sum));
        row.outcomes().forEach((outcome, count) -> outcomes.merge(outcome, count, Long::sum));
        part.rowHistograms.get(second).forEach((type, histogram) ->
            histograms.computeIfAbsent(type, key -> PhaseRecorder.secondHistogram()).add(histogram));
        start = Math.min(start, row.startNanos());
        length = Math.max(length, row.lengthNanos());
        writtenBytes += row.writtenBytes();
        inFlight += row.inFlight();
        overdue += row.overdue();
      }
      Map<OperationType, LatencySummary> response = new EnumMap<>(OperationType.class);
      histograms.forEach((type, histogram) -> response.put(type, LatencySummary.of(histogram)));
      IntCountsHistogram all = PhaseRecorder.secondHistogram();
      histograms.values().forEach(all::add);
      merged.add(
          new TimelineRow(
              second, start, length, ok, outcomes, response, LatencySummary.of(all), writtenBytes, inFlight, overdue));
    }
    return merged;
  }

  /// The phase.
  public Phase phase() {
    return phase;
  }

  /// Its plain figures.
  public Totals totals() {
    return totals;
  }

  /// Operations that ended, by type and outcome; what did not occur is absent.
  public Map<OperationType, Map<Outcome, Long>> counts() {
    return Collections.unmodifiableMap(counts);
  }

  /// Operations of a type that ended so.
  public long count(OperationType type, Outcome outcome) {
    return counts.getOrDefault(type, Map.of()).getOrDefault(outcome, 0L);
  }

  /// Operations of all types that ended so.
  public long count(Outcome outcome) {
    return counts.values().stream().mapToLong(row -> row.getOrDefault(outcome, 0L)).sum();
  }

  /// Latencies by series and kind; what did not occur is absent.
  public Map<LatencySeries, Map<LatencyKind, LatencyHistogram>> latencies() {
    return Collections.unmodifiableMap(latencies);
  }

  /// One histogram, null when there was no such operation.
  public @Nullable LatencyHistogram latency(LatencySeries series, LatencyKind kind) {
    Map<LatencyKind, LatencyHistogram> kinds = latencies.get(series);
    return kinds == null ? null : kinds.get(kind);
  }

  /// Response times of operations that were not done.
  public LatencyHistogram failed() {
    return failed;
  }

  /// The phase second by second.
  public List<TimelineRow> timeline() {
    return Collections.unmodifiableList(timeline);
  }

  /// The fingerprint of the operations started.
  public StreamHash streamHash() {
    return streamHash;
  }

  /// Seconds from the start to the end of the window; for a phase bounded by operations, to the last answer.
  public double windowSeconds() {
    return Math.max(1, totals.windowEndNanos - totals.startNanos) / 1e9;
  }

  /// Operations done within the window, a second.
  public double donePerSecond() {
    return totals.doneInWindow / windowSeconds();
  }

  /// Whether at least 99 % of an open loop's operations were answered within the window, those that found nothing
  /// included; true for closed loops.
  public boolean isTargetMet() {
    return !(phase instanceof Phase.Run)
        || (totals.notStarted == 0 && totals.answeredInWindow >= Math.floor(totals.offered * 0.99));
  }
}
