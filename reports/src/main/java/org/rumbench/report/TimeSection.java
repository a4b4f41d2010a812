package org.rumbench.report;

import java.util.List;
import org.rumbench.analysis.CellSummary;
import org.rumbench.result.Cell;
import org.rumbench.result.Event;
import org.rumbench.result.TimelineRow;

/// Throughput and latency over time, one figure per design and sweep point, with the events that explain them.
final class TimeSection {
  private static final List<Figure.Key> LEGEND = List.of(new Figure.Key("s0", "throughput"), new Figure.Key("s2",
      "p50"),
      new Figure.Key("s1", "p99"), new Figure.Key("s3 thin", "max"), new Figure.Key("errorkey", "operations not ok"));

  private TimeSection() {}

  static String html(View view) {
    StringBuilder html = new StringBuilder("<div class=\"pair\">\n");
    for (CellSummary summary : view.summaries()) {
      Cell cell = summary.cells().getFirst();
      List<TimelineRow> rows = view.timeline().stream().filter(row -> row.cell().equals(cell.id())).toList();
      if (rows.isEmpty()) {
        continue;
      }
      TimeChart chart =
          new TimeChart("Throughput, latency and events over time of " + view.name(summary), rows, cell.events());
      html.append(Figure.half(view.name(summary) + ", repeat " + cell.repeat(), LEGEND, chart::draw, table(rows,
          cell)));
    }
    return html.append("</div>\n").toString();
  }

  private static Table table(List<TimelineRow> rows, Cell cell) {
    Table table = new Table("Per second", List.of("second", "phase", "ok op/s", "not ok", "p50, ms", "p99, ms",
        "max, ms",
        "written", "read", "space", "memory", "debt", "stalled, ms", "GC, ms", "events begun"));
    for (TimelineRow row : rows) {
      long begun = cell.events().stream().map(Event::beginSeconds)
          .filter(begin -> begin >= row.second() && begin < row.second() + 1).count();
      table.row(Long.toString(row.second()), List.of(row.phase(), Text.count(row.okOperations()),
          Text.count(row.notOkOperations()), Text.millis(row.p50Nanos()), Text.millis(row.p99Nanos()),
          Text.millis(row.maxNanos()), Text.bytes(row.writtenIssuedBytes()), Text.bytes(row.readTransferredBytes()),
          Text.bytes(row.spaceAllocatedBytes()), Text.bytes(row.memoryBytes()), Text.bytes(row.debtBytes()),
          Text.number(row.stallMillis()), Text.number(row.gcPauseMillis()), Long.toString(begun)));
    }
    return table;
  }
}
