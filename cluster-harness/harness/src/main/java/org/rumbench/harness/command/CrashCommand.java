package org.rumbench.harness.command;

import java.io.IOException;
import java.io.PrintWriter;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.rumbench.engine.EngineFactory;
import org.rumbench.harness.UserException;
import org.rumbench.harness.run.Engines;
import org.rumbench.storage.fault.DiskImage;
import org.rumbench.testkit.Design;
import org.rumbench.testkit.crash.CrashMatrix;
import org.rumbench.testkit.crash.CrashReport;
import org.rumbench.testkit.crash.CrashSettings;
import org.rumbench.testkit.crash.Cut;
import org.rumbench.testkit.crash.Window;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `crash`: one design, in miniature, cut before every storage call of seeded scripts.
@Command(name = "crash",
    description = "Cut one design before every storage call of seeded scripts and open what kills and power cuts leave.",
    mixinStandardHelpOptions = true, sortOptions = false)
final class CrashCommand implements Callable<Integer> {
  /// From this many seeds on, every window that a design has must have been hit often.
  private static final long WHOLE_RUN_SEEDS = 100;

  private static final long LEAST_CUTS = 1_000;
  private static final ThreadMXBean CPU = ManagementFactory.getThreadMXBean();

  @Spec
  @SuppressWarnings("NullAway.Init") // picocli sets it before call
  private CommandSpec spec;

  @Option(names = "--engine", required = true, paramLabel = "E", description = "The design.")
  @SuppressWarnings("NullAway.Init") // required
  private String engine;

  @Option(names = "--seeds", required = true, paramLabel = "A..B", description = "Seeds to run, both ends included.")
  @SuppressWarnings("NullAway.Init") // required
  private String seeds;

  @Option(names = "--outcomes", paramLabel = "K", defaultValue = "3",
      description = "Power-cut outcomes for each cut, beside what a kill leaves (default: ${DEFAULT-VALUE}).")
  private int outcomes;

  @Option(names = "--operations", paramLabel = "N", defaultValue = "0",
      description = "Operations of each script; default: 100 to 220, by seed.")
  private int operations;

  @Option(names = "--cut", paramLabel = "C", description = "Only this cut of one seed, as a violation named it.")
  private @Nullable Integer cut;

  @Option(names = "--outcome", paramLabel = "O", description = "Only this outcome of the cut; 0 is the kill.")
  private @Nullable Integer outcome;

  @Option(names = "--keep", paramLabel = "DIR",
      description = "Writes the disks that break a promise into DIR, for `./rumbench dump`.")
  private @Nullable Path keep;

  @Option(names = "--set", paramLabel = "NAME=VALUE",
      description = "An engine option over the miniature ones; may be repeated.")
  private Map<String, String> set = new TreeMap<>();

  @Override
  public Integer call() {
    SeedRange range = SeedRange.parse(seeds);
    CrashMatrix matrix = new CrashMatrix(design(), settings());
    long began = System.nanoTime();
    long beganCpu = CPU.getCurrentThreadCpuTime();
    if (cut != null && outcome != null) {
      if (range.count() != 1) {
        throw new UserException("--cut and --outcome belong to one seed, not to --seeds " + seeds);
      }
      matrix.replay(range.first(), cut, outcome);
    } else if (cut != null || outcome != null) {
      throw new UserException("--cut and --outcome go together");
    } else {
      runAll(matrix, range);
    }
    CrashReport report = matrix.report();
    print(report, System.nanoTime() - began, CPU.getCurrentThreadCpuTime() - beganCpu);
    boolean isWide = cut != null || range.count() < WHOLE_RUN_SEEDS || rare(report).isEmpty();
    return report.violations().isEmpty() && isWide ? 0 : 1;
  }

  private void runAll(CrashMatrix matrix, SeedRange range) {
    for (long seed = range.first(); ; seed++) {
      matrix.run(seed);
      if (seed == range.last()) {
        return;
      }
    }
  }

  private Design design() {
    EngineFactory factory = Engines.named(engine);
    Engines.checkCanBeSimulated(factory);
    try {
      return Design.miniature(factory).with(set);
    } catch (IllegalArgumentException e) {
      throw new UserException("--set: " + e.getMessage());
    }
  }

  private CrashSettings settings() {
    try {
      return CrashSettings.DEFAULT.withOutcomes(outcomes).withOperations(operations);
    } catch (IllegalArgumentException e) {
      throw new UserException(String.valueOf(e.getMessage()));
    }
  }

  private void print(CrashReport report, long nanos, long cpuNanos) {
    PrintWriter out = spec.commandLine().getOut();
    out.printf(Locale.ROOT, "%-10s %10s %10s%n", "window", "cuts", "outcomes");
    report.windows().forEach((window, count) ->
        out.printf(Locale.ROOT, "%-10s %10d %10d%n", name(window), count.cuts(), count.outcomes()));
    double second = TimeUnit.SECONDS.toNanos(1);
    out.printf(Locale.ROOT, "%s: %d cuts, %d outcomes, %d distinct, %d violations%n",
        engine, report.cuts(), report.outcomes(), report.distinct(), report.violations().size());
    out.printf(Locale.ROOT, "%.1f s, of them %.1f s on a core: %.0f outcomes a second of one core%n",
        nanos / second, cpuNanos / second, report.outcomes() * second / Math.max(cpuNanos, 1));
    for (CrashReport.Found found : report.violations()) {
      out.println("  BROKEN " + found);
      out.println("  replay " + replay(found));
      keep(found);
    }
    if (cut == null && SeedRange.parse(seeds).count() >= WHOLE_RUN_SEEDS) {
      rare(report).forEach(window -> out.println("  RARE " + name(window) + ": cut fewer than " + LEAST_CUTS + " times"));
    }
    out.flush();
  }

  private void keep(CrashReport.Found found) {
    DiskImage disk = found.disk();
    if (keep == null || disk == null) {
      return;
    }
    Cut at = found.cut();
    Path directory = keep.resolve("seed-" + at.seed() + "-cut-" + at.number() + "-outcome-" + found.outcome());
    disk.files().forEach((path, bytes) -> {
      Path file = directory.resolve(path);
      try {
        Files.createDirectories(file.resolveSibling("."));
        Files.write(file, bytes);
      } catch (IOException e) {
        throw new UserException("--keep " + keep + ": " + e);
      }
    });
  }

  private static List<Window> rare(CrashReport report) {
    return report.windows().entrySet().stream()
        .filter(entry -> entry.getValue().cuts() < LEAST_CUTS && entry.getKey() != Window.OTHER)
        .map(Map.Entry::getKey)
        .toList();
  }

  private static String name(Window window) {
    return window.name().toLowerCase(Locale.ROOT);
  }

  private String replay(CrashReport.Found found) {
    StringBuilder command = new StringBuilder("./rumbench crash --engine ").append(engine);
    command.append(" --seeds ").append(found.cut().seed());
    command.append(" --cut ").append(found.cut().number()).append(" --outcome ").append(found.outcome());
    command.append(" --outcomes ").append(outcomes);
    if (operations != 0) {
      command.append(" --operations ").append(operations);
    }
    new TreeMap<>(set).forEach((name, value) -> command.append(" --set ").append(name).append('=').append(value));
    return command.toString();
  }
}
