package org.rumbench.harness.run;

import java.util.List;

/// Rows of texts as a table of columns for the terminal.
final class TextTable {
  private TextTable() {}

  /// The rows below each other, each as long as the first: the first `left` columns and the last one begin at the left,
  /// the others end at the right.
  static String render(List<List<String>> rows, int left) {
    int columns = rows.getFirst().size();
    int[] widths = new int[columns];
    for (List<String> row : rows) {
      for (int column = 0; column < columns; column++) {
        widths[column] = Math.max(widths[column], row.get(column).length());
      }
    }
    StringBuilder text = new StringBuilder();
    for (List<String> row : rows) {
      StringBuilder line = new StringBuilder();
      for (int column = 0; column < columns; column++) {
        String padding = " ".repeat(widths[column] - row.get(column).length());
        boolean isLeft = column < left || column == columns - 1;
        line.append(isLeft ? row.get(column) + padding : padding + row.get(column)).append("  ");
      }
      text.append(line.toString().stripTrailing()).append('\n');
    }
    return text.toString();
  }
}
