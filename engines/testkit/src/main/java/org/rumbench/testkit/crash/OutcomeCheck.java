package org.rumbench.testkit.crash;

import java.util.List;
import java.util.SortedSet;
import org.rumbench.runtime.Entropy;
import org.rumbench.runtime.RandomStream;
import org.rumbench.runtime.sim.SimRuntime;
import org.rumbench.storage.fault.CrashStorage;
import org.rumbench.storage.fault.DiskImage;
import org.rumbench.storage.fault.FaultPlan;
import org.rumbench.storage.fault.StorageCall;
import org.rumbench.storage.sim.MemoryMedium;
import org.rumbench.storage.sim.SimulatedDisk;
import org.rumbench.testkit.Design;
import org.rumbench.testkit.Violation;
import org.rumbench.testkit.store.TestStore;

/// Opens disks that crashes left and compares what they show; for some, crashes their recovery too.
final class OutcomeCheck {
  /// Crashes of a recovery whose recovery is crashed again.
  private static final int DEEPEST = 2;

  private final Design design;
  private final CrashSettings settings;
  private final SortedSet<String> probes;
  private final Tally tally;

  OutcomeCheck(Design design, CrashSettings settings, SortedSet<String> probes, Tally tally) {
    this.design = design;
    this.settings = settings;
    this.probes = probes;
    this.tally = tally;
  }

  /// Opens `disk` unless it is known to show enough; what is wrong goes to the tally.
  void check(Cut cut, int outcome, DiskImage disk, long hash, Expectation expected) {
    check(new Trial(cut, outcome, "", 0, cut.window()), disk, hash, expected);
  }

  /// One disk to open: where it comes from, and how many recoveries were cut on the way.
  private record Trial(Cut cut, int outcome, String path, int depth, Window window) {
    Trial deeper(int call, StorageCall name, String file, String end) {
      String step = "then " + end + " at call " + call + " of recovery, before " + name + " of " + file;
      return new Trial(cut, outcome, path.isEmpty() ? step : path + ", " + step, depth + 1, Window.RECOVERY);
    }

    long seed(int salt) {
      long seed = cut.seed() * 1_000_003 + cut.number();
      return Entropy.of(seed * 31 + outcome).stream(path + salt).nextLong();
    }
  }

  private void check(Trial trial, DiskImage disk, long hash, Expectation expected) {
    if (tally.shown(hash, expected.epoch()) >= expected.leastKill()) {
      return;
    }
    tally.outcome(trial.window(), hash);
    RandomStream random = new RandomStream(trial.seed(0));
    int oneIn = trial.depth() == 0 ? settings.recoveryOneIn() : settings.recoveryOneIn() * 4;
    boolean isRecoveryCut = trial.depth() < DEEPEST && random.nextInt(oneIn) == 0;
    try {
      TestStore store = new TestStore(design, new SimRuntime(random.nextLong()), holding(disk));
      if (isRecoveryCut) {
        store.follow(cuttingRecovery(trial, store, expected));
      }
      store.open();
      store.follow(FaultPlan.NONE);
      Recovered recovered = new Recovered(store, probes);
      List<Integer> explanations = recovered.explanations(expected, expected.leastKill());
      tally.shows(hash, expected.epoch(), explanations.getLast());
      if (random.nextInt(settings.goOnOneIn()) == 0) {
        recovered.goOn(expected, explanations, probes, random);
      }
      store.close();
    } catch (RuntimeException | AssertionError failure) {
      tally.found(new CrashReport.Found(trial.cut(), trial.outcome(), trial.path(), said(failure), disk));
    }
  }

  /// The number of batches that an open store shows.
  int shownBy(TestStore store, Expectation expected) {
    return new Recovered(store, probes).explanations(expected, expected.leastKill()).getLast();
  }

  private static CrashStorage holding(DiskImage disk) {
    return new CrashStorage(new MemoryMedium(SimulatedDisk.restless(), disk.files())::open);
  }

  private FaultPlan cuttingRecovery(Trial trial, TestStore store, Expectation expected) {
    RandomStream random = new RandomStream(trial.seed(1));
    int[] calls = new int[1];
    return (call, file, purpose) -> {
      int number = calls[0]++;
      tally.cut(Window.RECOVERY);
      DiskImage killed = store.disk().image();
      check(trial.deeper(number, call, file, "killed"), killed, killed.hash(), expected);
      DiskImage cut = store.disk().afterPowerCut(random);
      check(trial.deeper(number, call, file, "cut"), cut, cut.hash(), expected);
      return FaultPlan.Fate.PASS;
    };
  }

  static String said(Throwable failure) {
    Throwable cause = failure.getCause();
    String what = failure instanceof Violation ? String.valueOf(failure.getMessage()) : failure.toString();
    return cause == null ? what + at(failure) : what;
  }

  private static String at(Throwable failure) {
    StackTraceElement[] trace = failure.getStackTrace();
    return failure instanceof Violation || trace.length == 0 ? "" : " at " + trace[0];
  }
}
