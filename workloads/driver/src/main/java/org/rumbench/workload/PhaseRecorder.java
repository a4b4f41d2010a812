package org.rumbench.workload;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.HdrHistogram.IntCountsHistogram;
import org.jspecify.annotations.Nullable;

/// What is counted and timed during a phase. Recording allocates nothing once a series is in use. One owner.
final class PhaseRecorder {
  private static final long SECOND_NANOS = 1_000_000_000L;
  private static final int TYPES = OperationType.values().length;
  private static final int OUTCOMES = Outcome.values().length;
  private static final int KINDS = LatencyKind.values().length;

  private final long startNanos;
  private final long[][] counts = new long[TYPES][OUTCOMES];
  private final @Nullable LatencyHistogram[][] latencies = new LatencyHistogram[LatencySeries.values().length][KINDS];
  private final LatencyHistogram failed = new LatencyHistogram();
  private final List<TimelineRow> rows = new ArrayList<>();
  private final IntCountsHistogram secondAll = secondHistogram();
  private final List<Map<OperationType, IntCountsHistogram>> rowHistograms = new ArrayList<>();
  private final boolean isKeepingRowHistograms;
  private final @Nullable IntCountsHistogram[] secondResponse = new IntCountsHistogram[TYPES];
  private final long[] secondOk = new long[TYPES];
  private final long[] secondOutcomes = new long[OUTCOMES];
  private long secondWrittenBytes;
  private long rowStartNanos;

  long acknowledgedBytes;
  long indeterminateBytes;
  long returnedBytes;
  long acceptedWrites;
  long acceptedKeyBytes;
  long returnedValues;
  long scannedRows;
  long stallNanos;
  long stalledOperations;
  long missing;
  long retries;

  PhaseRecorder(long startNanos, boolean isKeepingRowHistograms) {
    this.startNanos = startNanos;
    this.rowStartNanos = startNanos;
    this.isKeepingRowHistograms = isKeepingRowHistograms;
  }

  /// Counts an operation that ended, and times it when it is done.
  void onEnded(Operation operation, Outcome outcome) {
    int type = operation.type.ordinal();
    counts[type][outcome.ordinal()]++;
    secondOutcomes[outcome.ordinal()]++;
    if (operation.stallNanos > 0) {
      stallNanos += operation.stallNanos;
      stalledOperations++;
    }
    long response = operation.endedNanos - operation.intendedNanos;
    if (outcome != Outcome.OK) {
      failed.record(response);
      return;
    }
    secondOk[type]++;
    LatencySeries series = LatencySeries.of(operation.type);
    of(series, LatencyKind.SERVICE).record(operation.endedNanos - operation.startedNanos);
    of(series, LatencyKind.WAIT).record(operation.startedNanos - operation.intendedNanos);
    of(series, LatencyKind.RESPONSE).record(response);
    secondOf(type).recordValue(Math.min(response, LatencyHistogram.HIGHEST_NANOS));
  }

  /// Times one request of an operation that reads before it writes.
  void onPart(LatencySeries series, long nanos) {
    of(series, LatencyKind.SERVICE).record(nanos);
  }

  /// Counts a write of `bytes` in all, `keyBytes` of them the key's, that took effect, or may have.
  void onWritten(int keyBytes, long bytes, Outcome.Effect effect) {
    if (effect != Outcome.Effect.NONE) {
      acceptedWrites++;
      acceptedKeyBytes += keyBytes;
    }
    if (effect == Outcome.Effect.APPLIED) {
      acknowledgedBytes += bytes;
      secondWrittenBytes += bytes;
    } else if (effect == Outcome.Effect.UNKNOWN) {
      indeterminateBytes += bytes;
    }
  }

  /// When the row being filled ends.
  long rowEndNanos() {
    return rowStartNanos + SECOND_NANOS;
  }

  /// Whether the row being filled covers any time or counts anything.
  boolean isRowOpen(long nowNanos) {
    for (long count : secondOutcomes) {
      if (count > 0) {
        return true;
      }
    }
    return nowNanos > rowStartNanos;
  }

  /// Ends the row being filled, at its full second or, at the end of the phase, at `untilNanos`.
  TimelineRow endRow(long untilNanos, int inFlight, long overdue) {
    Map<OperationType, Long> ok = new EnumMap<>(OperationType.class);
    Map<OperationType, LatencySummary> response = new EnumMap<>(OperationType.class);
    Map<OperationType, IntCountsHistogram> kept = new EnumMap<>(OperationType.class);
    secondAll.reset();
    for (OperationType type : OperationType.values()) {
      IntCountsHistogram histogram = secondResponse[type.ordinal()];
      if (secondOk[type.ordinal()] > 0 && histogram != null) {
        ok.put(type, secondOk[type.ordinal()]);
        response.put(type, LatencySummary.of(histogram));
        secondAll.add(histogram);
        if (isKeepingRowHistograms) {
          kept.put(type, histogram.copy());
        }
        histogram.reset();
        secondOk[type.ordinal()] = 0;
      }
    }
    Map<Outcome, Long> outcomes = new EnumMap<>(Outcome.class);
    for (Outcome outcome : Outcome.values()) {
      if (secondOutcomes[outcome.ordinal()] > 0) {
        outcomes.put(outcome, secondOutcomes[outcome.ordinal()]);
        secondOutcomes[outcome.ordinal()] = 0;
      }
    }
    TimelineRow row =
        new TimelineRow(
            rows.size(), rowStartNanos, untilNanos - rowStartNanos, ok, outcomes, response,
            LatencySummary.of(secondAll), secondWrittenBytes,
            inFlight, overdue);
    secondWrittenBytes = 0;
    rowStartNanos = untilNanos;
    rows.add(row);
    rowHistograms.add(kept);
    return row;
  }

  long startNanos() {
    return startNanos;
  }

  List<TimelineRow> rows() {
    return rows;
  }

  List<Map<OperationType, IntCountsHistogram>> rowHistograms() {
    return rowHistograms;
  }

  LatencyHistogram failed() {
    return failed;
  }

  long[][] counts() {
    return counts;
  }

  Map<LatencySeries, Map<LatencyKind, LatencyHistogram>> latencies() {
    Map<LatencySeries, Map<LatencyKind, LatencyHistogram>> result = new EnumMap<>(LatencySeries.class);
    for (LatencySeries series : LatencySeries.values()) {
      for (LatencyKind kind : LatencyKind.values()) {
        LatencyHistogram histogram = latencies[series.ordinal()][kind.ordinal()];
        if (histogram != null) {
          result.computeIfAbsent(series, key -> new EnumMap<>(LatencyKind.class)).put(kind, histogram);
        }
      }
    }
    return result;
  }

  private LatencyHistogram of(LatencySeries series, LatencyKind kind) {
    LatencyHistogram histogram = latencies[series.ordinal()][kind.ordinal()];
    if (histogram == null) {
      histogram = new LatencyHistogram();
      latencies[series.ordinal()][kind.ordinal()] = histogram;
    }
    return histogram;
  }

  private IntCountsHistogram secondOf(int type) {
    IntCountsHistogram histogram = secondResponse[type];
    if (histogram == null) {
      histogram = secondHistogram();
      secondResponse[type] = histogram;
    }
    return histogram;
  }

  static IntCountsHistogram secondHistogram() {
    return new IntCountsHistogram(1, LatencyHistogram.HIGHEST_NANOS, 2);
  }
}
