package org.rumbench.harness.plan;

import java.util.Collections;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/// Every key with its effective text: what one cell runs with. Immutable.
///
/// @param texts key to text, sorted
public record Configuration(SortedMap<String, String> texts) {
  /// Copies the map.
  public Configuration {
    texts = Collections.unmodifiableSortedMap(new TreeMap<>(texts));
  }

  /// A key's text; an unknown key is our bug.
  public String text(String key) {
    String text = texts.get(key);
    if (text == null) {
      throw new IllegalStateException("no setting " + key);
    }
    return text;
  }

  /// A whole number.
  public long longOf(String key) {
    return Long.parseLong(text(key));
  }

  /// A whole number that fits an int.
  public int intOf(String key) {
    return Math.toIntExact(longOf(key));
  }

  /// A decimal number.
  public double doubleOf(String key) {
    return Double.parseDouble(text(key));
  }

  /// `true` or `false`.
  public boolean booleanOf(String key) {
    return Boolean.parseBoolean(text(key));
  }

  /// A text as the upper-case name of an enum constant.
  public String enumOf(String key) {
    return text(key).toUpperCase(Locale.ROOT).replace('-', '_');
  }

  /// The keys that start with `prefix`, without it.
  public SortedMap<String, String> under(String prefix) {
    SortedMap<String, String> result = new TreeMap<>();
    texts.tailMap(prefix).forEach((key, text) -> {
      if (key.startsWith(prefix)) {
        result.put(key.substring(prefix.length()), text);
      }
    });
    return result;
  }

  /// This with other values for some keys.
  public Configuration with(Map<String, String> changes) {
    SortedMap<String, String> changed = new TreeMap<>(texts);
    changed.putAll(changes);
    return new Configuration(changed);
  }
}
