package org.rumbench.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SortedMap;
import org.rumbench.analysis.CellSummary;
import org.rumbench.analysis.Estimate;
import org.rumbench.analysis.Metric;
import org.rumbench.result.Goal;

/// One cost over another, the points of a sweep in order along a line per design: what is bought, and with what.
final class TradeSection {
  private record Trade(Metric x, Metric y) {
    String name() {
      return y.title() + " over " + x.title().toLowerCase(Locale.ROOT);
    }
  }

  private static final List<Trade> TRADES = List.of(
      new Trade(Metric.ENGINE_SPACE, Metric.ENGINE_WRITE),
      new Trade(Metric.ENGINE_WRITE, Metric.MAX_THROUGHPUT),
      new Trade(Metric.ENGINE_WRITE, Metric.READ_SOURCES),
      new Trade(Metric.ENGINE_MEMORY, Metric.READ_BLOCKS));

  private TradeSection() {}

  /// Empty when the points are named ones rather than values of an option: those lie on no line.
  static String html(View view) {
    if (view.points().stream().anyMatch(point -> !SweepSection.isNumber(point.getOrDefault(Goal.POINT, "0")))) {
      return "";
    }
    Choice choice = new Choice("trade", "What for what");
    for (Trade trade : TRADES) {
      figure(view, choice, trade);
    }
    return choice.html();
  }

  private static void figure(View view, Choice choice, Trade trade) {
    List<LineChart.Series> series = new ArrayList<>();
    List<Figure.Key> legend = new ArrayList<>();
    Table table = new Table(trade.name(),
        List.of("design", "point", trade.x().title() + ", " + trade.x().unit(), trade.y().title() + ", "
            + trade.y().unit()));
    double largest = 0;
    boolean isCurve = false;
    for (String design : view.designs()) {
      List<LineChart.Point> points = new ArrayList<>();
      for (SortedMap<String, String> point : view.points()) {
        Optional<CellSummary> summary =
            view.at(point).stream().filter(each -> each.design().equals(design)).findFirst();
        Optional<Estimate> x = summary.flatMap(each -> each.estimate(trade.x()));
        Optional<Estimate> y = summary.flatMap(each -> each.estimate(trade.y()));
        if (x.isPresent() && y.isPresent()) {
          points.add(new LineChart.Point(x.get().median(), y.get().median(), y.get().low(), y.get().high(),
              String.join(", ", point.values())));
          largest = Math.max(largest, x.get().median());
          table.row(design, List.of(View.name(point), Text.number(x.get().median()), Text.number(y.get().median())));
        }
      }
      if (!points.isEmpty()) {
        isCurve |= points.size() > 1;
        series.add(new LineChart.Series(design, view.style(design), true, points));
        legend.add(new Figure.Key(view.style(design), design));
      }
    }
    if (!isCurve) {
      return;
    }
    LineChart chart = new LineChart(trade.name(), trade.x().title() + ", " + trade.x().unit(), trade.y().unit(),
        Scale.linear(largest, 0, 1).ticks(), false, series);
    choice.add(trade.name(), Figure.wide(trade.name() + ", " + trade.y().unit() + "; points in the order of the sweep",
        legend, chart::draw, table));
  }
}
