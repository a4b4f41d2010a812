package org.rumbench.report;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.HdrHistogram.Histogram;
import org.rumbench.analysis.GoalRow;
import org.rumbench.result.Cell;
import org.rumbench.result.LatencySummary;
import org.rumbench.result.Phase;
import org.rumbench.result.RunRecord;
import org.rumbench.result.StoredRun;
import org.rumbench.result.TimelineRow;

/// The page of one run: self-contained, readable without a network, a pure function of what was stored.
public final class ReportPage {
  private ReportPage() {}

  /// Renders a stored run, reading its histograms.
  public static String render(StoredRun run) throws IOException {
    Map<String, Histogram> histograms = new LinkedHashMap<>();
    for (Cell cell : run.record().cells()) {
      for (Phase phase : cell.phases()) {
        for (LatencySummary latency : phase.latencies()) {
          histograms.put(latency.file(), run.histogram(latency));
        }
      }
    }
    return render(run.record(), run.timeline(), histograms);
  }

  /// Renders a run from its parts.
  ///
  /// @param histograms histograms by the file name that latency summaries give; missing ones are left out of curves
  public static String render(RunRecord run, List<TimelineRow> timeline, Map<String, Histogram> histograms) {
    View view = View.of(run, timeline, histograms);
    StringBuilder body = new StringBuilder("<main>\n").append(header(run));
    List<GoalRow> goals = GoalRow.of(run);
    if (!goals.isEmpty()) {
      body.append(Page.section("goals", "Goals", GoalSection.html(goals)));
    }
    body.append(Page.section("summary", "Summary", SummarySection.html(view)));
    if (!run.experiment().sweepKeys().isEmpty()) {
      body.append(Page.section("sweep", "Sweep", SweepSection.html(view) + TradeSection.html(view)));
    }
    body.append(Page.section("latency", "Latency", Page.paragraph("note",
        "Each further nine of the percentile has equal room. Curves come from merged histograms of all repeats and end "
            + "where the number of operations ends; the last point is the maximum.") + LatencySection.html(view)));
    body.append(Page.section("amplification", "Amplification", AmplificationSection.html(view)));
    body.append(Page.section("time", "Over time", TimeSection.html(view)));
    body.append(Page.section("outcomes", "Operations and errors", EnvironmentSection.outcomes(view)));
    body.append(Page.section("floor", "Floor", Page.paragraph("note",
        "What driver, network and machine cost without an engine. No figure below these can be believed.")
        + EnvironmentSection.floor(view)));
    body.append(Page.section("environment", "Environment and configuration",
        EnvironmentSection.environment(view) + EnvironmentSection.files(view)));
    body.append(Page.section("method", "How the figures were made", method()));
    return Page.html("Rumbench: " + run.experiment().name() + " on " + run.provenance().host(),
        body.append("</main>\n").toString());
  }

  private static String header(RunRecord run) {
    StringBuilder html = new StringBuilder("<header>\n<p class=\"brand\">Rumbench · run ")
        .append(Text.escape(run.id())).append(" · ").append(Text.escape(run.provenance().startTime()))
        .append("</p>\n<h1>")
        .append(Text.escape(run.experiment().question())).append("</h1>\n<ul class=\"badges\">");
    for (String badge : badges(run)) {
      html.append("<li>").append(Text.escape(badge)).append("</li>");
    }
    html.append("</ul>\n");
    if (!run.experiment().description().isEmpty()) {
      html.append(Page.paragraph("lead", run.experiment().description()));
    }
    return html.append("<details open class=\"list\"><summary>How to read this page</summary>\n<dl>")
        .append(term("Throughput",
            "operations that ended ok per second: max phase as fast as the system goes, run phase at a "
            + "stated rate. Errors are never counted as throughput."))
        .append(term("Response",
            "time from the intended start of an operation to its end, so waiting behind a slow one "
            + "counts. Lower is better; look at p99 and p99.9, not only at the median."))
        .append(term("Write amplification",
            "bytes issued to files per key and value byte accepted. The engine row counts one "
            + "engine's work; the cluster row counts all replicas over the client's bytes."))
        .append(term("Read amplification",
            "tables and logs consulted per point read, and file bytes moved per byte returned."))
        .append(term("Space amplification",
            "allocated bytes per live key and value byte; in the cluster row, replicas count."))
        .append(term("Burst and settled",
            "at the end of the last phase, and after all owed background work (debt) was done."))
        .append(term("Grey",
            "the target rate was not met, or nothing was measured: not to be compared. n/a: the design "
            + "cannot do this workload; nothing was emulated."))
        .append("</dl></details>\n</header>\n").toString();
  }

  private static Set<String> badges(RunRecord run) {
    Set<String> badges = new TreeSet<>();
    badges.add("page cache " + run.provenance().cache().name().toLowerCase(Locale.ROOT));
    badges.add("repeats " + run.experiment().repeats());
    for (Cell cell : run.cells()) {
      badges.add("target " + cell.target());
      badges.add("durability " + cell.durability());
      badges.add("storage " + cell.storage());
      badges.add("workload " + cell.workload().spec());
      badges.add("update " + cell.workload().updateMode());
      badges.add(cell.isSimulated() ? "virtual time" : "wall-clock time");
    }
    if (run.provenance().isDirty()) {
      badges.add("source tree had uncommitted changes");
    }
    return badges;
  }

  private static String term(String name, String meaning) {
    return "<dt>" + Text.escape(name) + "</dt><dd>" + Text.escape(meaning) + "</dd>\n";
  }

  private static String method() {
    return Page.paragraph("",
        "Percentiles are read from HdrHistogram logs with three significant digits (error at most "
        + "0.1 %), one per cell, phase, operation type and kind of latency. Histograms of repeats are merged before a "
        + "curve is drawn; percentiles are never averaged. In the summary table each repeat gives one value, and the "
        + "table shows their median with a 95 % percentile-bootstrap interval.")
        + Page.paragraph("",
            "Bytes are counted at the storage boundary by purpose; accepted bytes at the engine interface and "
            + "at the client. Sums by purpose, by node and over time are checked by rumbench verify. All raw files lie "
            + "beside this page.");
  }
}
