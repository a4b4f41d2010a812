package org.rumbench.testkit.crash;

import java.util.List;
import java.util.SortedSet;
import org.rumbench.runtime.RandomStream;
import org.rumbench.runtime.sim.SimRuntime;
import org.rumbench.storage.fault.CrashStorage;
import org.rumbench.storage.fault.DiskImage;
import org.rumbench.storage.fault.FaultPlan;
import org.rumbench.storage.fault.StorageCall;
import org.rumbench.storage.sim.MemoryMedium;
import org.rumbench.storage.sim.SimulatedDisk;
import org.rumbench.testkit.Design;
import org.rumbench.testkit.check.ScriptRun;
import org.rumbench.testkit.model.History;
import org.rumbench.testkit.model.Model;
import org.rumbench.testkit.script.Script;
import org.rumbench.testkit.store.TestStore;

/// All crashes of one seed: one run of its script that is forked at every call, and runs that really are killed.
final class SeedMatrix {
  /// Ends a process inside a storage call: nothing between here and the matrix may catch it.
  private static final class Killed extends Error {
    private static final long serialVersionUID = 1;

    Killed() {
      super("killed", null, false, false);
    }
  }

  /// Long enough for several syncs and appends to be under way at once, and different enough to overtake each other.
  private static final SimulatedDisk DISK = new SimulatedDisk(0, 0, 10_000, 100_000, 0, Long.MAX_VALUE);

  /// Operations that a second life does before it ends: a third of a script.
  private static final int SECOND_LIFE_OPERATIONS = 60;

  private final Design design;
  private final CrashSettings settings;
  private final Script script;
  private final Tally tally;
  private final Only only;
  private final OutcomeCheck check;
  private List<Model> states = List.of();
  private long statesEpoch = -1;
  private long epoch;
  private int cuts;

  SeedMatrix(Design design, CrashSettings settings, Script script, Tally tally, Only only) {
    this.design = design;
    this.settings = settings;
    this.script = script;
    this.tally = tally;
    this.only = only;
    SortedSet<String> probes = CrashScripts.keysOf(script);
    this.check = new OutcomeCheck(design, settings, probes, tally);
  }

  void run() {
    int calls = firstLife();
    RandomStream random = new RandomStream(script.seed() * 31 + 7);
    for (int i = 0; i < settings.secondLives() && calls > 0; i++) {
      epoch++;
      secondLife(random.nextInt(calls), random.nextLong());
    }
  }

  /// Runs the whole script, forked at every call; returns the number of calls.
  private int firstLife() {
    TestStore store = freshStore();
    ScriptRun run = new ScriptRun(script, store);
    store.follow(forking(store, run.history()));
    guarded(() -> {
      store.open();
      run.runOpen();
      tryAll(store, run.history(), "the end", "", Window.OTHER);
      store.close();
    });
    return cuts;
  }

  private TestStore freshStore() {
    MemoryMedium medium = new MemoryMedium(DISK);
    return new TestStore(design.with(script.options()), new SimRuntime(script.seed()), new CrashStorage(medium::open));
  }

  /// The run's own answers are checked too: what they break is found before the next cut.
  private void guarded(Runnable run) {
    try {
      run.run();
    } catch (RuntimeException | AssertionError failure) {
      Cut cut = new Cut(script.seed(), cuts, "the next call", "", Window.OTHER);
      tally.found(new CrashReport.Found(cut, 0, "in the run itself", OutcomeCheck.said(failure), null));
    }
  }

  private FaultPlan forking(TestStore store, History history) {
    return (call, file, purpose) -> {
      boolean isOpening = !store.isOpen();
      if (isOpening || changes(call)) {
        Window window = isOpening ? Window.RECOVERY : Window.of(call, purpose);
        tryAll(store, history, call.toString(), file, window);
      }
      return FaultPlan.Fate.PASS;
    };
  }

  private static boolean changes(StorageCall call) {
    return call != StorageCall.READ && call != StorageCall.OPEN;
  }

  private void tryAll(TestStore store, History history, String call, String file, Window window) {
    Cut cut = new Cut(script.seed(), cuts++, call, file, window);
    if (tally.isFull() || !only.hasCut(cut.number())) {
      return;
    }
    tally.cut(window);
    Expectation expected = Expectation.of(history, statesOf(history), epoch);
    DiskImage killed = store.disk().image();
    long killedHash = killed.hash();
    if (only.hasOutcome(0)) {
      check.check(cut, 0, killed, killedHash, expected.afterKill());
    }
    RandomStream random = new RandomStream((script.seed() << 20 ^ cut.number()) * 0xD1342543DE82EF95L);
    long[] seen = new long[settings.outcomes()];
    for (int i = 0; i < settings.outcomes(); i++) {
      DiskImage left = store.disk().afterPowerCut(random);
      seen[i] = left.hash();
      if (only.hasOutcome(i + 1) && isFirst(seen, i)) {
        check.check(cut, i + 1, left, seen[i], expected.afterCut());
      }
    }
  }

  private static boolean isFirst(long[] seen, int index) {
    for (int i = 0; i < index; i++) {
      if (seen[i] == seen[index]) {
        return false;
      }
    }
    return true;
  }

  private List<Model> statesOf(History history) {
    if (states.size() != history.begunBatches() + 1 || statesEpoch != epoch) {
      states = history.states();
      statesEpoch = epoch;
    }
    return states;
  }

  /// Runs the script up to call `killedAt`, kills the process there, opens the same disk with what it holds un-synced,
  /// goes on with the script, and forks at every call of this second life.
  private void secondLife(int killedAt, long seed) {
    TestStore first = freshStore();
    ScriptRun run = new ScriptRun(script, first);
    int[] calls = new int[1];
    first.follow((call, file, purpose) -> {
      if (changes(call) || !first.isOpen()) {
        if (calls[0]++ >= killedAt) {
          throw new Killed();
        }
      }
      return FaultPlan.Fate.PASS;
    });
    guarded(() -> {
      try {
        first.open();
        run.runOpen();
        first.close();
      } catch (Killed expected) {
        // As planned.
      }
      first.kill();
      goOn(first.disk(), run, seed);
    });
  }

  private void goOn(CrashStorage disk, ScriptRun before, long seed) {
    History history = before.history();
    TestStore store = new TestStore(design.with(script.options()), new SimRuntime(seed), disk);
    store.follow(forking(store, history));
    store.open();
    history.adopt(check.shownBy(store, Expectation.of(history, statesOf(history), epoch).afterKill()));
    epoch++;
    if (history.purgeVersion() != Long.MIN_VALUE) {
      store.purge(history.purgeVersion());
    }
    int from = Math.min(before.steps(), script.operations().size());
    int to = Math.min(from + SECOND_LIFE_OPERATIONS, script.operations().size());
    ScriptRun after = new ScriptRun(script.withOperations(script.operations().subList(from, to)), store, history);
    after.runOpen();
    tryAll(store, history, "the end", "", Window.OTHER);
    store.close();
  }
}
