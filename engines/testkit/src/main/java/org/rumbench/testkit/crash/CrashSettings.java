package org.rumbench.testkit.crash;

/// How densely crashes are tried. Counts are 1 or more, except `secondLives` and `operations`.
///
/// @param outcomes      power-cut outcomes drawn for each cut, beside what a kill leaves
/// @param recoveryOneIn of how many outcomes one has its recovery cut everywhere, too
/// @param goOnOneIn     of how many outcomes one must go on: be written to, flushed, reorganised, cut and opened again
/// @param secondLives   runs of a seed that are killed somewhere, opened, written to, and cut everywhere from there on
/// @param operations    operations of a script, 0 for a number drawn by seed
public record CrashSettings(int outcomes, int recoveryOneIn, int goOnOneIn, int secondLives, int operations) {
  /// About a thousand outcomes a seed.
  public static final CrashSettings DEFAULT = new CrashSettings(3, 50, 20, 1, 0);

  /// Checks the bounds.
  public CrashSettings {
    if (outcomes < 1 || recoveryOneIn < 1 || goOnOneIn < 1 || secondLives < 0 || operations < 0) {
      throw new IllegalArgumentException("outcomes " + outcomes + ", recovery 1 in " + recoveryOneIn + ", go on 1 in "
          + goOnOneIn + ": at least 1; second lives " + secondLives + ", operations " + operations + ": at least 0");
    }
  }

  /// These, with that many outcomes for each cut.
  public CrashSettings withOutcomes(int count) {
    return new CrashSettings(count, recoveryOneIn, goOnOneIn, secondLives, operations);
  }

  /// These, with that many second lives.
  public CrashSettings withSecondLives(int count) {
    return new CrashSettings(outcomes, recoveryOneIn, goOnOneIn, count, operations);
  }

  /// These, with scripts of that many operations.
  public CrashSettings withOperations(int count) {
    return new CrashSettings(outcomes, recoveryOneIn, goOnOneIn, secondLives, count);
  }
}
