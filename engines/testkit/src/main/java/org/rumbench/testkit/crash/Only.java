package org.rumbench.testkit.crash;

/// Which outcomes are tried: all, or one of a replay.
///
/// @param cut     number of the cut, -1 for all
/// @param outcome number of the outcome within it
record Only(int cut, int outcome) {
  static final Only EVERYTHING = new Only(-1, -1);

  boolean hasCut(int number) {
    return cut < 0 || cut == number;
  }

  boolean hasOutcome(int number) {
    return cut < 0 || outcome == number;
  }
}
