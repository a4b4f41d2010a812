package org.rumbench.wisckey;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/// Chooses what garbage collection takes next: a pure function of the segments' sizes.
///
/// The deadest segments first, because each byte collected from a segment with live fraction *u* costs *u* bytes of
/// writing and frees 1 − *u*; several at a time as long as what lives in them fits one output, so that collecting does
/// not leave ever smaller segments behind. Waiting makes a segment cheaper to collect and costs space, so a segment is
/// left alone until most of it is dead, unless too much of all segments together is.
///
/// @param deadFraction the dead fraction from which a segment is worth collecting, above 0 and at most 1
/// @param deadShare    the dead fraction of all segments together from which one as dead as that is worth it, too
/// @param outputBytes  live bytes that one collection may move, unless its first segment has more
/// @param maxVictims   segments that one collection may take, at least 1
record CollectionPolicy(double deadFraction, double deadShare, long outputBytes, int maxVictims) {
  /// One sealed segment that recovery no longer needs.
  ///
  /// @param id           its id
  /// @param payloadBytes bytes of records in it
  /// @param deadBytes    of these, dead
  record Candidate(int id, long payloadBytes, long deadBytes) {
    double deadFraction() {
      return payloadBytes == 0 ? 1 : (double) deadBytes / payloadBytes;
    }

    long liveBytes() {
      return payloadBytes - deadBytes;
    }
  }

  CollectionPolicy {
    if (!(deadFraction > 0 && deadFraction <= 1) || !(deadShare > 0 && deadShare <= 1)) {
      throw new IllegalArgumentException(
          "dead fraction " + deadFraction + ", dead share " + deadShare + ": outside 0 (exclusive) to 1");
    }
    if (outputBytes < 1 || maxVictims < 1) {
      throw new IllegalArgumentException("output " + outputBytes + " bytes, victims " + maxVictims + ": below 1");
    }
  }

  /// The same with another threshold.
  CollectionPolicy withDeadFraction(double fraction) {
    return new CollectionPolicy(fraction, deadShare, outputBytes, maxVictims);
  }

  /// Ids of the segments to collect together, deadest first; empty when none is worth it.
  List<Integer> pick(List<Candidate> candidates) {
    List<Candidate> worth = new ArrayList<>(candidates);
    double lowest = excessBytes(candidates) > 0 ? Math.min(deadFraction, deadShare) : deadFraction;
    worth.removeIf(candidate -> candidate.deadFraction() < lowest);
    worth.sort(Comparator.comparingDouble((Candidate c) -> -c.deadFraction()).thenComparingInt(Candidate::id));
    List<Integer> picked = new ArrayList<>();
    long moved = 0;
    for (Candidate candidate : worth) {
      if (!picked.isEmpty() && (picked.size() == maxVictims || moved + candidate.liveBytes() > outputBytes)) {
        break;
      }
      picked.add(candidate.id());
      moved += candidate.liveBytes();
    }
    return picked;
  }

  /// Dead bytes beyond the share of all segments that may be dead; 0 when there are none.
  private long excessBytes(List<Candidate> candidates) {
    long payload = 0;
    long dead = 0;
    for (Candidate candidate : candidates) {
      payload += candidate.payloadBytes();
      dead += candidate.deadBytes();
    }
    return Math.max(0, dead - (long) (deadShare * payload));
  }

  /// What is owed: bytes of all segments that are worth collecting by themselves, and dead bytes beyond the share.
  long debtBytes(List<Candidate> candidates) {
    long sum = excessBytes(candidates);
    for (Candidate candidate : candidates) {
      if (candidate.deadFraction() >= deadFraction) {
        sum += candidate.payloadBytes();
      }
    }
    return sum;
  }
}
