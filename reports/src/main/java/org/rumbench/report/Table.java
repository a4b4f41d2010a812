package org.rumbench.report;

import java.util.ArrayList;
import java.util.List;

/// An HTML table under construction: first column names the row, the others hold figures. All text is escaped.
final class Table {
  private final String caption;
  private final List<String> header;
  private final List<String> rows = new ArrayList<>();
  private String groups = "";

  /// A table with a caption and its column headings; units belong in the headings.
  Table(String caption, List<String> header) {
    this.caption = caption;
    this.header = List.copyOf(header);
  }

  /// Value of a cell.
  ///
  /// @param text main text
  /// @param detail smaller text below, such as an interval; may be empty
  /// @param style class, may be empty
  record Value(String text, String detail, String style) {
    static Value of(String text) {
      return new Value(text, "", "");
    }
  }

  /// Adds a row of plain values.
  Table row(String name, List<String> values) {
    return rowOf(Value.of(name), values.stream().map(Value::of).toList());
  }

  /// Adds a row.
  Table rowOf(Value name, List<Value> values) {
    StringBuilder html = new StringBuilder("<tr><th scope=\"row\">").append(content(name)).append("</th>");
    for (Value value : values) {
      html.append(value.style.isEmpty() ? "<td>" : "<td class=\"" + value.style
          + "\">").append(content(value)).append("</td>");
    }
    rows.add(html.append("</tr>\n").toString());
    return this;
  }

  /// Adds a heading above groups of columns: names with the number of columns each spans.
  Table groups(List<String> names, List<Integer> spans) {
    StringBuilder html = new StringBuilder("<tr class=\"groups\">");
    for (int i = 0; i < names.size(); i++) {
      html.append("<th scope=\"colgroup\" colspan=\"").append(spans.get(i)).append("\">")
          .append(Text.escape(names.get(i))).append("</th>");
    }
    groups = html.append("</tr>\n").toString();
    return this;
  }

  boolean isEmpty() {
    return rows.isEmpty();
  }

  /// Returns the table within a scrolling box.
  String html() {
    StringBuilder html = new StringBuilder("<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"")
        .append(Text.escape(caption)).append("\"><table><caption>")
        .append(Text.escape(caption)).append("</caption>\n<thead>")
        .append(groups).append("<tr>");
    for (String name : header) {
      html.append("<th scope=\"col\">").append(Text.escape(name)).append("</th>");
    }
    html.append("</tr></thead>\n<tbody>\n");
    rows.forEach(html::append);
    return html.append("</tbody></table></div>\n").toString();
  }

  private static String content(Value value) {
    return Text.escape(value.text) + (value.detail.isEmpty() ? "" : "<small>" + Text.escape(value.detail) + "</small>");
  }
}
