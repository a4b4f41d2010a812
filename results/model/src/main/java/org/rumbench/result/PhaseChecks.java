package org.rumbench.result;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import org.HdrHistogram.Histogram;

/// The operations, latencies, events and marks of one cell's phases, against the stored histograms.
final class PhaseChecks {
  /// Share of the target rate below which a phase is overloaded.
  private static final double TARGET_SHARE = 0.99;

  /// What histogram buckets may add to a sum of service times.
  private static final double BUCKET_ERROR = 2e-3;

  private final Path directory;
  private final Cell cell;
  private final String place;
  private final Findings findings;

  PhaseChecks(Path directory, Cell cell, String place, Findings findings) {
    this.directory = directory;
    this.cell = cell;
    this.place = place;
    this.findings = findings;
  }

  void run() {
    Set<String> names = new HashSet<>();
    for (Phase phase : cell.phases()) {
      String where = place + " phases " + phase.name();
      findings.check(names.add(phase.name()), Relation.REFERENCE, where, "the phase is there twice");
      checkLatencies(phase, where);
      checkOperations(phase, where);
      checkBackground(phase, where);
    }
    for (Event event : cell.events()) {
      findings.check(event.endSeconds() >= event.beginSeconds(), Relation.RANGE, place + " events " + event.kind(),
          "ends at " + event.endSeconds() + " s, before its begin at " + event.beginSeconds() + " s");
    }
    if (cell.isComplete()) {
      checkMarks();
    }
  }

  private void checkOperations(Phase phase, String where) {
    findings.equal(phase.offeredOperations(), phase.operations().stream().mapToLong(OperationCount::offered).sum(),
        Relation.OPERATION_SUM, where + " offeredOperations", "the sum of the outcomes");
    Double rate = Ratio.of((double) phase.okOperations(), phase.durationSeconds());
    findings.close(phase.achievedOperationsPerSecond(), rate == null ? Double.valueOf(0) : rate, Relation.OPERATION_SUM,
        where + " achievedOperationsPerSecond", "ok operations over durationSeconds");
  }

  private void checkLatencies(Phase phase, String where) {
    for (OperationCount operation : phase.operations()) {
      findings.check(operation.ok() == 0 || phase.latencies().stream().anyMatch(each ->
              each.operation().equals(operation.operation()) && each.kind() != LatencyKind.PROBE),
          Relation.HISTOGRAM_COUNT, where + " " + operation.operation(), "operations without a histogram");
    }
    for (LatencySummary latency : phase.latencies()) {
      String line = where + " latencies " + latency.operation() + " " + latency.kind();
      checkAgainstLog(directory, latency, line, findings);
      if (latency.kind() != LatencyKind.PROBE) {
        long ok = phase.operations().stream()
            .filter(each -> each.operation().equals(latency.operation()))
            .mapToLong(OperationCount::ok)
            .sum();
        findings.equal(ok, latency.count(), Relation.HISTOGRAM_COUNT,
            where + " operations " + latency.operation() + " ok", "the count of the " + latency.kind() + " histogram");
      }
      if (latency.kind() == LatencyKind.SERVICE) {
        phase.latency(latency.operation(), LatencyKind.RESPONSE).ifPresent(response ->
            findings.check(latency.meanNanos() * latency.count()
                    <= response.meanNanos() * response.count() * (1 + BUCKET_ERROR),
                Relation.SERVICE_WITHIN_RESPONSE, line, "total service time is above the total response time"));
      }
    }
  }

  /// Compares the figures of a summary with the histogram log that it names.
  static void checkAgainstLog(Path directory, LatencySummary latency, String where, Findings findings) {
    Histogram histogram;
    try {
      histogram = HistogramLog.read(StoredRun.file(directory, latency.file()));
    } catch (IOException e) {
      findings.add(Relation.FILE, where, String.valueOf(e.getMessage()));
      return;
    }
    LatencySummary stored = LatencySummary.of(latency.operation(), latency.kind(), histogram, latency.file());
    String meaning = "that of " + latency.file();
    findings.equal(latency.count(), stored.count(), Relation.HISTOGRAM_COUNT, where + " count", meaning);
    findings.close(latency.meanNanos(), stored.meanNanos(), Relation.PERCENTILE, where + " meanNanos", meaning);
    percentile(latency.p50Nanos(), stored.p50Nanos(), where + " p50Nanos", meaning, findings);
    percentile(latency.p90Nanos(), stored.p90Nanos(), where + " p90Nanos", meaning, findings);
    percentile(latency.p99Nanos(), stored.p99Nanos(), where + " p99Nanos", meaning, findings);
    percentile(latency.p999Nanos(), stored.p999Nanos(), where + " p999Nanos", meaning, findings);
    percentile(latency.p9999Nanos(), stored.p9999Nanos(), where + " p9999Nanos", meaning, findings);
    percentile(latency.maxNanos(), stored.maxNanos(), where + " maxNanos", meaning, findings);
  }

  private static void percentile(long value, long stored, String where, String meaning, Findings findings) {
    findings.equal(value, stored, Relation.PERCENTILE, where, meaning);
  }

  private void checkBackground(Phase phase, String where) {
    Background stored = phase.background();
    Background counted = Background.of(cell.events(), phase.name());
    count(stored.flushes(), counted.flushes(), where + " background.flushes");
    count(stored.compactions(), counted.compactions(), where + " background.compactions");
    count(stored.merges(), counted.merges(), where + " background.merges");
    count(stored.collections(), counted.collections(), where + " background.collections");
    count(stored.stalls(), counted.stalls(), where + " background.stalls");
    count(stored.gcPauses(), counted.gcPauses(), where + " background.gcPauses");
  }

  private void count(long stored, long counted, String where) {
    findings.equal(stored, counted, Relation.EVENT_COUNT, where, "the number of events");
  }

  private void checkMarks() {
    boolean isOverloaded = cell.phases().stream().anyMatch(PhaseChecks::isOverloaded);
    findings.check(isOverloaded == cell.hasMark(MarkKind.OVERLOADED), Relation.MARK, place + " marks OVERLOADED",
        isOverloaded ? "missing though a target rate was not met" : "present though every target rate was met");
    boolean isQuiet = isWithoutBackground(cell);
    findings.check(isQuiet == cell.hasMark(MarkKind.NO_BACKGROUND), Relation.MARK, place + " marks NO_BACKGROUND",
        isQuiet ? "missing though no background work was seen" : "present though background work was seen");
  }

  /// Whether a phase answered less than 99 % of its target rate; that a key is absent is an answer.
  static boolean isOverloaded(Phase phase) {
    Double target = phase.targetOperationsPerSecond();
    long answered = phase.operations().stream().mapToLong(each -> each.ok() + each.notFound()).sum();
    return target != null && answered < TARGET_SHARE * target * phase.durationSeconds();
  }

  /// Whether no phase after loading saw background work.
  static boolean isWithoutBackground(Cell cell) {
    return cell.phases().stream()
        .filter(phase -> !phase.name().equals(Phase.LOAD))
        .allMatch(phase -> phase.background().work() == 0);
  }
}
