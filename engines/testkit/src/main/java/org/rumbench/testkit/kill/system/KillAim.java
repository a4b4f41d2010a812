package org.rumbench.testkit.kill.system;

import java.util.SortedMap;
import java.util.TreeMap;
import org.rumbench.runtime.RandomStream;

/// Draws the moments at which processes are killed, from a seed and from how long their like took before. One owner.
final class KillAim {
  private static final int FEWEST_BATCHES = 60;
  private static final int MORE_BATCHES = 400;
  private static final int OCCURRENCES = 8;
  /// Until one was seen to its end.
  private static final long OPENING_NANOS = 20_000_000;
  private static final long WORK_NANOS = 1_000_000;

  private final RandomStream random;
  private final SortedMap<Told.Work, Long> workNanos = new TreeMap<>();
  private long openingNanos = OPENING_NANOS;
  private final SortedMap<Told.Work, Integer> hits = new TreeMap<>();

  KillAim(long seed) {
    random = new RandomStream(seed);
  }

  /// After some writes, while or after the last of them.
  KillMoment inWrites(boolean isAtRest) {
    return isAtRest ? new KillMoment.AtRest(FEWEST_BATCHES + random.nextInt(MORE_BATCHES)) : afterBatches();
  }

  private KillMoment afterBatches() {
    return new KillMoment.AfterBatches(FEWEST_BATCHES + random.nextInt(MORE_BATCHES));
  }

  /// Inside background work, of the kind that was hit least so far; after some writes when none was seen.
  KillMoment inWork() {
    Told.Work work = null;
    for (Told.Work seen : workNanos.keySet()) {
      // Of kinds hit as often the last: flushes come first, and are hit at every opening that recovers something.
      if (work == null || hits(seen) <= hits(work)) {
        work = seen;
      }
    }
    if (work == null) {
      return afterBatches();
    }
    long usual = workNanos.getOrDefault(work, 0L);
    long delayNanos = random.nextLong(usual == 0 ? WORK_NANOS : usual);
    return new KillMoment.InWork(work, 1 + random.nextInt(OCCURRENCES), delayNanos);
  }

  private int hits(Told.Work work) {
    return hits.getOrDefault(work, 0);
  }

  /// While the store is opened; `haste` (1 or more) makes it sooner.
  KillMoment whileOpening(int haste) {
    return new KillMoment.WhileOpening(random.nextLong(openingNanos) / haste);
  }

  /// Takes in how long things took, and what was hit.
  void learn(LifeEnd end) {
    openingNanos = end.openingNanos().orElse(openingNanos);
    end.workNanos().forEach((work, nanos) -> workNanos.merge(work, nanos, (was, is) -> is == 0 ? was : is));
    end.interrupted().forEach(work -> hits.merge(work, 1, Integer::sum));
  }
}
