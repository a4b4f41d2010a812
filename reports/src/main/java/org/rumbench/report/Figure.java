package org.rumbench.report;

import java.util.List;
import java.util.function.DoubleFunction;

/// A chart on the page: drawn for wide and for narrow screens, with a legend and its data as a table.
final class Figure {
  private static final double WIDE = 1100;
  private static final double HALF = 560;
  private static final double NARROW = 370;

  private Figure() {}

  /// An entry of a legend: a colour class and a name.
  record Key(String style, String name) {}

  /// Returns a full-width figure.
  static String wide(String caption, List<Key> legend, DoubleFunction<String> drawing, Table data) {
    return figure(caption, legend, drawing.apply(WIDE), drawing.apply(NARROW), data);
  }

  /// Returns a figure of half the width.
  static String half(String caption, List<Key> legend, DoubleFunction<String> drawing, Table data) {
    return figure(caption, legend, drawing.apply(HALF), drawing.apply(NARROW), data);
  }

  private static String figure(String caption, List<Key> legend, String wide, String narrow, Table data) {
    StringBuilder html =
        new StringBuilder("<figure>\n<figcaption>").append(Text.escape(caption)).append("</figcaption>\n");
    if (!legend.isEmpty()) {
      html.append("<ul class=\"legend\">");
      for (Key key : legend) {
        html.append("<li><svg viewBox=\"0 0 26 12\" aria-hidden=\"true\"><line class=\"").append(key.style)
            .append("\" x1=\"1\" y1=\"6\" x2=\"25\" y2=\"6\"/></svg>").append(Text.escape(key.name)).append("</li>");
      }
      html.append("</ul>\n");
    }
    return html.append("<div class=\"wide\">").append(wide).append("</div>\n<div class=\"narrow\">").append(narrow)
        .append("</div>\n<details class=\"data\"><summary>Data table</summary>\n").append(data.html())
        .append("</details>\n</figure>\n").toString();
  }
}
