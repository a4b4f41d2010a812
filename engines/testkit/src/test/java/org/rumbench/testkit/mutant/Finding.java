package org.rumbench.testkit.mutant;

/// A broken promise that a general test saw.
///
/// @param violation  what it said; the first line says what is wrong
/// @param operations how much it took: operations, crashes or faults tried
public record Finding(String violation, long operations) {
  /// The first line, shortened to `length` characters.
  String firstLine(int length) {
    String line = violation.lines().findFirst().orElse("");
    return line.length() <= length ? line : line.substring(0, length - 1) + "…";
  }
}
