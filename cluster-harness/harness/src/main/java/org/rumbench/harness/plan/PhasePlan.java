package org.rumbench.harness.plan;

import java.util.List;
import java.util.Set;
import org.rumbench.harness.UserException;
import org.rumbench.harness.plan.Setting.Kind;

/// One measured phase of an experiment; its figures are settings `<name>.seconds` and so on, so that `--set` and sweeps
/// reach them.
///
/// @param name      in lower case; also a name in results
/// @param arrival   default arrival process
/// @param seconds   default length
/// @param inFlight  default operations in flight of a closed loop, or their bound in an open loop
/// @param rate      default rate in operations per second; 0: `rateShare` of the rate of the closed phase before
/// @param rateShare default share
public record PhasePlan(String name, String arrival, long seconds, long inFlight, double rate, double rateShare) {
  /// Arrival processes.
  public static final List<String> ARRIVALS = List.of("closed", "poisson", "uniform", "burst");

  /// The rate of an open phase comes from the design's own closed phase.
  public static final String OWN = "own";

  /// It comes from the closed phase of the design that this one is held against, in the same repeat.
  public static final String REFERENCE = "reference";

  /// Ends the key of whether a phase begins with an opening.
  public static final String REOPEN = ".reopen";

  private static final Set<String> RESERVED = Set.of("load", "drain", "burst", "settled", "workload", "cluster", "data",
      "jvm", "engine", "ycsb", "version");

  /// Checks the name.
  public PhasePlan {
    if (!name.matches("[a-z][a-z0-9-]*") || RESERVED.contains(name)) {
      throw new UserException("phase name '" + name + "' is not usable: lower-case letters, digits and '-', and none of "
          + RESERVED.stream().sorted().toList());
    }
  }

  /// The closed loop that finds the sustainable rate.
  public static PhasePlan max() {
    return new PhasePlan("max", "closed", 8, 64, 0, 0);
  }

  /// The open loop that measures latency.
  public static PhasePlan run() {
    return new PhasePlan("run", "poisson", 10, 1024, 0, 0.8);
  }

  /// The phase of a name with the defaults that fit it: `max` is closed, everything else open.
  public static PhasePlan named(String name) {
    PhasePlan base = name.equals("max") ? max() : run();
    return new PhasePlan(name, base.arrival, base.seconds, base.inFlight, base.rate, base.rateShare);
  }

  /// Whether a configuration has it run at a rate that another design's closed phase gives.
  public boolean isAtRateOfReference(Configuration configuration) {
    return !configuration.text(name + ".arrival").equals("closed") && configuration.doubleOf(name + ".rate") == 0
        && configuration.text(name + ".rateOf").equals(REFERENCE);
  }

  /// The settings of this phase.
  public List<Setting> settings() {
    return List.of(
        new Setting(name + ".arrival", Kind.CHOICE, arrival, ARRIVALS, "arrival process of phase " + name),
        new Setting(name + ".seconds", Kind.POSITIVE, Long.toString(seconds), List.of(),
            "length of phase " + name + ", at most"),
        new Setting(name + ".operations", Kind.COUNT, "0", List.of(),
            "operations after which phase " + name + " ends before its time; 0: none"),
        new Setting(name + REOPEN, Kind.BOOLEAN, "false", List.of(),
            "close the engine without a flush before phase " + name + " and open it again, cold if the cache is; the time "
                + "is the figure OPEN of the phase"),
        new Setting(name + ".inFlight", Kind.POSITIVE, Long.toString(inFlight), List.of(),
            "operations in flight (closed loop), or their bound (open loop), in phase " + name),
        new Setting(name + ".rate", Kind.DECIMAL, plain(rate), List.of(),
            "operations per second of an open loop; 0: rateShare of the closed phase before it"),
        new Setting(name + ".burst", Kind.POSITIVE, "64", List.of(),
            "operations that arrive together when the arrival process is burst"),
        new Setting(name + ".rateShare", Kind.DECIMAL, plain(rateShare), List.of(),
            "share of the closed phase's rate at which phase " + name + " runs when it has no rate"),
        new Setting(name + ".rateOf", Kind.CHOICE, OWN, List.of(OWN, REFERENCE),
            "whose closed phase that is: the design's own, or that of the design it is held against"));
  }

  private static String plain(double value) {
    return value == Math.rint(value) ? Long.toString((long) value) : Double.toString(value);
  }
}
