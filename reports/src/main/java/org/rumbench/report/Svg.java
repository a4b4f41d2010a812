package org.rumbench.report;

import java.util.List;

/// A drawing under construction: scalable, coloured by classes of the page's style sheet, labelled for screen readers.
final class Svg {
  private final StringBuilder text = new StringBuilder();

  /// Begins a drawing of the given size whose meaning is `label`.
  Svg(double width, double height, String label) {
    text.append("<svg viewBox=\"0 0 ").append(Text.coordinate(width)).append(' ').append(Text.coordinate(height))
        .append("\" role=\"img\" aria-label=\"").append(Text.escape(label)).append("\">\n");
  }

  Svg line(String style, double x1, double y1, double x2, double y2) {
    text.append("<line class=\"").append(style).append("\" x1=\"").append(Text.coordinate(x1)).append("\" y1=\"")
        .append(Text.coordinate(y1)).append("\" x2=\"").append(Text.coordinate(x2)).append("\" y2=\"")
        .append(Text.coordinate(y2)).append("\"/>\n");
    return this;
  }

  /// Draws a rectangle with a tooltip, which may be empty.
  Svg rectangle(String style, double x, double y, double width, double height, String tip) {
    text.append("<rect class=\"").append(style).append("\" x=\"").append(Text.coordinate(x)).append("\" y=\"")
        .append(Text.coordinate(y)).append("\" width=\"").append(Text.coordinate(Math.max(0, width)))
        .append("\" height=\"").append(Text.coordinate(height)).append("\">").append(title(tip)).append("</rect>\n");
    return this;
  }

  Svg circle(String style, double x, double y, double radius, String tip) {
    text.append("<circle class=\"").append(style).append("\" cx=\"").append(Text.coordinate(x)).append("\" cy=\"")
        .append(Text.coordinate(y)).append("\" r=\"").append(Text.coordinate(radius)).append("\">").append(title(tip))
        .append("</circle>\n");
    return this;
  }

  /// Draws text; `anchor` is start, middle or end.
  Svg label(String style, double x, double y, String anchor, String label) {
    text.append("<text class=\"").append(style).append("\" x=\"").append(Text.coordinate(x)).append("\" y=\"")
        .append(Text.coordinate(y)).append("\" text-anchor=\"").append(anchor).append("\">")
        .append(Text.escape(label)).append("</text>\n");
    return this;
  }

  /// Draws a line through points.
  Svg path(String style, List<double[]> points, String tip) {
    if (points.isEmpty()) {
      return this;
    }
    text.append("<path class=\"").append(style).append("\" d=\"");
    char command = 'M';
    for (double[] point : points) {
      text.append(command).append(Text.coordinate(point[0])).append(' ').append(Text.coordinate(point[1]));
      command = 'L';
    }
    text.append("\">").append(title(tip)).append("</path>\n");
    return this;
  }

  /// Draws horizontal grid lines with their labels left of the plot.
  Svg verticalAxis(Scale scale, double left, double right, String title) {
    for (Scale.Tick tick : scale.ticks()) {
      double y = scale.at(tick.value());
      line("grid", left, y, right, y).label("tick", left - 6, y + 4, "end", tick.label());
    }
    return label("axis", left - 6, scale.to() - 10, "start", title);
  }

  /// Draws ticks with their labels below the plot.
  Svg horizontalAxis(Scale scale, List<Scale.Tick> ticks, double bottom, String title) {
    for (Scale.Tick tick : ticks) {
      double x = scale.at(tick.value());
      line("grid", x, bottom, x, bottom + 4).label("tick", x, bottom + 17, "middle", tick.label());
    }
    line("base", scale.from(), bottom, scale.to(), bottom);
    return label("axis", scale.to(), bottom + 34, "end", title);
  }

  /// Ends the drawing and returns it.
  String finish() {
    return text.append("</svg>").toString();
  }

  private static String title(String tip) {
    return tip.isEmpty() ? "" : "<title>" + Text.escape(tip) + "</title>";
  }
}
