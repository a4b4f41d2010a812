package org.rumbench.harness.command;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.rumbench.engine.EngineFactory;
import org.rumbench.harness.UserException;
import org.rumbench.harness.cell.SimRun;
import org.rumbench.harness.run.Engines;
import org.rumbench.simulation.SimulatedSmoke;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `sim`: a whole cluster on one thread in virtual time, with faults, seed by seed.
@Command(name = "sim",
    description = "Run simulated clusters with faults by seed; one line each with the hash of its trace.",
    mixinStandardHelpOptions = true, sortOptions = false)
final class SimCommand implements Callable<Integer> {
  @Spec
  @SuppressWarnings("NullAway.Init") // picocli sets it before call
  private CommandSpec spec;

  @Option(names = "--seeds", required = true, paramLabel = "A..B", description = "Seeds to run, both ends included.")
  @SuppressWarnings("NullAway.Init") // required
  private String seeds;

  @Option(names = "--engines", paramLabel = "A,B", description = "Designs to run; default: all but the test engines.")
  private @Nullable String engines;

  @Option(names = "--scenario", paramLabel = "outage|chaos", defaultValue = "outage",
      description = "What goes wrong: one node's power cut and restart, or power cuts and clogged links throughout.")
  @SuppressWarnings("NullAway.Init") // it has a default
  private String scenario;

  @Option(names = "--twice", description = "Run each seed again and fail when the two runs differ.")
  private boolean isTwice;

  @Option(names = "--operations", paramLabel = "N", defaultValue = "2000",
      description = "Operations of the mix (default: ${DEFAULT-VALUE}).")
  private int operations;

  @Option(names = "--records", paramLabel = "N", defaultValue = "300",
      description = "Records loaded (default: ${DEFAULT-VALUE}).")
  private int records;

  @Override
  public Integer call() {
    SeedRange range = SeedRange.parse(seeds);
    SimulatedSmoke.Scenario chosen = scenario();
    atLeastOne("--operations", operations);
    atLeastOne("--records", records);
    List<EngineFactory> designs = designs();
    int bad = 0;
    for (EngineFactory design : designs) {
      for (long seed = range.first(); ; seed++) {
        bad += isGood(new SimRun(design, seed, chosen, records, operations, isTwice)) ? 0 : 1;
        if (seed == range.last()) {
          break;
        }
      }
    }
    return bad == 0 ? 0 : 1;
  }

  private boolean isGood(SimRun run) {
    SimRun.Verdict verdict = run.run();
    PrintWriter out = spec.commandLine().getOut();
    out.println(verdict.line());
    if (!verdict.isGood()) {
      int others = verdict.problems().size() - 1;
      out.println("  BROKEN " + verdict.problems().getFirst() + (others == 0 ? "" : " (and " + others + " more)"));
      out.println("  replay " + run.replayCommand());
    }
    out.flush();
    return verdict.isGood();
  }

  private SimulatedSmoke.Scenario scenario() {
    for (SimulatedSmoke.Scenario each : SimulatedSmoke.Scenario.values()) {
      if (each.name().toLowerCase(Locale.ROOT).equals(scenario)) {
        return each;
      }
    }
    throw new UserException("--scenario " + scenario + ": one of outage, chaos");
  }

  private static void atLeastOne(String option, int given) {
    if (given < 1) {
      throw new UserException(option + " " + given + ": 1 is the least");
    }
  }

  private List<EngineFactory> designs() {
    if (engines == null) {
      return Engines.all().stream().filter(factory -> !factory.isTestEngine() && !factory.isOutside()).toList();
    }
    List<EngineFactory> chosen = new ArrayList<>();
    Arrays.stream(engines.split(",", -1)).map(String::strip).distinct().map(Engines::named).forEach(chosen::add);
    chosen.forEach(Engines::checkCanBeSimulated);
    return chosen;
  }
}
