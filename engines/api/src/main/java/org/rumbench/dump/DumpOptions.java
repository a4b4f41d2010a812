package org.rumbench.dump;

/// How much of a file is shown; damage always is.
///
/// @param showsRecords whether records are shown, not only what they are kept in
/// @param limit        most lines about what is good; the rest is checked and counted all the same
public record DumpOptions(boolean showsRecords, long limit) {
  /// Everything.
  public static final DumpOptions ALL = new DumpOptions(true, Long.MAX_VALUE);

  /// Refuses a negative limit.
  public DumpOptions {
    if (limit < 0) {
      throw new IllegalArgumentException("a limit of " + limit + " lines");
    }
  }
}
