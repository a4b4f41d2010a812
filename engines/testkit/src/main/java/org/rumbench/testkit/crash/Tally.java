package org.rumbench.testkit.crash;

import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.agrona.collections.Long2LongHashMap;
import org.agrona.collections.LongHashSet;

/// What was tried so far: counts, the disks that were seen, and what was found. One owner.
final class Tally {
  private static final int MOST_VIOLATIONS_OF_A_SEED = 3;

  private final int mostViolations;
  private final LongHashSet disks = new LongHashSet();
  private final Long2LongHashMap shown = new Long2LongHashMap(-1);
  private final long[] cuts = new long[Window.values().length];
  private final long[] outcomes = new long[Window.values().length];
  private final List<CrashReport.Found> violations = new ArrayList<>();

  /// Keeps at most `mostViolations` violations.
  Tally(int mostViolations) {
    this.mostViolations = mostViolations;
  }

  /// Whether no more violations are wanted.
  boolean isFull() {
    return violations.size() >= mostViolations;
  }

  /// A cut in this window.
  void cut(Window window) {
    cuts[window.ordinal()]++;
  }

  /// The highest number of batches that a disk was found to show, -1 when it was not opened yet.
  long shown(long diskHash, long epoch) {
    return shown.get(key(diskHash, epoch));
  }

  /// A disk is opened and compared.
  void outcome(Window window, long diskHash) {
    outcomes[window.ordinal()]++;
    disks.add(diskHash);
  }

  /// It shows the state after `batches`.
  void shows(long diskHash, long epoch, int batches) {
    shown.put(key(diskHash, epoch), batches);
  }

  private static long key(long diskHash, long epoch) {
    return diskHash ^ epoch * 0x9E3779B97F4A7C15L;
  }

  /// What disks show is another matter from here on: another seed begins.
  void nextSeed() {
    shown.clear();
  }

  /// A promise was broken; the first of each cut is kept, and not too many: cuts next to each other show the same.
  void found(CrashReport.Found found) {
    boolean isSameCut = violations.stream().anyMatch(each -> each.cut().equals(found.cut()));
    long ofSeed = violations.stream().filter(each -> each.cut().seed() == found.cut().seed()).count();
    if (!isSameCut && !isFull() && ofSeed < MOST_VIOLATIONS_OF_A_SEED) {
      violations.add(found);
    }
  }

  CrashReport report() {
    SortedMap<Window, CrashReport.Count> windows = new TreeMap<>();
    long allCuts = 0;
    long allOutcomes = 0;
    for (Window window : Window.values()) {
      int index = window.ordinal();
      if (cuts[index] > 0) {
        windows.put(window, new CrashReport.Count(cuts[index], outcomes[index]));
      }
      allCuts += cuts[index];
      allOutcomes += outcomes[index];
    }
    return new CrashReport(allCuts, allOutcomes, disks.size(), windows, List.copyOf(violations));
  }
}
