package org.rumbench.engine;

/// One option of a design, as `--set engine.<design>.<name>=value` takes it.
///
/// @param name         in camelCase with the unit last, such as `memtableBytes`
/// @param kind         how its text is read
/// @param defaultValue the text used when it is not set
/// @param description  what it does, its range, and its effect on read, write and space amplification
public record OptionSpec(String name, Kind kind, String defaultValue, String description) {
  /// How an option's text is read.
  public enum Kind {
    /// A whole number; suffixes k, m, g mean KiB, MiB, GiB.
    LONG,
    /// A decimal number.
    DOUBLE,
    /// `true` or `false`.
    BOOLEAN,
    /// Any text.
    TEXT
  }
}
