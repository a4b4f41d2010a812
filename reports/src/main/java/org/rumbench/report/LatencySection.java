package org.rumbench.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SortedMap;
import org.HdrHistogram.Histogram;
import org.rumbench.analysis.CellSummary;
import org.rumbench.result.LatencyKind;
import org.rumbench.result.Phase;

/// Percentile curves with a log-nines axis: every further nine has equal room, so tails are not squeezed.
final class LatencySection {
  private static final double MAX_NINES = 5;
  private static final double STEPS_PER_NINE = 12;
  private static final List<LatencyKind> KINDS = List.of(LatencyKind.RESPONSE, LatencyKind.SERVICE, LatencyKind.WAIT);

  private LatencySection() {}

  static String html(View view) {
    Choice choice = new Choice("latency", "Operation, phase and kind of latency");
    for (String phase : List.of(Phase.RUN, Phase.MAX)) {
      for (SortedMap<String, String> point : view.points()) {
        for (String operation : view.operations(phase)) {
          for (LatencyKind kind : KINDS) {
            figure(view, choice, phase, point, operation, kind);
          }
        }
      }
    }
    return choice.html();
  }

  private static void figure(
      View view, Choice choice, String phase, SortedMap<String, String> point, String operation, LatencyKind kind) {
    List<LineChart.Series> series = new ArrayList<>();
    List<Figure.Key> legend = new ArrayList<>();
    Table table = new Table("Latency in milliseconds",
        List.of("design", "count", "mean", "p50", "p90", "p99", "p99.9", "p99.99", "max"));
    for (CellSummary summary : view.at(point)) {
      Histogram histogram = view.merged(summary, phase, operation, kind);
      if (histogram.getTotalCount() == 0) {
        continue;
      }
      String name = view.name(summary);
      boolean isGrey = phase.equals(Phase.RUN) && summary.isOverloaded();
      String style = view.style(summary.design()) + (isGrey ? " overloaded" : "");
      series.add(new LineChart.Series(name, style, false, curve(histogram)));
      legend.add(new Figure.Key(style, name));
      table.row(name, List.of(Text.count(histogram.getTotalCount()), Text.millis(histogram.getMean()),
          percentile(histogram, 50), percentile(histogram, 90), percentile(histogram, 99), percentile(histogram, 99.9),
          percentile(histogram, 99.99), Text.millis(histogram.getMaxValue())));
    }
    if (series.isEmpty()) {
      return;
    }
    String kindName = kind.name().toLowerCase(Locale.ROOT);
    String what = operation + ", " + kindName + " time, phase " + phase
        + (point.isEmpty() ? "" : ", " + View.name(point));
    LineChart chart = new LineChart("Percentile curves of " + what, "percentile, %", "ms (logarithmic)",
        nines(series), true,
        series);
    choice.add(what, Figure.wide("Percentiles of " + what, legend, chart::draw, table));
  }

  /// Points from the median's left to as many nines as the count supports: beyond 1 / count there is only the maximum.
  private static List<LineChart.Point> curve(Histogram histogram) {
    double nines = Math.min(MAX_NINES, Math.log10((double) histogram.getTotalCount()));
    List<LineChart.Point> points = new ArrayList<>();
    for (int step = 0; step <= nines * STEPS_PER_NINE; step++) {
      double x = step / STEPS_PER_NINE;
      double percentile = 100 * (1 - Math.pow(10, -x));
      points.add(LineChart.Point.of(x, Math.max(1e-6, histogram.getValueAtPercentile(percentile) / 1e6)));
    }
    points.add(LineChart.Point.of(Math.max(nines, 0.1), Math.max(1e-6, histogram.getMaxValue() / 1e6)));
    return points;
  }

  private static List<Scale.Tick> nines(List<LineChart.Series> series) {
    double longest = series.stream().mapToDouble(each -> each.points().getLast().x()).max().orElse(1);
    List<Scale.Tick> ticks = new ArrayList<>(List.of(new Scale.Tick(0, "0"), new Scale.Tick(Math.log10(2), "50")));
    for (int nine = 1; nine < Math.ceil(longest) + 1; nine++) {
      ticks.add(new Scale.Tick(nine,
          switch (nine) {
            case 1 -> "90";
            case 2 -> "99";
            default -> "99." + "9".repeat(nine - 2);
          }));
    }
    return ticks;
  }

  private static String percentile(Histogram histogram, double percentile) {
    return Text.millis(histogram.getValueAtPercentile(percentile));
  }
}
