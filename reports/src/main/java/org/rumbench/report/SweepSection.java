package org.rumbench.report;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.rumbench.analysis.CellSummary;
import org.rumbench.analysis.Estimate;
import org.rumbench.analysis.Metric;

/// Any metric over any swept option, those that the experiment asks for first: one line per design and, where more
/// options are swept, per point of the others; a thin one beside it for what the design's own cost model said.
final class SweepSection {
  private static final String FORECAST = " forecast";

  private SweepSection() {}

  static String html(View view) {
    StringBuilder html = new StringBuilder();
    int number = 0;
    for (String key : view.run().experiment().sweepKeys()) {
      Choice choice = new Choice("sweep" + number++, "Metric over " + key);
      List<String> values = values(view, key);
      for (Metric metric : metrics(view)) {
        figure(view, choice, key, values, metric);
      }
      html.append(choice.html());
    }
    return html.toString();
  }

  private static Set<Metric> metrics(View view) {
    Set<Metric> metrics = new LinkedHashSet<>();
    List<String> first = view.run().experiment().figures();
    if (first != null) {
      first.forEach(name -> Metric.named(name).ifPresent(metrics::add));
    }
    metrics.addAll(List.of(Metric.values()));
    return metrics;
  }

  private static void figure(View view, Choice choice, String key, List<String> values, Metric metric) {
    List<LineChart.Series> series = new ArrayList<>();
    List<Figure.Key> legend = new ArrayList<>();
    Table table = new Table(metric.title() + ", " + metric.unit(), List.of("design", key, "median", "95 % interval",
        "repeats"));
    for (String design : view.designs()) {
      for (SortedMap<String, String> others : others(view, key)) {
        String name = design + (others.isEmpty() ? "" : " (" + View.name(others) + ")");
        List<LineChart.Point> points = new ArrayList<>();
        List<LineChart.Point> forecasts = new ArrayList<>();
        for (int i = 0; i < values.size(); i++) {
          SortedMap<String, String> point = new TreeMap<>(others);
          point.put(key, values.get(i));
          Optional<CellSummary> summary =
              view.at(point).stream().filter(each -> each.design().equals(design)).findFirst();
          OptionalDouble forecast = summary.map(each -> metric.forecast(each.cells().getFirst()))
              .orElse(OptionalDouble.empty());
          if (forecast.isPresent()) {
            forecasts.add(LineChart.Point.of(i, forecast.getAsDouble()));
            table.row(name + FORECAST, List.of(values.get(i), Text.number(forecast.getAsDouble()), "", ""));
          }
          Optional<Estimate> estimate = summary.filter(each -> !(metric.isLatency() && each.isOverloaded()))
              .flatMap(each -> each.estimate(metric));
          if (estimate.isPresent()) {
            Estimate found = estimate.get();
            points.add(new LineChart.Point(i, found.median(), found.low(), found.high(), ""));
            table.row(name, List.of(values.get(i), Text.number(found.median()), SummarySection.interval(found),
                Integer.toString(found.count())));
          }
        }
        if (!points.isEmpty()) {
          series.add(new LineChart.Series(name, view.style(design), true, points));
          legend.add(new Figure.Key(view.style(design), name));
        }
        if (!forecasts.isEmpty()) {
          String style = view.style(design) + FORECAST;
          series.add(new LineChart.Series(name + FORECAST, style, false, forecasts));
          legend.add(new Figure.Key(style, name + FORECAST));
        }
      }
    }
    if (series.isEmpty()) {
      return;
    }
    List<Scale.Tick> ticks = new ArrayList<>(List.of(new Scale.Tick(-0.4, "")));
    for (int i = 0; i < values.size(); i++) {
      ticks.add(new Scale.Tick(i, values.get(i)));
    }
    ticks.add(new Scale.Tick(values.size() - 0.6, ""));
    LineChart chart = new LineChart(metric.title() + " over " + key, key, metric.unit(), ticks, false, series);
    choice.add(metric.title(), Figure.wide(metric.title() + ", " + metric.unit() + ", over " + key
        + "; whiskers: 95 % interval; latencies of overloaded cells are left out", legend, chart::draw, table));
  }

  /// Values of a key, in order of number where all are numbers.
  private static List<String> values(View view, String key) {
    List<String> values = new ArrayList<>(new LinkedHashSet<>(view.points().stream().map(p -> p.getOrDefault(key,
        "")).toList()));
    if (values.stream().allMatch(SweepSection::isNumber)) {
      values.sort((a, b) -> Double.compare(number(a).orElse(0), number(b).orElse(0)));
    }
    return values;
  }

  private static List<SortedMap<String, String>> others(View view, String key) {
    LinkedHashSet<SortedMap<String, String>> others = new LinkedHashSet<>();
    for (SortedMap<String, String> point : view.points()) {
      SortedMap<String, String> rest = new TreeMap<>(point);
      rest.remove(key);
      others.add(rest);
    }
    return List.copyOf(others);
  }

  /// Whether a swept text is a number.
  static boolean isNumber(String text) {
    return number(text).isPresent();
  }

  private static OptionalDouble number(String text) {
    try {
      return OptionalDouble.of(Double.parseDouble(text));
    } catch (NumberFormatException e) {
      return OptionalDouble.empty();
    }
  }
}
