package org.rumbench.harness.plan;

import java.util.List;
import java.util.Locale;
import org.rumbench.harness.UserException;

/// One key of an experiment: what `--set` takes, and what a run records.
///
/// @param key          dotted name
/// @param kind         how its text is read
/// @param defaultValue effective text when nothing sets it
/// @param choices      allowed texts of a CHOICE; empty otherwise
/// @param description  meaning, unit and range, in one sentence
public record Setting(String key, Kind kind, String defaultValue, List<String> choices, String description) {
  /// How a setting's text is read.
  public enum Kind {
    /// A whole number, zero or more.
    COUNT,
    /// A whole number, one or more.
    POSITIVE,
    /// Any whole number.
    LONG,
    /// A decimal number, zero or more.
    DECIMAL,
    /// `true` or `false`.
    BOOLEAN,
    /// One of the choices.
    CHOICE,
    /// Any text.
    TEXT
  }

  /// Refuses a text that this setting cannot have; `origin` says where it was given.
  void check(String text, String origin) {
    try {
      switch (kind) {
        case COUNT -> require(Long.parseLong(text) >= 0, text, origin, "a whole number of at least 0");
        case POSITIVE -> require(Long.parseLong(text) >= 1, text, origin, "a whole number of at least 1");
        case LONG -> Long.parseLong(text);
        case DECIMAL -> {
          double value = Double.parseDouble(text);
          require(value >= 0 && Double.isFinite(value), text, origin, "a number of at least 0");
        }
        case BOOLEAN -> require(text.equals("true") || text.equals("false"), text, origin, "true or false");
        case CHOICE -> require(choices.contains(text), text, origin, "one of " + String.join(", ", choices));
        case TEXT -> require(!text.isBlank(), text, origin, "a text");
      }
    } catch (NumberFormatException e) {
      require(false, text, origin, kind == Kind.DECIMAL ? "a number" : "a whole number");
    }
  }

  private void require(boolean holds, String text, String origin, String wanted) {
    if (!holds) {
      throw new UserException(
          String.format(Locale.ROOT, "%s: %s is '%s', but must be %s", origin, key, text, wanted));
    }
  }
}
