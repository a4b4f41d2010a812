package org.rumbench.report;

import java.util.ArrayList;
import java.util.List;

/// Alternatives of which the reader sees one, picked from a list; without a script all of them show, one after another.
final class Choice {
  private final String id;
  private final String label;
  private final List<String> names = new ArrayList<>();
  private final StringBuilder panels = new StringBuilder();

  Choice(String id, String label) {
    this.id = id;
    this.label = label;
  }

  /// Adds an alternative.
  void add(String name, String html) {
    panels.append("<div class=\"panel\" id=\"").append(id).append('-').append(names.size()).append("\">\n")
        .append("<h3>").append(Text.escape(name)).append("</h3>\n").append(html).append("</div>\n");
    names.add(name);
  }

  /// Returns the list and the alternatives; a single one needs no list.
  String html() {
    if (names.size() < 2) {
      return panels.toString();
    }
    StringBuilder html = new StringBuilder("<p class=\"choice\" hidden><label>").append(Text.escape(label))
        .append(" <select data-panels=\"").append(id).append("\">");
    for (int i = 0; i < names.size(); i++) {
      html.append("<option value=\"").append(i).append("\">").append(Text.escape(names.get(i))).append("</option>");
    }
    return html.append("</select></label></p>\n").append(panels).toString();
  }
}
