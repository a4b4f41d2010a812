package org.rumbench.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import org.rumbench.result.Event;
import org.rumbench.result.EventKind;
import org.rumbench.result.TimelineRow;

/// One cell over time: throughput, response percentiles on a logarithmic axis, and a lane per kind of event.
///
/// @param label meaning of the whole drawing
/// @param rows seconds of the cell in order
/// @param events events of the cell
record TimeChart(String label, List<TimelineRow> rows, List<Event> events) {
  private static final double LEFT = 78;
  private static final double RIGHT = 12;
  private static final double PANEL = 110;
  private static final double GAP = 40;
  private static final double TOP = 34;
  private static final double LANE = 15;

  /// Draws the chart at a width.
  String draw(double width) {
    List<EventKind> lanes = lanes();
    double lanesTop = TOP + PANEL + GAP + PANEL + 14;
    double bottom = lanesTop + LANE * lanes.size() + 4;
    double end = rows.isEmpty() ? 1 : rows.getLast().second() + 1;
    for (Event event : events) {
      end = Math.max(end, event.endSeconds());
    }
    Scale x = Scale.between(0, end, LEFT, width - RIGHT);
    Svg svg = new Svg(width, bottom + 40, label);
    phases(svg, x, bottom);
    double peak = rows.stream().mapToDouble(TimelineRow::okOperations).max().orElse(1);
    Scale rate = Scale.linear(peak, TOP + PANEL, TOP);
    svg.verticalAxis(rate, LEFT, width - RIGHT, "ok operations per second");
    line(svg, x, rate, "line s0", "throughput", TimelineRow::okOperations);
    for (TimelineRow row : rows) {
      if (row.notOkOperations() > 0) {
        svg.circle("error", x.at(row.second() + 0.5), rate.from() - 3, 3,
            row.notOkOperations() + " operations not ok in second " + row.second());
      }
    }
    double latencyTop = TOP + PANEL + GAP;
    Scale latency = Scale.log(
        rows.stream().filter(row -> row.p50Nanos() > 0).mapToDouble(row -> row.p50Nanos() / 1e6).min().orElse(0.1),
        rows.stream().mapToDouble(row -> row.maxNanos() / 1e6).max().orElse(1), latencyTop + PANEL, latencyTop);
    svg.verticalAxis(latency, LEFT, width - RIGHT, "response, ms: p50, p99, max");
    line(svg, x, latency, "line s2", "p50", row -> row.p50Nanos() / 1e6);
    line(svg, x, latency, "line s1", "p99", row -> row.p99Nanos() / 1e6);
    line(svg, x, latency, "line s3 thin", "max", row -> row.maxNanos() / 1e6);
    events(svg, x, lanes, lanesTop);
    return svg.horizontalAxis(x, x.ticks(), bottom, "seconds since the begin of the cell").finish();
  }

  private List<EventKind> lanes() {
    List<EventKind> lanes = new ArrayList<>();
    for (EventKind kind : EventKind.values()) {
      if (events.stream().anyMatch(event -> event.kind() == kind)) {
        lanes.add(kind);
      }
    }
    return lanes;
  }

  private void phases(Svg svg, Scale x, double bottom) {
    Map<String, long[]> spans = new LinkedHashMap<>();
    for (TimelineRow row : rows) {
      long[] span = spans.computeIfAbsent(row.phase(), key -> new long[] {row.second(), row.second()});
      span[1] = Math.max(span[1], row.second() + 1);
    }
    boolean isShaded = false;
    for (Map.Entry<String, long[]> phase : spans.entrySet()) {
      double left = x.at((double) phase.getValue()[0]);
      double right = x.at((double) phase.getValue()[1]);
      if (isShaded) {
        svg.rectangle("band", left, 0, right - left, bottom, "phase " + phase.getKey());
      }
      if (right - left > 24) {
        svg.label("phase", (left + right) / 2, 10, "middle", phase.getKey());
      }
      isShaded = !isShaded;
    }
  }

  private void line(Svg svg, Scale x, Scale y, String style, String name, ToDoubleFunction<TimelineRow> figure) {
    List<double[]> path = new ArrayList<>();
    String phase = "";
    for (TimelineRow row : rows) {
      if (!row.phase().equals(phase)) {
        svg.path(style, path, name);
        path = new ArrayList<>();
        phase = row.phase();
      }
      double value = figure.applyAsDouble(row);
      if (value > 0) {
        path.add(new double[] {x.at(row.second() + 0.5), y.at(value)});
      }
    }
    svg.path(style, path, name);
  }

  private void events(Svg svg, Scale x, List<EventKind> lanes, double top) {
    for (int lane = 0; lane < lanes.size(); lane++) {
      svg.label("lane", LEFT - 6, top + lane * LANE + 10, "end", name(lanes.get(lane)));
      svg.line("grid", LEFT, top + lane * LANE + 6, x.to(), top + lane * LANE + 6);
    }
    for (Event event : events) {
      double y = top + lanes.indexOf(event.kind()) * LANE;
      double left = x.at(event.beginSeconds());
      svg.rectangle("event " + event.kind().name().toLowerCase(Locale.ROOT), left, y + 1.5,
          Math.max(1.5, x.at(event.endSeconds()) - left), LANE - 5,
          String.format(Locale.ROOT, "%s %s, %.3f s to %.3f s, %s written", name(event.kind()), event.node(),
              event.beginSeconds(), event.endSeconds(), Text.bytes(event.writtenBytes())));
    }
  }

  /// Name of an event kind for people.
  static String name(EventKind kind) {
    return switch (kind) {
      case FLUSH -> "flush";
      case COMPACTION -> "compaction";
      case MERGE -> "merge";
      case COLLECTION -> "collection";
      case GC_PAUSE -> "GC pause";
      case STALL -> "stall";
    };
  }
}
