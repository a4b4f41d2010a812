package org.rumbench.report;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.stream.Collectors;
import org.HdrHistogram.Histogram;
import org.rumbench.analysis.CellSummary;
import org.rumbench.result.Cell;
import org.rumbench.result.LatencyKind;
import org.rumbench.result.RunRecord;
import org.rumbench.result.TimelineRow;

/// What the sections of a page share: the run, its summaries and the colours of its designs.
///
/// @param run the record
/// @param timeline rows of all cells
/// @param histograms histograms by file name
/// @param summaries one per design and sweep point
record View(
    RunRecord run, List<TimelineRow> timeline, Map<String, Histogram> histograms, List<CellSummary> summaries) {
  private static final int COLOURS = 6;

  static View of(RunRecord run, List<TimelineRow> timeline, Map<String, Histogram> histograms) {
    return new View(run, timeline, histograms, CellSummary.of(run));
  }

  /// Colour class of a design, the same in every chart.
  String style(String design) {
    return "s" + Math.max(0, designs().indexOf(design)) % COLOURS;
  }

  /// Designs in order of display.
  List<String> designs() {
    Set<String> designs = new LinkedHashSet<>(run.experiment().designs());
    summaries.forEach(summary -> designs.add(summary.design()));
    return List.copyOf(designs);
  }

  /// Sweep points in order of appearance; one empty point without a sweep.
  List<SortedMap<String, String>> points() {
    return List.copyOf(new LinkedHashSet<>(summaries.stream().map(CellSummary::sweep).toList()));
  }

  /// Summaries at a sweep point.
  List<CellSummary> at(SortedMap<String, String> point) {
    return summaries.stream().filter(summary -> summary.sweep().equals(point)).toList();
  }

  /// Name of a sweep point; empty without a sweep.
  static String name(SortedMap<String, String> point) {
    return point.entrySet().stream().map(entry -> entry.getKey() + " = " + entry.getValue())
        .collect(Collectors.joining(", "));
  }

  /// Name of a summary: design and sweep point.
  String name(CellSummary summary) {
    String name = summary.design() + (summary.sweep().isEmpty() ? "" : " (" + name(summary.sweep()) + ")");
    return summary.isOverloaded() ? name + ", overloaded" : name;
  }

  /// Merges the histograms of all repeats of one phase, operation and kind; percentiles are never averaged.
  Histogram merged(CellSummary summary, String phase, String operation, LatencyKind kind) {
    Histogram merged = new Histogram(3);
    for (Cell cell : summary.cells()) {
      cell.phase(phase).flatMap(each -> each.latency(operation, kind)).ifPresent(latency -> {
        Histogram histogram = histograms.get(latency.file());
        if (histogram != null) {
          merged.add(histogram);
        }
      });
    }
    return merged;
  }

  /// Operation types with latencies in any phase of that name, in order of appearance.
  List<String> operations(String phase) {
    Set<String> operations = new LinkedHashSet<>();
    for (Cell cell : run.cells()) {
      cell.phase(phase).ifPresent(each -> each.latencies().stream()
          .filter(latency -> latency.kind() != LatencyKind.PROBE && latency.count() > 0)
          .forEach(latency -> operations.add(latency.operation())));
    }
    return new ArrayList<>(operations);
  }
}
