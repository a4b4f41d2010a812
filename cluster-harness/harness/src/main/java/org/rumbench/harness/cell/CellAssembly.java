package org.rumbench.harness.cell;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SequencedMap;
import java.util.TreeMap;
import java.util.function.LongSupplier;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;
import org.rumbench.analysis.Steadiness;
import org.rumbench.engine.OwnAccount;
import org.rumbench.harness.plan.Configuration;
import org.rumbench.harness.run.FloorPhases;
import org.rumbench.result.Amplification;
import org.rumbench.result.Background;
import org.rumbench.result.Cell;
import org.rumbench.result.Drain;
import org.rumbench.result.Event;
import org.rumbench.result.EventKind;
import org.rumbench.result.LedgerSection;
import org.rumbench.result.Mark;
import org.rumbench.result.MarkKind;
import org.rumbench.result.Marks;
import org.rumbench.result.MemoryUse;
import org.rumbench.result.Phase;
import org.rumbench.result.SpaceUse;
import org.rumbench.result.TimelineRow;
import org.rumbench.result.TreeShape;
import org.rumbench.result.Workload;
import org.rumbench.runtime.Entropy;
import org.rumbench.workload.Driver;
import org.rumbench.workload.LiveBytes;
import org.rumbench.workload.PhaseResult;
import org.rumbench.workload.WorkloadSpec;

/// Collects the figures of a cell phase by phase and puts its record together at the end. One owner.
final class CellAssembly {
  /// Share of operations that may end in an error before the cell counts as failed.
  private static final double ERROR_BUDGET = 0.01;

  /// Operations whose hash is recorded: enough to tell two workloads apart.
  private static final long HASHED_OPERATIONS = 100_000;

  private final CellOrder order;
  private final Configuration settings;
  private final WorkloadSpec spec;
  private final LiveBytes liveBytes;
  private final LongSupplier nanos;
  private final long startNanos;
  private final boolean isCluster;
  private final PhaseRecords records;
  private final LedgerWindows windows;
  private final Overheads overheads;
  private final List<PhaseResult> results = new ArrayList<>();
  private final SequencedMap<String, double[]> phaseSeconds = new LinkedHashMap<>();
  private final List<Phase> phases = new ArrayList<>();
  private final List<Mark> marks = new ArrayList<>();
  private final List<TreeShape> shapes = new ArrayList<>();
  private final List<Pending> points = new ArrayList<>();
  private List<NodeSample> loaded = List.of();
  private long keyBytes;
  private long valueBytes;
  private long clientReads;
  private long clientReturnedBytes;
  private @Nullable Drain drain;
  private final String streamHash;
  private boolean hasFailed;

  /// A point whose amplification waits for the sums of the ledger.
  private record Pending(String name, List<NodeSample> samples, LiveBytes.Extent live) {}

  /// `nanos` is the clock of the cell and `startNanos` its begin.
  CellAssembly(
      CellOrder order, WorkloadSpec spec, Entropy entropy, LiveBytes liveBytes, LongSupplier nanos, long startNanos) {
    this.order = order;
    this.settings = order.settings();
    this.spec = spec;
    this.liveBytes = liveBytes;
    this.nanos = nanos;
    this.startNanos = startNanos;
    this.streamHash = Driver.streamHash(spec, entropy, HASHED_OPERATIONS).hex();
    this.isCluster = !settings.text("target").equals("engine");
    this.records = new PhaseRecords(Path.of(order.output()), order.id());
    this.windows = new LedgerWindows(isCluster);
    this.overheads = new Overheads(isCluster, isCluster ? settings.intOf("cluster.replicas") : 1);
  }

  /// Adds a phase between two samples and returns its record.
  Phase addPhase(
      PhaseResult result, String arrival, double rate, List<NodeSample> begin, List<NodeSample> end, EventLog log,
      List<Histogram> probes, long beginMillis) throws IOException {
    PhaseResult.Totals totals = result.totals();
    String name = result.phase().name();
    double beginSeconds = (totals.startNanos() - startNanos) / 1e9;
    phaseSeconds.put(name, new double[] {beginSeconds, secondsNow()});
    long key = totals.acceptedKeyBytes();
    long value = totals.acceptedValueBytes();
    keyBytes += key;
    valueBytes += value;
    windows.add(name, begin, end, key, value);
    results.add(result);
    Phase phase =
        records.record(result, arrival, beginSeconds, rate, events(log, List.of()), probes, beginMillis);
    phases.add(phase);
    if (!name.equals(Phase.LOAD)) {
      clientReads += totals.returnedValues();
      clientReturnedBytes += totals.returnedBytes();
    }
    judge(phase, totals);
    return phase;
  }

  private void judge(Phase phase, PhaseResult.Totals totals) {
    if (totals.wrongValues() > 0) {
      fail("phase " + phase.name() + " read " + totals.wrongValues() + " values that were never written");
    }
    if (totals.missing() > 0) {
      fail("phase " + phase.name() + " did not find " + totals.missing() + " records that were acknowledged");
    }
    long errors = phase.operations().stream()
        .mapToLong(each -> each.unavailable() + each.timedOut() + each.failed() + each.unsupported()).sum();
    if (errors > ERROR_BUDGET * Math.max(1, phase.okOperations() + errors)) {
      fail(String.format(Locale.ROOT, "phase %s: %d of %d operations failed, more than 1 %%", phase.name(), errors,
          phase.okOperations() + errors));
    }
  }

  /// Marks the cell as failed.
  void fail(String reason) {
    hasFailed = true;
    marks.add(new Mark(MarkKind.FAILED, reason));
  }

  /// Says that the bytes are an outside engine's own word, and keeps its settings beside the histograms.
  void ownCounters(OwnAccount account) throws IOException {
    marks.add(new Mark(MarkKind.OWN_COUNTERS, account.counters()));
    if (!account.settings().isEmpty()) {
      Files.writeString(Path.of(order.output()).resolve(order.id() + ".settings.txt"), account.settings());
    }
  }

  /// The exchange rate without a cluster, as a phase of its own.
  void addBareExchange(double perSecond) {
    phases.add(
        new Phase(FloorPhases.BARE_EXCHANGE, "closed", 0, 1, null, perSecond, 0, List.of(), List.of(),
            new Background(0, 0, 0, 0, 0, 0), 0));
  }

  /// Loaded and settled: where the measured phases begin.
  void atLoaded(List<NodeSample> samples) {
    loaded = samples;
  }

  /// The end of the last phase.
  void atBurst(List<NodeSample> samples) {
    point(Amplification.BURST, samples);
  }

  /// Drained: `begin` and `end` are the borders of the drain.
  void atSettled(List<NodeSample> begin, List<NodeSample> end, double drainSeconds) {
    windows.add(LedgerSection.DRAIN, begin, end, 0, 0);
    drain = new Drain(Overheads.debt(begin), drainSeconds);
    phaseSeconds.put(LedgerSection.DRAIN,
        new double[] {secondsNow() - drainSeconds, secondsNow()});
    point(Amplification.SETTLED, end);
  }

  private double secondsNow() {
    return (nanos.getAsLong() - startNanos) / 1e9;
  }

  private void point(String name, List<NodeSample> samples) {
    points.add(new Pending(name, samples, liveBytes.extent()));
    shapes.add(Overheads.shape(name, samples));
  }

  /// Whether a mark FAILED was set.
  boolean hasFailed() {
    return hasFailed;
  }

  /// The cell as measured so far, with its timeline; may be asked after every phase.
  CellResult result(Sampler sampler, EventLog log, boolean isStopped) {
    List<Mark> all = new ArrayList<>(marks);
    log.failures().forEach(reason -> all.add(new Mark(MarkKind.FAILED, reason)));
    hasFailed |= !log.failures().isEmpty();
    List<LedgerSection> ledger = windows.sections();
    List<TimelineRow> timeline = new CellTimeline(order.id(), startNanos).rows(results, sampler);
    List<Event> events = events(log, sampler.pauses());
    List<Phase> counted = phases.stream().map(phase -> withBackground(phase, events)).toList();
    List<Amplification> amplifications = new ArrayList<>();
    SpaceUse space = null;
    MemoryUse memory = null;
    long burstBytes = 0;
    for (Pending point : points) {
      long allocated = point.samples.stream().mapToLong(Sampler::allocated).sum();
      burstBytes = point.name.equals(Amplification.BURST) ? allocated : burstBytes;
      space = SpaceUse.of(order.id(), timeline, burstBytes, allocated);
      memory = MemoryUse.of(order.id(), timeline, point.samples.stream().mapToLong(Sampler::resident).sum());
      amplifications.addAll(
          overheads.at(point.name, ledger, loaded, point.samples, point.live.highBytes(),
              point.live.highBytes() - point.live.lowBytes(), clientReads, clientReturnedBytes));
    }
    if (isStopped) {
      all.add(new Mark(MarkKind.PARTIAL, "interrupted"));
    }
    judgeSteadiness(timeline, all);
    Cell cell = cell(counted, ledger, amplifications, space, memory, events, all);
    all.addAll(Marks.of(cell));
    return new CellResult(cell(counted, ledger, amplifications, space, memory, events, all), timeline);
  }

  private Cell cell(
      List<Phase> counted, List<LedgerSection> ledger, List<Amplification> amplifications, @Nullable SpaceUse space,
      @Nullable MemoryUse memory, List<Event> events, List<Mark> allMarks) {
    int keyLength = keyBytes == 0 ? 0 : Math.toIntExact(Math.round(keyBytes / (double) Math.max(1, writes())));
    Workload workload =
        new Workload(settings.text("workload.spec"), settings.text("workload.update"),
            streamHash, spec.records(), keyLength,
            writes() == 0 ? 0 : Math.toIntExact(Math.round(valueBytes / (double) writes())), keyBytes, valueBytes);
    return new Cell(Cell.idOf(order.design(), order.sweep(), order.repeat()), order.design(), order.sweep(),
        order.repeat(), settings.text("target"), settings.enumOf("durability"), settings.text("storage"),
        settings.text("target").equals("simulated"), List.copyOf(allMarks), workload, counted, ledger,
        amplifications, null, space, memory, drain, shapes, events,
        points.isEmpty() ? null : Overheads.stalls(loaded, points.getLast().samples), "");
  }

  private long writes() {
    return results.stream().mapToLong(result -> result.totals().acceptedWrites()).sum();
  }

  private static Phase withBackground(Phase phase, List<Event> events) {
    return new Phase(phase.name(), phase.arrival(), phase.beginSeconds(), phase.durationSeconds(),
        phase.targetOperationsPerSecond(), phase.achievedOperationsPerSecond(), phase.offeredOperations(),
        phase.operations(), phase.latencies(), Background.of(events, phase.name()), phase.updateReads());
  }

  private List<Event> events(EventLog log, List<Sampler.GcPause> pauses) {
    List<Event> events = new ArrayList<>();
    for (EventLog.Piece piece : log.pieces()) {
      double begin = Math.max(0, (piece.beginNanos() - startNanos) / 1e9);
      double end = Math.max(begin, (piece.endNanos() - startNanos) / 1e9);
      events.add(
          new Event(piece.kind(), phaseAt(begin), piece.node(), begin, end, piece.readBytes(), piece.writtenBytes()));
    }
    for (Sampler.GcPause pause : pauses) {
      events.add(new Event(EventKind.GC_PAUSE, pause.phase(), "", pause.beginSeconds(),
          Math.max(pause.beginSeconds(), pause.endSeconds()), 0, 0));
    }
    events.sort(Comparator.comparingDouble(Event::beginSeconds).thenComparingDouble(Event::endSeconds));
    return events;
  }

  private String phaseAt(double seconds) {
    String found = Phase.LOAD;
    for (Map.Entry<String, double[]> each : phaseSeconds.entrySet()) {
      if (each.getValue()[0] <= seconds) {
        found = each.getKey();
      }
    }
    return found;
  }

  /// The rate of the first measured phase must be steady, and enough must have been written for its amplification.
  private void judgeSteadiness(List<TimelineRow> timeline, List<Mark> into) {
    phases.stream().filter(phase -> phase.arrival().equals("closed") && !phase.name().equals(Phase.LOAD)).findFirst()
        .filter(phase -> !phase.name().equals(FloorPhases.BARE_EXCHANGE))
        .ifPresent(phase -> {
          Map<Long, Double> rates = new TreeMap<>();
          timeline.stream().filter(row -> row.phase().equals(phase.name()))
              .forEach(row -> rates.merge(row.second(), (double) row.okOperations(), Double::sum));
          List<Double> whole = new ArrayList<>(rates.values());
          if (whole.size() > 2) {
            // The first and the last second are cut by the borders of the phase.
            whole = whole.subList(1, whole.size() - 1);
          }
          Steadiness steadiness = Steadiness.of(whole.stream().mapToDouble(Double::doubleValue).toArray());
          if (!steadiness.isSteady()) {
            into.add(new Mark(MarkKind.NOT_STEADY, "rate of phase " + phase.name() + ": " + steadiness.reason()));
          }
        });
    long written = keyBytes + valueBytes;
    long load = results.isEmpty() ? 0 : results.getFirst().totals().acceptedKeyBytes()
        + results.getFirst().totals().acceptedValueBytes();
    if (!points.isEmpty() && written - load < 3 * load) {
      into.add(new Mark(MarkKind.NOT_STEADY, String.format(Locale.ROOT,
          "amplification: the phases wrote %.1f times the data, fewer than 3", (written - load) / (double) load)));
    }
  }
}
