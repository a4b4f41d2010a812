package org.rumbench.report;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/// The shell of every page: style and script inlined, so that the file is whole by itself.
final class Page {
  private Page() {}

  /// Returns a page with a title and a body of finished HTML.
  static String html(String title, String body) {
    return "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
        + "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
        + "<meta name=\"color-scheme\" content=\"light dark\">\n"
        + "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'; "
        + "script-src 'unsafe-inline'\">\n<title>" + Text.escape(title) + "</title>\n<style>\n"
        + inlined("report.css", "</style") + "</style>\n</head>\n<body>\n" + body + "<script>\n"
        + inlined("report.js", "</script") + "</script>\n</body>\n</html>\n";
  }

  /// Returns a section with a heading and an anchor.
  static String section(String id, String heading, String content) {
    return "<section id=\"" + id + "\">\n<h2>" + Text.escape(heading) + "</h2>\n" + content + "</section>\n";
  }

  /// Returns a paragraph of plain text.
  static String paragraph(String style, String text) {
    return "<p" + (style.isEmpty() ? "" : " class=\"" + style + "\"") + ">" + Text.escape(text) + "</p>\n";
  }

  private static String inlined(String name, String closing) {
    try (InputStream in = Page.class.getResourceAsStream("/web/" + name)) {
      if (in == null) {
        throw new IllegalStateException("web/" + name + " is not on the class path");
      }
      String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      if (text.toLowerCase(Locale.ROOT).contains(closing)) {
        throw new IllegalStateException("web/" + name + " would close its own element");
      }
      return text;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
