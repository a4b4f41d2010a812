package org.rumbench.bitcask;

/// What merges cost in the long run while keys are overwritten uniformly, in closed form.
///
/// A merge of segments of which the share u is alive writes u/(1-u) for each byte of room it gains, and a byte of room
/// is needed for each byte written: write amplification is 1 + u/(1-u) = 1/(1-u). Every segment, merged ones too,
/// starts alive throughout and loses live records by the same exponential, so under a threshold its age at the merge is
/// always the same; segments of all ages up to that exist in equal numbers, and the mean share alive is the mean of the
/// exponential down to u: (u-1)/ln u. Space amplification is its inverse. The greedy choice of victims does the same
/// under uniform overwrites, which makes this the known relation of cleaning cost and space of logs and flash
/// (Desnoyers, SYSTOR 2012; Xiang and Kurkoski, 2012).
///
/// Assumed: many segments, thresholds on a share and not on bytes, merges at once and apart from the writes they
/// compete with. Headers, hint files and manifests come on top.
///
/// @param utilisation share of live bytes in the segments that are merged, from 0 to less than 1
record CleaningCost(double utilisation) {
  private static final int STEPS = 60;

  CleaningCost {
    if (!(utilisation >= 0 && utilisation < 1)) {
      throw new IllegalArgumentException("utilisation " + utilisation + " is outside 0 to 1");
    }
  }

  /// Of merges that take a segment once that share of it is dead, above 0.
  static CleaningCost ofDeadFraction(double deadFraction) {
    return new CleaningCost(1 - deadFraction);
  }

  /// Of merges that keep all segments at so many times the live bytes, above 1: the inverse of [#spaceAmplification].
  static CleaningCost ofSpaceAmplification(double spaceAmplification) {
    if (!(spaceAmplification > 1)) {
      throw new IllegalArgumentException("space amplification " + spaceAmplification + " is not above 1");
    }
    double low = 0;
    double high = 1;
    for (int i = 0; i < STEPS; i++) {
      double middle = (low + high) / 2;
      if (new CleaningCost(middle).spaceAmplification() > spaceAmplification) {
        low = middle;
      } else {
        high = middle;
      }
    }
    return new CleaningCost(low);
  }

  /// Bytes appended for each byte written: 1/(1-u).
  double writeAmplification() {
    return 1 / (1 - utilisation);
  }

  /// Bytes of all segments over live ones: ln(u)/(u-1); infinite for segments that are merged when nothing is alive.
  double spaceAmplification() {
    return Math.log(utilisation) / (utilisation - 1);
  }
}
