package org.rumbench.testkit.crash;

import org.rumbench.testkit.Design;
import org.rumbench.testkit.script.Script;

/// Crashes of one design, tried everywhere in one run per seed.
///
/// Before every storage call that changes or syncs something, and before every call of a recovery, the disk is forked:
/// what a kill leaves, and some of what a power cut may leave, are opened and compared with the history. Some of these
/// recoveries are cut in the same way, and theirs again; some recovered stores must go on. Then the script is run once
/// more, really killed somewhere, opened, and cut everywhere from there on: recovery must have made durable what it read.
///
/// The same seed and settings give the same cuts and outcomes. One thread.
public final class CrashMatrix {
  private final Design design;
  private final CrashSettings settings;
  private final Tally tally;

  /// A matrix of `design`, which tries nothing more after twenty violations.
  public CrashMatrix(Design design, CrashSettings settings) {
    this(design, settings, 20);
  }

  /// A matrix of `design`, which tries nothing more after that many violations.
  public CrashMatrix(Design design, CrashSettings settings, int mostViolations) {
    this.design = design;
    this.settings = settings;
    this.tally = new Tally(mostViolations);
  }

  /// Tries the script of a seed.
  public void run(long seed) {
    run(seed, Only.EVERYTHING);
  }

  /// Tries one outcome of one cut of a seed again, as a violation named it.
  public void replay(long seed, int cut, int outcome) {
    run(seed, new Only(cut, outcome));
  }

  /// Tries a script, less its own ends of lives.
  public void run(Script script) {
    run(CrashScripts.ofOneLife(script), Only.EVERYTHING);
  }

  private void run(long seed, Only only) {
    run(CrashScripts.of(seed, settings, design.factory().capabilities()), only);
  }

  private void run(Script script, Only only) {
    tally.nextSeed();
    new SeedMatrix(design, settings, script, tally, only).run();
  }

  /// What was tried and found so far.
  public CrashReport report() {
    return tally.report();
  }
}
