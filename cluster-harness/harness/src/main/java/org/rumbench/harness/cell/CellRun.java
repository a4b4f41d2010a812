package org.rumbench.harness.cell;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;
import org.rumbench.engine.OwnAccount;
import org.rumbench.harness.plan.Configuration;
import org.rumbench.harness.plan.ExperimentPlan;
import org.rumbench.harness.plan.PhasePlan;
import org.rumbench.harness.plan.PlannedCell;
import org.rumbench.result.HistogramLog;
import org.rumbench.result.LedgerSection;
import org.rumbench.runtime.Completion;
import org.rumbench.runtime.Entropy;
import org.rumbench.workload.Arrivals;
import org.rumbench.workload.Driver;
import org.rumbench.workload.DriverSettings;
import org.rumbench.workload.LiveBytes;
import org.rumbench.workload.Phase;
import org.rumbench.workload.PhaseListener;
import org.rumbench.workload.PhaseResult;
import org.rumbench.workload.WorkloadSpec;

/// One cell, in its own time: opens the target, loads it, runs the phases, drains it, and collects the figures. One
/// owner; [#stop] from any thread.
final class CellRun {
  private final CellOrder order;
  private final Configuration settings;
  private final Consumer<String> progress;
  private volatile boolean isStopped;
  private volatile boolean hasFailed;
  private volatile @Nullable Runnable stopping;

  CellRun(CellOrder order, Consumer<String> progress) {
    this.order = order;
    this.settings = order.settings();
    this.progress = progress;
  }

  /// Runs everything; a stopped run returns what it has.
  CellResult run() throws IOException {
    WorkloadSpec spec = ExperimentPlan.workload(settings);
    Entropy entropy = Entropy.of(settings.longOf("workload.seed"));
    LiveBytes liveBytes = new LiveBytes(spec.records());
    try (CellStage stage = CellStage.open(order, entropy)) {
      MeasuredTarget target = stage.target();
      CellTime time = stage.time();
      Driver running = new Driver(spec, entropy, target.port(), time.loop(), driverSettings(), liveBytes);
      stopping = () -> time.fromOutside(running::stop);
      long startNanos = time.loop().nanos();
      CellAssembly assembly =
          new CellAssembly(order, spec, entropy, liveBytes, time.loop()::nanos, startNanos);
      try (Sampler sampler = new Sampler(target, time, startNanos)) {
        try {
          measure(stage, running, sampler, assembly);
          OwnAccount account = target.account();
          if (account != null) {
            assembly.ownCounters(account);
          }
        } catch (RuntimeException e) {
          // What was measured until then is worth keeping; the parent prints the trace.
          assembly.fail(e.toString());
          e.printStackTrace(System.out);
        }
        if (order.role() == PlannedCell.Role.FLOOR && !isStopped) {
          assembly.addBareExchange(stage.bareExchangesPerSecond());
        }
        CellResult result = CellForecast.beside(assembly.result(sampler, target.events(), isStopped), order);
        hasFailed = assembly.hasFailed();
        return result;
      }
    }
  }

  private void measure(CellStage stage, Driver running, Sampler sampler, CellAssembly assembly) throws IOException {
    MeasuredTarget target = stage.target();
    CellTime time = stage.time();
    load(stage, running, sampler, assembly);
    if (settings.text("cache").equals("cold")) {
      target.dropCache();
    }
    double closedRate = 0;
    for (PhasePlan plan : order.phases()) {
      if (isStopped) {
        return;
      }
      String name = plan.name();
      String arrival = settings.text(name + ".arrival");
      double rate = arrival.equals("closed") ? -1 : rate(name, closedRate);
      List<NodeSample> begin = sampler.enter(name);
      time.takeHiccups();
      long beginMillis = time.stampMillis();
      Histogram opening = reopening(target, name);
      PhaseResult result = drive(time, running, phase(name, arrival, rate));
      List<NodeSample> end = sampler.leave();
      org.rumbench.result.Phase record =
          assembly.addPhase(
              result, arrival, rate, begin, end, target.events(), List.of(time.takeHiccups(), opening), beginMillis);
      if (arrival.equals("closed")) {
        closedRate = record.achievedOperationsPerSecond();
      }
      tell(record);
      keep(stage, sampler, assembly);
    }
    List<NodeSample> begin = sampler.enter(LedgerSection.DRAIN);
    assembly.atBurst(begin);
    long drainStart = time.loop().nanos();
    target.flush();
    target.settle();
    List<NodeSample> end = sampler.leave();
    assembly.atSettled(begin, end, (time.loop().nanos() - drainStart) / 1e9);
  }

  /// The time of the opening, when the phase begins with one; else empty.
  private Histogram reopening(MeasuredTarget target, String phase) {
    Histogram histogram = new Histogram(HistogramLog.SIGNIFICANT_DIGITS);
    histogram.setTag(org.rumbench.result.Phase.OPEN);
    if (settings.booleanOf(phase + PhasePlan.REOPEN)) {
      histogram.recordValue(target.reopen(settings.text("cache").equals("cold")));
    }
    return histogram;
  }

  private void load(CellStage stage, Driver running, Sampler sampler, CellAssembly assembly) throws IOException {
    MeasuredTarget target = stage.target();
    CellTime time = stage.time();
    List<NodeSample> begin = sampler.enter(org.rumbench.result.Phase.LOAD);
    time.takeHiccups();
    long beginMillis = time.stampMillis();
    PhaseResult result =
        drive(time, running, new Phase.Load(org.rumbench.result.Phase.LOAD, settings.intOf("load.inFlight")));
    if (!isStopped) {
      target.flush();
      target.settle();
    }
    List<NodeSample> end = sampler.leave();
    List<Histogram> probes = List.of(time.takeHiccups());
    tell(assembly.addPhase(result, "closed", -1, begin, end, target.events(), probes, beginMillis));
    assembly.atLoaded(end);
    keep(stage, sampler, assembly);
  }

  /// Writes what there is so far, for the case that this process is killed; the parent then marks it as failed.
  private void keep(CellStage stage, Sampler sampler, CellAssembly assembly) throws IOException {
    assembly.result(sampler, stage.target().events(), true).write(Path.of(order.output()), order.id());
  }

  private Phase phase(String name, String arrival, double rate) {
    int inFlight = settings.intOf(name + ".inFlight");
    long nanos = settings.longOf(name + ".seconds") * 1_000_000_000L;
    long bound = settings.longOf(name + ".operations");
    long operations = bound == 0 ? Long.MAX_VALUE : bound;
    return switch (arrival) {
      case "closed" -> new Phase.Max(name, inFlight, nanos, operations);
      case "uniform" -> new Phase.Run(name, inFlight, new Arrivals.Uniform(rate), nanos, operations);
      case "burst" ->
          new Phase.Run(name, inFlight, new Arrivals.Burst(rate, settings.intOf(name + ".burst")), nanos, operations);
      default -> new Phase.Run(name, inFlight, new Arrivals.Poisson(rate), nanos, operations);
    };
  }

  private double rate(String name, double closedRate) {
    double rate = settings.doubleOf(name + ".rate");
    if (rate > 0) {
      return rate;
    }
    double share = settings.doubleOf(name + ".rateShare") * closedRate;
    return Math.max(1, Math.rint(share));
  }

  /// The floor's engine keeps nothing, so there is nothing to verify.
  private DriverSettings driverSettings() {
    return DriverSettings.defaults().withVerifying(order.role() != PlannedCell.Role.FLOOR);
  }

  private PhaseResult drive(CellTime time, Driver running, Phase phase) {
    PhaseResult[] result = new PhaseResult[1];
    PhaseListener listener = new PhaseListener() {
      @Override
      public void onEnded(PhaseResult ending) {
        result[0] = ending;
      }
    };
    Completion ended = running.start(phase, listener);
    if (isStopped) {
      running.stop();
    }
    time.await(ended);
    return result[0];
  }

  private void tell(org.rumbench.result.Phase phase) {
    progress.accept(
        String.format(Locale.ROOT, "%-6s %5.1f s  %,9.0f op/s%s", phase.name(), phase.durationSeconds(),
            phase.achievedOperationsPerSecond(),
            phase.notOkOperations() == 0 ? "" : "  " + phase.notOkOperations() + " not ok"));
  }

  /// Has the driver start nothing more; [#run] then returns what it has.
  void stop() {
    isStopped = true;
    Runnable stop = stopping;
    if (stop != null) {
      stop.run();
    }
  }

  /// Whether something happened that makes the figures worthless: wrong values, a failed engine, an error budget.
  boolean hasFailed() {
    return hasFailed;
  }
}
