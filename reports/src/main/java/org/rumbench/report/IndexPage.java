package org.rumbench.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.rumbench.analysis.CellSummary;
import org.rumbench.analysis.Metric;
import org.rumbench.result.RunRecord;
import org.rumbench.result.RunStore;

/// The index over several stored runs, newest first: question, headline figures and a link to each report.
public final class IndexPage {
  private static final List<Metric> METRICS = List.of(
      Metric.MAX_THROUGHPUT, Metric.READ_P99, Metric.WRITE_P99, Metric.ENGINE_WRITE, Metric.CLUSTER_WRITE,
      Metric.ENGINE_SPACE, Metric.ENGINE_MEMORY);

  private IndexPage() {}

  /// Renders the index; keys are the directories of the runs relative to the page.
  public static String render(Map<String, RunRecord> runs) {
    StringBuilder body = new StringBuilder("<main>\n<header><p class=\"brand\">Rumbench</p><h1>Stored runs</h1>")
        .append(Page.paragraph("lead", runs.size()
            + " runs, newest first. Figures of different hosts or configurations "
            + "do not compare."))
        .append("</header>\n");
    runs.entrySet().stream()
        .sorted((a, b) -> b.getValue().provenance().startTime().compareTo(a.getValue().provenance().startTime()))
        .forEach(entry -> body.append(run(entry.getKey(), entry.getValue())));
    return Page.html("Rumbench: stored runs", body.append("</main>\n").toString());
  }

  private static String run(String directory, RunRecord run) {
    List<String> header = METRICS.stream().map(metric -> metric.title() + ", " + metric.unit())
        .collect(Collectors.toCollection(ArrayList::new));
    header.addFirst("design");
    header.add("marks");
    Table table = new Table("Medians of " + run.experiment().repeats() + " repeats", header);
    for (CellSummary summary : CellSummary.of(run)) {
      List<Table.Value> values = METRICS.stream().map(metric -> summary.estimate(metric)
          .map(each -> new Table.Value(Text.number(each.median()), SummarySection.interval(each),
              metric.isLatency() && summary.isOverloaded() ? "grey" : ""))
          .orElse(new Table.Value("–", "", "grey"))).collect(Collectors.toCollection(ArrayList::new));
      values.add(new Table.Value(
          summary.marks().stream().map(SummarySection::name).collect(Collectors.joining(", ")), "", "marks"));
      table.rowOf(new Table.Value(summary.design(), View.name(summary.sweep()), ""), values);
    }
    return "<section><h2><a href=\"./" + Text.escape(directory) + "/" + RunStore.REPORT_FILE + "\">"
        + Text.escape(run.id()) + "</a></h2>\n" + Page.paragraph("", run.experiment().question())
        + Page.paragraph("note", run.provenance().startTime() + " · " + run.provenance().host() + " · "
            + run.provenance().cpu() + " · commit " + run.provenance().commit()
            + (run.provenance().isDirty() ? " with uncommitted changes" : ""))
        + table.html() + "</section>\n";
  }
}
