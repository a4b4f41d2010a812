package org.rumbench.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.SortedMap;
import org.rumbench.analysis.CellSummary;
import org.rumbench.analysis.Comparison;
import org.rumbench.analysis.Estimate;
import org.rumbench.analysis.Metric;
import org.rumbench.result.MarkKind;

/// The answer first: one row per design and sweep point, the marks with their reasons, and what may be claimed.
final class SummarySection {
  private static final List<Metric> METRICS = List.of(
      Metric.MAX_THROUGHPUT, Metric.RUN_THROUGHPUT, Metric.READ_P50, Metric.READ_P99, Metric.READ_P999, Metric.READ_MAX,
      Metric.WRITE_P50, Metric.WRITE_P99, Metric.WRITE_P999, Metric.WRITE_MAX, Metric.ENGINE_WRITE,
      Metric.CLUSTER_WRITE, Metric.READ_SOURCES, Metric.READ_BYTES, Metric.ENGINE_SPACE, Metric.CLUSTER_SPACE,
      Metric.ENGINE_MEMORY, Metric.DEBT, Metric.DRAIN_TIME);
  private static final int SHORT_LIST = 8;
  private static final List<String> HEADER = List.of("design", "errors", "max", "run", "p50", "p99", "p99.9", "max",
      "p50", "p99", "p99.9", "max", "engine", "cluster", "sources", "bytes", "engine", "cluster", "engine", "MiB",
      "drain, s");
  private static final List<String> GROUPS = List.of("", "", "throughput, op/s", "read response, ms",
      "write response, ms", "write amp., ×", "read amp.", "space amp., ×", "mem., ×", "debt");
  private static final List<Integer> SPANS = List.of(1, 1, 2, 4, 4, 2, 2, 2, 1, 2);

  private SummarySection() {}

  static String html(View view) {
    Table table = new Table("Summary: median of the repeats, with the 95 % bootstrap interval below where there is "
        + "one. Amplifications are settled ones.", HEADER).groups(GROUPS, SPANS);
    for (CellSummary summary : view.summaries()) {
      List<String> details = new ArrayList<>(summary.marks().stream().map(SummarySection::name).toList());
      if (!summary.sweep().isEmpty()) {
        details.addFirst(View.name(summary.sweep()));
      }
      table.rowOf(new Table.Value(summary.design(), String.join("; ", details), ""), values(summary));
    }
    return table.html() + marks(view) + claims(view);
  }

  private static List<Table.Value> values(CellSummary summary) {
    List<Table.Value> values = new ArrayList<>();
    long errors = summary.errors();
    long notFound = summary.notFound();
    boolean isNotApplicable = summary.marks().contains(MarkKind.NOT_APPLICABLE);
    values.add(new Table.Value(isNotApplicable ? "n/a" : Text.count(errors),
        notFound == 0 ? "" : Text.count(notFound) + " not found", errors > 0 ? "bad" : ""));
    for (Metric metric : METRICS) {
      Optional<Estimate> estimate = summary.estimate(metric);
      if (estimate.isPresent()) {
        String style = metric.isLatency() && summary.isOverloaded() ? "grey" : "";
        values.add(new Table.Value(Text.number(estimate.get().median()), interval(estimate.get()), style));
      } else {
        values.add(new Table.Value(isNotApplicable ? "n/a" : "–", "", "grey"));
      }
    }
    return values;
  }

  /// Name of a mark for people.
  static String name(MarkKind mark) {
    return mark.name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }

  static String interval(Estimate estimate) {
    Double low = estimate.low();
    Double high = estimate.high();
    if (low == null || high == null) {
      return "";
    }
    String first = Text.number(low);
    String last = Text.number(high);
    // A zero-width space lets narrow columns break the interval.
    return low.equals(high) ? "±0" : first + "–\u200b" + last;
  }

  private static String marks(View view) {
    Table table = new Table("Marks", List.of("cell", "mark", "reason"));
    view.run().cells().forEach(cell -> cell.marks().forEach(mark ->
        table.row(cell.id(), List.of(name(mark.kind()), mark.reason()))));
    long count = view.run().cells().stream().mapToLong(cell -> cell.marks().size()).sum();
    return count == 0
        ? Page.paragraph("note", "No cell carries a mark.")
        : "<details class=\"list\"" + (count <= SHORT_LIST ? " open" : "") + "><summary>" + count
            + " marks and their reasons</summary>\n" + table.html() + "</details>\n";
  }

  /// Differences in throughput that the test finds, point by point; without enough repeats, why there is no claim.
  private static String claims(View view) {
    int repeats = view.run().experiment().repeats();
    if (repeats < 5) {
      return Page.paragraph("note", "Repeats per cell: " + repeats + ". No winner is named: a claim needs at least 5 "
          + "repeats and a significant difference (Mann-Whitney with Holm's correction).");
    }
    StringBuilder html = new StringBuilder();
    for (SortedMap<String, String> point : view.points()) {
      SequencedMap<String, double[]> values = new LinkedHashMap<>();
      for (CellSummary summary : view.at(point)) {
        values.put(summary.design(), summary.values(Metric.MAX_THROUGHPUT));
      }
      Table table = new Table("Throughput in the max phase compared " + View.name(point),
          List.of("pair", "ratio of medians", "p, corrected", "verdict"));
      for (Comparison.Pair pair : Comparison.pairs(values)) {
        table.row(pair.second() + " over " + pair.first(), List.of(Text.number(pair.medianRatio()) + " ×",
            Text.number(pair.correctedPValue()), pair.isSignificant() ? "different" : "no difference found"));
      }
      html.append("<details class=\"list\"><summary>").append(Text.escape("Pairwise comparison " + View.name(point)))
          .append("</summary>\n").append(table.html()).append("</details>\n");
    }
    return html.toString();
  }
}
