package org.rumbench.testkit.fault;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.Set;
import org.rumbench.runtime.RandomStream;
import org.rumbench.storage.fault.FaultPlan;
import org.rumbench.storage.fault.StorageCall;
import org.rumbench.testkit.Design;
import org.rumbench.testkit.Violation;
import org.rumbench.testkit.script.Script;
import org.rumbench.testkit.script.ScriptRecipe;

/// Fails every I/O call of small scripts of a design, in every way such a call can fail.
///
/// As SQLite does with its I/O error tests: the script is run once to count its calls, then once per call and fate. Whether
/// the fault lasts and how the life ends goes round by turns, so that a few seeds see all combinations.
public final class FaultCheck {
  /// Short enough that every call has its turn.
  public static final ScriptRecipe SMALL = new ScriptRecipe(60, 12, 100, 35, false, 90);

  private static final int MAX_MESSAGES = 8;

  private final Design design;
  private final ScriptRecipe recipe;
  private final int maxRuns;

  /// Runs of figures.
  ///
  /// @param runs       scripts run
  /// @param callsByKind calls that were made to fail, by kind
  public record Report(long runs, Map<StorageCall, Long> callsByKind) {
    /// Adds another report.
    public Report plus(Report other) {
      Map<StorageCall, Long> sum = new EnumMap<>(StorageCall.class);
      sum.putAll(callsByKind);
      other.callsByKind.forEach((call, count) -> sum.merge(call, count, Long::sum));
      return new Report(runs + other.runs, sum);
    }
  }

  /// Scripts of `design` by `recipe`, each run at most about `maxRuns` times, drawn evenly from all cases.
  public FaultCheck(Design design, ScriptRecipe recipe, int maxRuns) {
    this.design = design;
    this.recipe = recipe.withoutLives();
    this.maxRuns = maxRuns;
  }

  /// Runs the script of a seed with each of its calls failing. A [Violation] lists the first broken promises.
  public Report run(long seed) {
    return run(recipe.script(seed, design.factory().capabilities()), EnumSet.allOf(StorageCall.class));
  }

  /// Runs a script with each of its calls of these kinds failing.
  public Report run(Script script, Set<StorageCall> failing) {
    return judge(script, cases(script, failing, false), maxRuns);
  }

  /// Runs a script with each of its calls failing in every way, once and from then on, before every end of the life.
  public Report runAll(Script script) {
    Script possible = script.within(design.factory().capabilities());
    return judge(possible, cases(possible, EnumSet.allOf(StorageCall.class), true), Integer.MAX_VALUE);
  }

  private Report judge(Script script, SequencedMap<FaultCase, StorageCall> cases, int most) {
    RandomStream random = new RandomStream(script.seed());
    Map<StorageCall, Long> counts = new EnumMap<>(StorageCall.class);
    List<String> broken = new ArrayList<>();
    List<Violation> violations = new ArrayList<>();
    long runs = 0;
    for (Map.Entry<FaultCase, StorageCall> entry : cases.entrySet()) {
      FaultCase next = entry.getKey();
      if (random.nextInt(cases.size()) < most) {
        runs++;
        counts.merge(entry.getValue(), 1L, Long::sum);
        FailingCall plan = new FailingCall(next.call(), next.fate(), next.isLasting());
        try {
          new FaultRun(design, script, next, plan).run();
        } catch (Violation violation) {
          violations.add(violation);
          if (violations.size() <= MAX_MESSAGES) {
            broken.add(next + ", " + plan.where() + ": " + violation.getMessage());
          }
        }
      }
    }
    if (!violations.isEmpty()) {
      throw new Violation(
          design + ", fault seed " + script.seed() + ": " + violations.size() + " of " + runs + " runs go wrong:\n"
              + String.join("\n", broken) + "\nThe script:\n" + script,
          violations.getFirst());
    }
    return new Report(runs, counts);
  }

  /// Runs one case; a [Violation] when it goes wrong.
  public void run(Script script, FaultCase what) {
    new FaultRun(design, script, what, new FailingCall(what.call(), what.fate(), what.isLasting())).run();
  }

  private SequencedMap<FaultCase, StorageCall> cases(Script script, Set<StorageCall> failing, boolean isEach) {
    SequencedMap<FaultCase, StorageCall> cases = new LinkedHashMap<>();
    for (FaultCase.Phase phase : FaultCase.Phase.values()) {
      for (FaultCase.Ending ending : FaultCase.Ending.values()) {
        FailingCall counting = new FailingCall();
        new FaultRun(design, script, new FaultCase(phase, -1, FaultPlan.Fate.PASS, false, ending), counting).run();
        List<StorageCall> calls = counting.calls();
        for (int index = 0; index < calls.size(); index++) {
          if (failing.contains(calls.get(index))) {
            addCases(phase, ending, index, calls.get(index), isEach, cases);
          }
        }
      }
    }
    return cases;
  }

  /// The ways in which one call fails before one end: each, or those whose turn it is.
  private static void addCases(
      FaultCase.Phase phase, FaultCase.Ending ending, int index, StorageCall call, boolean isEach,
      Map<FaultCase, StorageCall> cases) {
    int turn = index;
    for (FaultPlan.Fate fate : fatesOf(call)) {
      boolean isItsTurn = (turn++ & 3) == ending.ordinal();
      boolean isLasting = (index + turn) % 3 == 0;
      if (isEach || isItsTurn) {
        cases.put(new FaultCase(phase, index, fate, isLasting, ending), call);
      }
      if (isEach) {
        cases.put(new FaultCase(phase, index, fate, !isLasting, ending), call);
      }
    }
  }

  private static List<FaultPlan.Fate> fatesOf(StorageCall call) {
    return switch (call) {
      case APPEND -> List.of(
          FaultPlan.Fate.DEVICE_ERROR, FaultPlan.Fate.FULL, FaultPlan.Fate.SHORT_WRITE, FaultPlan.Fate.SHORT_FULL);
      case CREATE, RESERVE -> List.of(FaultPlan.Fate.DEVICE_ERROR, FaultPlan.Fate.FULL);
      case OPEN, PUBLISH, REMOVE, SYNC_NAMES, READ, SYNC, TRUNCATE -> List.of(FaultPlan.Fate.DEVICE_ERROR);
    };
  }
}
