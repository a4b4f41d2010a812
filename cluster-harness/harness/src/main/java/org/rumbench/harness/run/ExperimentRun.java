package org.rumbench.harness.run;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;
import org.rumbench.harness.machine.HiccupMeter;
import org.rumbench.harness.machine.SyncProbe;
import org.rumbench.harness.plan.ExperimentFile;
import org.rumbench.harness.plan.ExperimentPlan;
import org.rumbench.harness.plan.PlannedCell;
import org.rumbench.report.ReportPage;
import org.rumbench.result.Cell;
import org.rumbench.result.LatencyKind;
import org.rumbench.result.LatencySummary;
import org.rumbench.result.MarkKind;
import org.rumbench.result.RunRecord;
import org.rumbench.result.RunStore;
import org.rumbench.result.StoredRun;

/// One invocation of an experiment: from its file to a published run directory. One owner; [#interrupt] from any thread.
public final class ExperimentRun {
  /// Everything went well.
  public static final int FINE = 0;
  /// A cell failed.
  public static final int FAILED = 1;
  /// A target rate was not met.
  public static final int OVERLOADED = 3;
  /// Stopped by the user.
  public static final int INTERRUPTED = 130;

  private final Path home;
  private final String commandLine;
  private final PrintStream terminal;
  private volatile boolean isInterrupted;
  private volatile @Nullable RunFlow flow;

  /// `home` is the source tree, `commandLine` what the user typed.
  public ExperimentRun(Path home, String commandLine, PrintStream terminal) {
    this.home = home;
    this.commandLine = commandLine;
    this.terminal = terminal;
  }

  /// Runs it and returns the exit status; bad input is a [org.rumbench.harness.UserException] before anything ran.
  public int run(String nameOrPath, Map<String, String> given, @Nullable Path out)
      throws IOException, InterruptedException {
    ZonedDateTime start = ZonedDateTime.now(ZoneId.systemDefault());
    ExperimentFile file = ExperimentFile.find(nameOrPath, home.resolve("workloads/experiments"));
    ExperimentPlan plan = ExperimentPlan.of(file, new TreeMap<>(given), Engines.all());
    plan.cells().stream().map(PlannedCell::configuration).distinct().forEach(Ports::check);
    String stamp = DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss", Locale.ROOT).format(start);
    Path target = out != null ? out : home.resolve("results/runs").resolve(file.name() + "-" + stamp);
    try (RunDirectories directories = RunDirectories.open(target, plan)) {
      RunFlow running = new RunFlow(plan, directories, terminal);
      flow = running;
      if (isInterrupted) {
        running.interrupt();
      }
      List<LatencySummary> probes = probe(directories);
      running.run();
      RunRecord record =
          new RecordAssembly(plan, running)
              .record(target.getFileName().toString(), home, directories.data(),
                  start.format(DateTimeFormatter.ISO_OFFSET_DATE_TIME), commandLine, probes);
      directories.pending().write(RunStore.REPORT_FILE, page(directories, record, running));
      StoredRun stored = directories.pending().publish(record, running.timeline());
      tell(stored, running);
      return status(record, running);
    }
  }

  private static String page(RunDirectories directories, RunRecord record, RunFlow running) throws IOException {
    return ReportPage.render(new StoredRun(directories.pending().path(), record, running.timeline()));
  }

  private List<LatencySummary> probe(RunDirectories directories) throws IOException, InterruptedException {
    List<LatencySummary> probes = new ArrayList<>();
    try (HiccupMeter meter = new HiccupMeter()) {
      Histogram syncs = SyncProbe.run(directories.data());
      probes.add(directories.pending().write("floor", "probe", "SYNC", LatencyKind.PROBE, List.of(syncs)));
      java.util.concurrent.TimeUnit.SECONDS.sleep(1);
      probes.add(directories.pending().write("floor", "probe", "HICCUP", LatencyKind.PROBE, List.of(meter.take())));
    }
    return probes;
  }

  private void tell(StoredRun stored, RunFlow running) {
    terminal.println();
    terminal.print(SummaryTable.render(stored.record()));
    String goals = GoalTable.render(stored.record());
    if (!goals.isEmpty()) {
      terminal.println();
      terminal.print(goals);
    }
    running.failures().forEach(line -> terminal.println("FAILED " + line));
    if (running.isInterrupted()) {
      terminal.println("interrupted: the results hold what was measured until then, marked PARTIAL");
    }
    terminal.println();
    terminal.println("results " + stored.directory());
    terminal.println("report  " + stored.directory().resolve(RunStore.REPORT_FILE));
  }

  private static int status(RunRecord record, RunFlow running) {
    if (running.isInterrupted()) {
      return INTERRUPTED;
    }
    if (!running.failures().isEmpty()) {
      return FAILED;
    }
    return record.cells().stream().anyMatch((Cell cell) -> cell.hasMark(MarkKind.OVERLOADED)) ? OVERLOADED : FINE;
  }

  /// Ends the run with what was measured; [#run] then publishes it and returns.
  public void interrupt() {
    isInterrupted = true;
    RunFlow running = flow;
    if (running != null) {
      running.interrupt();
    }
  }
}
