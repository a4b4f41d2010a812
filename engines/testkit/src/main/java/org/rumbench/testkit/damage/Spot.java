package org.rumbench.testkit.damage;

/// Bytes of a file that are not as they were written.
///
/// @param file      which file
/// @param fromBytes the first of them; equal to the file's length when bytes were only added
/// @param toBytes   the end of them; [Long#MAX_VALUE] when nothing behind the first can be relied on
record Spot(String file, long fromBytes, long toBytes) {
  /// Everything behind `fromBytes`.
  static Spot behind(String file, long fromBytes) {
    return new Spot(file, fromBytes, Long.MAX_VALUE);
  }
}
