package org.rumbench.harness.run;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.rumbench.result.Amplification;
import org.rumbench.result.Cell;
import org.rumbench.result.LatencyKind;
import org.rumbench.result.LatencySummary;
import org.rumbench.result.Layer;
import org.rumbench.result.Mark;
import org.rumbench.result.Phase;
import org.rumbench.result.RunRecord;

/// The figures of a run as a table for the terminal, one line per cell.
public final class SummaryTable {
  private static final List<String> HEADER =
      List.of("cell", "max op/s", "run op/s", "read p50", "p99", "p99.9", "update p99", "write amp", "cluster",
          "reads/get", "space amp", "memory", "marks");

  private SummaryTable() {}

  /// The table with a line that says what the columns are.
  public static String render(RunRecord record) {
    List<List<String>> rows = new ArrayList<>();
    rows.add(HEADER);
    record.cells().forEach(cell -> rows.add(row(cell)));
    return TextTable.render(rows, 1)
        + "response times from the intended start, open-loop phase; amplification after draining: bytes written "
        + "per byte accepted by\nthe engines, per byte of the client; tables or logs consulted per read; bytes "
        + "allocated and resident per live byte\n";
  }

  private static List<String> row(Cell cell) {
    Phase max = RecordAssembly.closedPhase(cell).orElse(null);
    Phase open = cell.phases().stream().filter(phase -> !phase.arrival().equals("closed")).findFirst().orElse(null);
    Phase timed = open == null ? max : open;
    Optional<Amplification> engine = cell.amplification(Layer.ENGINE, Amplification.SETTLED);
    Optional<Amplification> cluster = cell.amplification(Layer.CLUSTER, Amplification.SETTLED);
    return List.of(
        cell.id(),
        max == null ? "-" : String.format(Locale.ROOT, "%,.0f", max.achievedOperationsPerSecond()),
        open == null ? "-" : String.format(Locale.ROOT, "%,.0f", open.achievedOperationsPerSecond()),
        latency(timed, "READ").map(each -> time(each.p50Nanos())).orElse("-"),
        latency(timed, "READ").map(each -> time(each.p99Nanos())).orElse("-"),
        latency(timed, "READ").map(each -> time(each.p999Nanos())).orElse("-"),
        latency(timed, "UPDATE").map(each -> time(each.p99Nanos())).orElse("-"),
        engine.map(each -> ratio(each.write().issuedOverAcceptedRatio())).orElse("-"),
        cluster.map(each -> ratio(each.write().issuedOverAcceptedRatio())).orElse("-"),
        engine.map(each -> ratio(each.read().sourcesPerRead())).orElse("-"),
        engine.map(each -> ratio(each.space().allocatedOverLiveRatio())).orElse("-"),
        engine.map(each -> ratio(each.memory().residentOverLiveRatio())).orElse("-"),
        String.join(" ", cell.marks().stream().map(Mark::kind).map(Enum::name).distinct().toList()));
  }

  private static Optional<LatencySummary> latency(@Nullable Phase phase, String operation) {
    return phase == null ? Optional.empty() : phase.latency(operation, LatencyKind.RESPONSE);
  }

  private static String ratio(@Nullable Double value) {
    return value == null ? "-" : String.format(Locale.ROOT, "%.2f", value);
  }

  private static String time(long nanos) {
    if (nanos < 1_000_000) {
      return String.format(Locale.ROOT, "%.0f us", nanos / 1e3);
    }
    return nanos < 1_000_000_000
        ? String.format(Locale.ROOT, "%.1f ms", nanos / 1e6)
        : String.format(Locale.ROOT, "%.2f s", nanos / 1e9);
  }
}
