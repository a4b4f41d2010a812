package org.rumbench.testkit.kill.system;

import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/// What happened to a design's processes; none of it was a violation. Immutable.
///
/// @param lives              processes killed
/// @param batches            acknowledgements told
/// @param killedWhileOpening of the processes, those killed while they opened their store
/// @param killedInWork       background work that had begun and not ended when its process was killed, by kind; a kind
///                           that ran and never was hit is there with 0
public record KillReport(int lives, long batches, int killedWhileOpening, SortedMap<String, Integer> killedInWork) {
  /// Nothing.
  public static final KillReport NONE = new KillReport(0, 0, 0, new TreeMap<>());

  /// Copies.
  public KillReport {
    killedInWork = Collections.unmodifiableSortedMap(new TreeMap<>(killedInWork));
  }

  /// This and another one.
  public KillReport plus(KillReport other) {
    SortedMap<String, Integer> sum = new TreeMap<>(killedInWork);
    other.killedInWork.forEach((work, count) -> sum.merge(work, count, Integer::sum));
    return new KillReport(
        lives + other.lives, batches + other.batches, killedWhileOpening + other.killedWhileOpening, sum);
  }

  /// This and one life.
  KillReport plus(LifeEnd end) {
    SortedMap<String, Integer> works = new TreeMap<>();
    end.workNanos().forEach((work, nanos) -> works.put(work.text(), 0));
    end.interrupted().forEach(work -> works.merge(work.text(), 1, Integer::sum));
    return plus(new KillReport(1, end.acknowledged(), end.wasOpening() ? 1 : 0, works));
  }

  @Override
  public String toString() {
    return lives + " lives, " + batches + " acknowledgements, killed while opening " + killedWhileOpening
        + ", inside background work " + killedInWork;
  }
}
