package org.rumbench.report;

import java.util.Locale;

/// How stored text and figures are written on a page: escaped, with units, with three to four significant digits.
final class Text {
  private static final double KIBI = 1024;

  private Text() {}

  /// Escapes text for element content and quoted attributes.
  static String escape(String text) {
    StringBuilder escaped = new StringBuilder(text.length() + 16);
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '&' -> escaped.append("&amp;");
        case '<' -> escaped.append("&lt;");
        case '>' -> escaped.append("&gt;");
        case '"' -> escaped.append("&quot;");
        case '\'' -> escaped.append("&#39;");
        default -> escaped.append(c);
      }
    }
    return escaped.toString();
  }

  /// A figure with about three significant digits and thin thousands separators.
  static String number(double value) {
    if (Double.isNaN(value) || Double.isInfinite(value)) {
      return "–";
    }
    double size = Math.abs(value);
    String format = size >= 100 || value == 0 ? "%,.0f" : size >= 10 ? "%,.1f" : size >= 0.1 ? "%,.2f" : "%,.3f";
    return String.format(Locale.ROOT, format, value).replace(",", "\u202f");
  }

  /// A count with thin thousands separators.
  static String count(long value) {
    return String.format(Locale.ROOT, "%,d", value).replace(",", "\u202f");
  }

  /// Bytes with a binary unit.
  static String bytes(double bytes) {
    String[] units = {"B", "KiB", "MiB", "GiB", "TiB"};
    int unit = 0;
    double value = bytes;
    while (Math.abs(value) >= KIBI && unit < units.length - 1) {
      value /= KIBI;
      unit++;
    }
    return number(value) + " " + units[unit];
  }

  /// Bytes with a binary unit.
  static String bytes(long bytes) {
    return bytes((double) bytes);
  }

  /// Nanoseconds in milliseconds, without unit.
  static String millis(double nanos) {
    return number(nanos / 1e6);
  }

  /// Nanoseconds in milliseconds, without unit.
  static String millis(long nanos) {
    return millis((double) nanos);
  }

  /// A coordinate of a drawing.
  static String coordinate(double value) {
    return String.format(Locale.ROOT, "%.1f", value);
  }
}
