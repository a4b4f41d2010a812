package org.rumbench.report;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Lines over a common pair of axes, with intervals where points have them.
///
/// @param label meaning of the whole drawing
/// @param xTitle name and unit of the horizontal axis
/// @param yTitle name and unit of the vertical axis
/// @param xTicks marks of the horizontal axis, whose ends they are
/// @param isLogY whether the vertical axis is logarithmic
/// @param series lines
record LineChart(
    String label, String xTitle, String yTitle, List<Scale.Tick> xTicks, boolean isLogY, List<Series> series) {
  private static final double HEIGHT = 340;
  private static final double LEFT = 52;
  private static final double TOP = 30;
  private static final double BOTTOM = 44;
  private static final double RIGHT = 16;

  /// A line: points of x, y and, where known, the ends of an interval.
  record Series(String name, String style, boolean hasMarkers, List<Point> points) {}

  /// A point with an interval that may be missing and a label that may be empty.
  record Point(double x, double y, @Nullable Double low, @Nullable Double high, String label) {
    static Point of(double x, double y) {
      return new Point(x, y, null, null, "");
    }

    private double top() {
      return high == null ? y : Math.max(y, high);
    }

    private double bottom() {
      return low == null ? y : Math.min(y, low);
    }
  }

  /// Draws the chart at a width.
  String draw(double width) {
    Scale x = Scale.between(xTicks.getFirst().value(), xTicks.getLast().value(), LEFT, width - RIGHT);
    Scale y = vertical();
    Svg svg = new Svg(width, HEIGHT, label).verticalAxis(y, LEFT, width - RIGHT, yTitle)
        .horizontalAxis(x, xTicks, HEIGHT - BOTTOM, xTitle);
    for (Series each : series) {
      List<double[]> path = new ArrayList<>();
      for (Point point : each.points) {
        path.add(new double[] {x.at(point.x), y.at(point.y)});
        if (point.low != null && point.high != null) {
          svg.line(each.style + " whisker", x.at(point.x), y.at(point.low), x.at(point.x), y.at(point.high));
        }
      }
      svg.path("line " + each.style, path, each.name);
      if (each.hasMarkers) {
        for (Point point : each.points) {
          svg.circle("dot " + each.style, x.at(point.x), y.at(point.y), 4, each.name + ": " + Text.number(point.y));
          if (!point.label.isEmpty()) {
            svg.label("tick", x.at(point.x) + 7, y.at(point.y) - 6, "start", point.label);
          }
        }
      }
    }
    return svg.finish();
  }

  private Scale vertical() {
    double low = Double.POSITIVE_INFINITY;
    double high = 0;
    for (Series each : series) {
      for (Point point : each.points) {
        if (!isLogY || point.bottom() > 0) {
          low = Math.min(low, point.bottom());
        }
        high = Math.max(high, point.top());
      }
    }
    return isLogY && high > 0
        ? Scale.log(low, high, HEIGHT - BOTTOM, TOP)
        : Scale.linear(high, HEIGHT - BOTTOM, TOP);
  }
}
