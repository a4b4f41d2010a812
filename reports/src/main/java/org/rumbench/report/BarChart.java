package org.rumbench.report;

import java.util.List;

/// Horizontal stacked bars, one per design, with the total at the end of each.
///
/// @param label meaning of the whole drawing
/// @param unit unit of the axis
/// @param bars bars from top to bottom
record BarChart(String label, String unit, List<Bar> bars) {
  private static final double ROW = 46;
  private static final double BAR = 22;
  private static final double TOP = 6;
  private static final double BOTTOM = 44;
  private static final double RIGHT = 64;

  /// A bar with its parts.
  record Bar(String name, List<Part> parts) {
    private double total() {
      return parts.stream().mapToDouble(Part::value).sum();
    }
  }

  /// A part of a bar.
  record Part(String name, String style, double value) {}

  /// Draws the chart at a width.
  String draw(double width) {
    double height = TOP + ROW * bars.size() + BOTTOM;
    double largest = bars.stream().mapToDouble(Bar::total).max().orElse(1);
    Scale x = Scale.linear(largest, 8, width - RIGHT);
    Svg svg = new Svg(width, height, label);
    x.ticks().forEach(tick -> svg.line("grid", x.at(tick.value()), TOP, x.at(tick.value()), height - BOTTOM));
    double y = TOP;
    for (Bar bar : bars) {
      svg.label("name", 8, y + 13, "start", bar.name);
      double value = 0;
      for (Part part : bar.parts) {
        svg.rectangle("part " + part.style, x.at(value), y + 18, x.at(value + part.value) - x.at(value), BAR,
            bar.name + ", " + part.name + ": " + Text.number(part.value) + " " + unit);
        value += part.value;
      }
      svg.label("value", x.at(value) + 6, y + 18 + BAR / 2 + 5, "start", Text.number(value));
      y += ROW;
    }
    return svg.horizontalAxis(x, x.ticks(), height - BOTTOM, unit).finish();
  }
}
