package org.rumbench.harness.command;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.rumbench.harness.UserException;
import org.rumbench.harness.run.ExperimentRun;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `run`: an experiment, from its file to a run directory with a report.
@Command(name = "run", description = "Run an experiment; writes a run directory with its report.html.",
    mixinStandardHelpOptions = true, sortOptions = false)
final class RunCommand implements Callable<Integer> {
  private static final long STOP_SECONDS = 40;

  @Parameters(index = "0", paramLabel = "EXPERIMENT",
      description = "A name in workloads/experiments (such as quickstart) or the path of a .yaml file.")
  @SuppressWarnings("NullAway.Init") // required
  private String experiment;

  @Option(names = "--set", paramLabel = "KEY=VALUE",
      description = "Overrides one setting; may be repeated. `./rumbench settings` lists all.")
  private List<String> set = new ArrayList<>();

  @Option(names = "--out", paramLabel = "DIR", description = "Run directory to make; default: under results/runs.")
  private @Nullable Path out;

  @Override
  public Integer call() throws IOException, InterruptedException {
    Map<String, String> given = new LinkedHashMap<>();
    for (String each : set) {
      int equals = each.indexOf('=');
      if (equals < 1) {
        throw new UserException("--set " + each + ": write it as key=value");
      }
      given.put(each.substring(0, equals).strip(), each.substring(equals + 1).strip());
    }
    StringBuilder line = new StringBuilder("./rumbench run ").append(experiment);
    set.forEach(each -> line.append(" --set ").append(each));
    PrintStream terminal = new PrintStream(System.out, true, StandardCharsets.UTF_8);
    ExperimentRun run = new ExperimentRun(RumbenchCommand.home(), line.toString(), terminal);
    CountDownLatch ended = new CountDownLatch(1);
    Thread hook = Thread.ofPlatform().unstarted(() -> stop(run, ended));
    Runtime.getRuntime().addShutdownHook(hook);
    try {
      int status = run.run(experiment, given, out);
      terminal.flush();
      return status;
    } finally {
      ended.countDown();
    }
  }

  /// On Ctrl-C: ends the cell, waits until the partial run is published; the JVM then exits with 130 by itself.
  private static void stop(ExperimentRun run, CountDownLatch ended) {
    if (ended.getCount() == 0) {
      return;
    }
    run.interrupt();
    try {
      ended.await(STOP_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
