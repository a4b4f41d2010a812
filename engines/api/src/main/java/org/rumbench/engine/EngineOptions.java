package org.rumbench.engine;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/// The options of one engine, every one with its effective text. Immutable.
///
/// @param texts option name to effective text, sorted
public record EngineOptions(SortedMap<String, String> texts) {

  /// Takes `given` over the defaults of `specs`. An unknown name or a text that does not parse is an
  /// [IllegalArgumentException] that names it and what is known.
  public static EngineOptions of(List<OptionSpec> specs, Map<String, String> given) {
    SortedMap<String, String> texts = new TreeMap<>();
    for (OptionSpec spec : specs) {
      String text = given.getOrDefault(spec.name(), spec.defaultValue());
      check(spec, text);
      texts.put(spec.name(), text);
    }
    for (String name : new TreeMap<>(given).keySet()) {
      if (!texts.containsKey(name)) {
        throw new IllegalArgumentException("unknown engine option " + name + "; known: " + texts.keySet());
      }
    }
    return new EngineOptions(java.util.Collections.unmodifiableSortedMap(texts));
  }

  private static void check(OptionSpec spec, String text) {
    try {
      switch (spec.kind()) {
        case LONG -> parseLong(text);
        case DOUBLE -> Double.parseDouble(text);
        case BOOLEAN -> {
          if (!text.equals("true") && !text.equals("false")) {
            throw new NumberFormatException();
          }
        }
        case TEXT -> {}
      }
    } catch (NumberFormatException | ArithmeticException e) {
      throw new IllegalArgumentException(
          "engine option " + spec.name() + " is " + spec.kind().name().toLowerCase(Locale.ROOT) + ", not '" + text + "'",
          e);
    }
  }

  private static long parseLong(String text) {
    String lower = text.toLowerCase(Locale.ROOT);
    int shift =
        lower.endsWith("k") ? 10 : lower.endsWith("m") ? 20 : lower.endsWith("g") ? 30 : 0;
    String digits = shift == 0 ? lower : lower.substring(0, lower.length() - 1);
    return Math.multiplyExact(Long.parseLong(digits.replace("_", "")), 1L << shift);
  }

  /// A LONG option.
  public long longOf(String name) {
    return parseLong(text(name));
  }

  /// A LONG option that fits an int; otherwise [IllegalArgumentException].
  public int intOf(String name) {
    long value = longOf(name);
    if (value != (int) value) {
      throw new IllegalArgumentException(
          "engine option " + name + " is " + value + ", outside " + Integer.MIN_VALUE + " to " + Integer.MAX_VALUE);
    }
    return (int) value;
  }

  /// A DOUBLE option.
  public double doubleOf(String name) {
    return Double.parseDouble(text(name));
  }

  /// A BOOLEAN option.
  public boolean booleanOf(String name) {
    return Boolean.parseBoolean(text(name));
  }

  /// An option's text.
  public String text(String name) {
    String text = texts.get(name);
    if (text == null) {
      throw new IllegalArgumentException("no engine option " + name + "; known: " + texts.keySet());
    }
    return text;
  }
}
