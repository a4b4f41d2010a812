package org.rumbench.dump;

/// What a dump came to.
///
/// @param records     records found good
/// @param damages     places found damaged
/// @param firstDamage offset of the first of these; -1 for none
public record DumpSummary(long records, long damages, long firstDamage) {
  /// Whether nothing was wrong.
  public boolean isClean() {
    return damages == 0;
  }
}
