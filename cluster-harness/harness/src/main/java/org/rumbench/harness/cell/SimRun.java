package org.rumbench.harness.cell;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.rumbench.engine.EngineFactory;
import org.rumbench.simulation.SimulatedSmoke;

/// One design under one seed in the simulated smoke on YCSB's workload A, and the verdict on it.
///
/// @param factory    the design, with its scaled-down options
/// @param seed       of every draw
/// @param scenario   what goes wrong
/// @param records    records loaded, 1 or more
/// @param operations operations of the mix, 1 or more
/// @param isTwice    run again in this JVM, and the second must be equal to the first
public record SimRun(
    EngineFactory factory,
    long seed,
    SimulatedSmoke.Scenario scenario,
    int records,
    int operations,
    boolean isTwice) {
  /// Checks the bounds.
  public SimRun {
    if (records < 1 || operations < 1) {
      throw new IllegalArgumentException(records + " records and " + operations + " operations: 1 is the least");
    }
  }

  /// What came of it.
  ///
  /// @param line     one line for people, equal for equal runs
  /// @param problems what is wrong, one line each; none in a good run
  public record Verdict(String line, List<String> problems) {
    /// Copies the list.
    public Verdict {
      problems = List.copyOf(problems);
    }

    /// Whether nothing is wrong.
    public boolean isGood() {
      return problems.isEmpty();
    }
  }

  /// Runs it. Whatever breaks inside the simulation, a cluster that is not whole again included, is part of the verdict.
  public Verdict run() {
    SimulatedSmoke.Result result;
    List<String> problems = new ArrayList<>();
    try {
      result = runOnce();
      problems.addAll(result.violations());
      if (isTwice) {
        SimulatedSmoke.Result again = runOnce();
        if (!again.equals(result)) {
          problems.add("the same seed gave another run: " + again.line());
        }
      }
    } catch (RuntimeException e) {
      String what = String.valueOf(e.getMessage()).lines().findFirst().orElse("");
      problems.add(e.getClass().getSimpleName() + ": " + what);
      return new Verdict(factory.name() + " seed " + seed + " broke", problems);
    }
    return new Verdict(result.line(), problems);
  }

  private SimulatedSmoke.Result runOnce() {
    return SimulatedSmoke.run(
        factory, SimulatedSmoke.scaledDown(factory), seed, new YcsbSimWorkload(seed, records, operations), scenario,
        !factory.isTestEngine());
  }

  /// The command that runs exactly this again.
  public String replayCommand() {
    return "./rumbench sim --seeds " + seed + ".." + seed + " --engines " + factory.name() + " --scenario "
        + scenario.name().toLowerCase(Locale.ROOT) + " --records " + records + " --operations " + operations
        + (isTwice ? " --twice" : "");
  }
}
