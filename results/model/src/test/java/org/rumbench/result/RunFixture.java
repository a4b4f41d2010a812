package org.rumbench.result;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/// A seeded, invented but plausible run: what a harness would have stored, with every relation between figures kept.
///
/// The same plan always gives the same files. Used by the tests of every module that reads runs.
public final class RunFixture {
  private static final List<String> NODES = List.of("node-1", "node-2", "node-3");
  private static final int VALUE_BYTES = 1_000;
  private static final int KEY_BYTES = 23;

  private final Plan plan;
  private final Random random;
  private final PendingRun draft;
  private final List<TimelineRow> timeline = new ArrayList<>();

  private RunFixture(Plan plan, PendingRun draft) {
    this.plan = plan;
    this.random = new Random(plan.seed);
    this.draft = draft;
  }

  /// What to invent.
  ///
  /// @param id name of the run
  /// @param seed seed of all figures
  /// @param designs designs, of leveled, tiered, bitcask, wisckey, noop
  /// @param sweepKey swept key, or empty
  /// @param sweepValues its values
  /// @param repeats repeats of each point
  /// @param phaseSeconds length of each phase
  /// @param operationsPerSecond rate of the fastest design
  /// @param overloaded design whose open loop misses its target, or empty
  /// @param notApplicable design that lacks a capability, or empty
  public record Plan(
      String id, long seed, List<String> designs, String sweepKey, List<String> sweepValues, int repeats,
      int phaseSeconds, int operationsPerSecond, String overloaded, String notApplicable) {

    /// One repeat of four designs, short: for checks.
    public static Plan small() {
      return new Plan("small", 7, List.of("leveled", "tiered", "bitcask", "wisckey"), "", List.of(), 1, 4, 300, "", "");
    }
  }

  /// Writes the run into a store and returns it.
  public static StoredRun write(RunStore store, Plan plan) throws IOException {
    try (PendingRun draft = store.create(plan.id)) {
      RunFixture fixture = new RunFixture(plan, draft);
      RunRecord record = fixture.record();
      return draft.publish(record, fixture.timeline);
    }
  }

  private RunRecord record() throws IOException {
    List<Cell> cells = new ArrayList<>();
    for (String design : plan.designs) {
      for (String point : plan.sweepKey.isEmpty() ? List.of("") : plan.sweepValues) {
        for (int repeat = 1; repeat <= plan.repeats; repeat++) {
          SortedMap<String, String> sweep = new TreeMap<>();
          if (!plan.sweepKey.isEmpty()) {
            sweep.put(plan.sweepKey, point);
          }
          cells.add(design.equals(plan.notApplicable) ? notApplicable(design, sweep, repeat) : cell(design, sweep,
              repeat));
        }
      }
    }
    List<String> order = new ArrayList<>(cells.stream().map(Cell::id).toList());
    Collections.shuffle(order, random);
    return RunRecord.sealed(plan.id, provenance(order), experiment(), floor(cells), cells);
  }

  private Provenance provenance(List<String> order) {
    SortedMap<String, String> configuration = new TreeMap<>(Map.of(
        "cluster.nodes", "3", "cluster.replicas", "3", "cluster.readQuorum", "2", "cluster.writeQuorum", "2",
        "durability", "BUFFERED", "workload.records", "100000", "workload.spec", "a", "run.rate", "0.8"));
    return new Provenance("0123456789abcdef0123456789abcdef01234567", false, plan.seed, "bench-host",
        "Example CPU @ 2.50GHz", 2, 8L << 30, "Linux 6.1.0", "ext4 on /dev/vda1", "25.0.1+8",
        List.of("-Xmx1g", "-XX:+UseG1GC"), configuration, "2026-03-01T10:15:30Z", "rumbench run quickstart",
        CacheState.WARM, order, "");
  }

  private Experiment experiment() {
    return new Experiment("quickstart", "What does each engine design cost under the same replicated quorum store?",
        "Four designs run the same operations on the same cluster; only the engine differs.", plan.designs,
        plan.sweepKey.isEmpty() ? List.of() : List.of(plan.sweepKey), plan.repeats, null,
        null, plan.sweepKey.isEmpty() ? null : List.of("engine-space"), "");
  }

  private Floor floor(List<Cell> cells) throws IOException {
    List<LatencySummary> latencies = List.of(
        draft.write("floor", "idle", "HICCUP", LatencyKind.PROBE, List.of(samples(2_000, 60_000, 0.4))),
        draft.write("floor", "idle", "SYNC", LatencyKind.PROBE, List.of(samples(500, 130_000, 0.5))),
        draft.write("floor", "run", "READ", LatencyKind.RESPONSE, List.of(samples(3_000, 90_000, 0.5))));
    List<Prediction> predictions = cells.stream()
        .filter(cell -> cell.phase(Phase.MAX).isPresent() && cell.repeat() == 1)
        .map(cell -> Prediction.of(cell.design(), 25_000, 9_000 + random.nextInt(9_000),
            cell.phase(Phase.MAX).orElseThrow().achievedOperationsPerSecond()))
        .toList();
    return Floor.of(41_000.5, 118_000.25, latencies, predictions);
  }

  private Cell notApplicable(String design, SortedMap<String, String> sweep, int repeat) {
    return new Cell(Cell.idOf(design, sweep, repeat), design, sweep, repeat, "embedded", "BUFFERED", "channel", false,
        List.of(new Mark(MarkKind.NOT_APPLICABLE, "the design has no ordered scan")), workload(0, 0), List.of(),
        List.of(), List.of(), null, null, null, null, List.of(), List.of(), null, "");
  }

  private Workload workload(long keyBytes, long valueBytes) {
    return new Workload("a", "read-modify-write", "9f2c5b1e", 100_000, KEY_BYTES, VALUE_BYTES, keyBytes, valueBytes);
  }

  private Cell cell(String design, SortedMap<String, String> sweep, int repeat) throws IOException {
    String id = Cell.idOf(design, sweep, repeat);
    double size = sweep.isEmpty() ? 1 : 1 + plan.sweepValues.indexOf(sweep.firstEntry().getValue());
    Draft cell = new Draft(id, Shape.of(design), size);
    cell.phase(Phase.LOAD, "closed", 1.3, null);
    double rate = cell.phase(Phase.MAX, "closed", 1, null);
    double target = Math.floor(rate * 0.8);
    cell.phase(Phase.RUN, "poisson", design.equals(plan.overloaded) ? 0.6 : 0.8, target);
    cell.drain();
    Cell measured = cell.finish(design, sweep, repeat);
    Cell unmarked = design.equals("bitcask") ? measured : measured.withForecasts(
        List.of(
            ForecastFigure.of(ForecastKind.WRITE_AMPLIFICATION, 4.5, measured),
            ForecastFigure.of(ForecastKind.PEAK_SPACE, 1.75, measured)));
    List<Mark> marks = new ArrayList<>(Marks.of(unmarked));
    if (repeat == 2 && design.equals("tiered")) {
      marks.add(new Mark(MarkKind.NOT_STEADY, "throughput range 31 % of the mean over 5 windows"));
    }
    return unmarked.withMarks(marks);
  }

  private Histogram samples(int count, double medianNanos, double sigma) {
    Histogram histogram = new Histogram(HistogramLog.SIGNIFICANT_DIGITS);
    histogram.setStartTimeStamp(1_772_360_130_000L);
    histogram.setEndTimeStamp(1_772_360_140_000L);
    for (int i = 0; i < count; i++) {
      histogram.recordValue((long) (medianNanos * Math.exp(sigma * random.nextGaussian())));
    }
    return histogram;
  }

  /// How a design writes: bytes per accepted byte by purpose, its relative speed and its background work.
  private record Shape(Map<String, Double> writtenPerByte, double speed, EventKind background, double space) {
    static Shape of(String design) {
      Map<String, Double> written = new LinkedHashMap<>();
      return switch (design) {
        case "leveled" -> {
          written.putAll(Map.of("COMMIT_LOG", 1.04, "FLUSH", 1.0, "COMPACTION", 5.3, "MANIFEST", 0.01));
          yield new Shape(written, 0.75, EventKind.COMPACTION, 1.15);
        }
        case "tiered" -> {
          written.putAll(Map.of("COMMIT_LOG", 1.04, "FLUSH", 1.0, "COMPACTION", 2.4, "MANIFEST", 0.01));
          yield new Shape(written, 0.9, EventKind.COMPACTION, 1.7);
        }
        case "bitcask" -> {
          written.putAll(Map.of("SEGMENT", 1.03, "MERGE", 0.9, "HINT", 0.03));
          yield new Shape(written, 1, EventKind.MERGE, 1.6);
        }
        case "wisckey" -> {
          written.putAll(Map.of("VALUE_LOG", 1.05, "COLLECTION", 0.7, "FLUSH", 0.05, "COMPACTION", 0.2, "MANIFEST",
              0.01));
          yield new Shape(written, 0.85, EventKind.COLLECTION, 1.9);
        }
        default -> new Shape(written, 1.4, EventKind.FLUSH, 0);
      };
    }

    static RollUp rollUp(String purpose) {
      return switch (purpose) {
        case "COMMIT_LOG", "SEGMENT", "VALUE_LOG" -> RollUp.COMMIT;
        case "FLUSH", "COMPACTION", "MERGE", "COLLECTION" -> RollUp.REORGANISE;
        case "GET" -> RollUp.READ;
        default -> RollUp.METADATA;
      };
    }
  }

  /// A cell while it is invented: phase by phase, second by second.
  private final class Draft {
    private final String id;
    private final Shape shape;
    private final double size;
    private final List<Phase> phases = new ArrayList<>();
    private final List<Event> events = new ArrayList<>();
    private final List<LedgerSection> ledger = new ArrayList<>();
    private long second;
    private long space = 40_000_000;

    Draft(String id, Shape shape, double size) {
      this.id = id;
      this.shape = shape;
      this.size = size;
    }

    double phase(String name, String arrival, double share, @Nullable Double target) throws IOException {
      double begin = second + 0.25;
      Map<String, List<Histogram>> recorded = new LinkedHashMap<>();
      for (String operation : name.equals(Phase.LOAD) ? List.of("INSERT") : List.of("READ", "UPDATE")) {
        recorded.put(operation, List.of(samples(0, 1, 0), samples(0, 1, 0), samples(0, 1, 0)));
      }
      long failed = 0;
      Map<String, Long> written = new LinkedHashMap<>();
      long read = 0;
      double wave = 0;
      for (int i = 0; i < plan.phaseSeconds; i++, second++) {
        boolean isBusy = i % 5 == 3;
        wave = 0.8 * wave + random.nextGaussian() * 0.02;
        int operations =
            (int) (plan.operationsPerSecond * shape.speed * share / Math.sqrt(size) * (isBusy ? 0.9 : 1) * (1 + wave));
        Histogram merged = new Histogram(HistogramLog.SIGNIFICANT_DIGITS);
        long writes = 0;
        for (int n = 0; n < operations; n++) {
          List<String> types = List.copyOf(recorded.keySet());
          String type = types.get(random.nextInt(types.size()));
          double service = (type.equals("READ") ? 90_000 : 140_000) / shape.speed * size
              * Math.exp(0.45 * random.nextGaussian()) + (isBusy && random.nextInt(60) == 0
                  ? 9e6 * random.nextDouble() : 0);
          double wait = target == null ? 0 : 5_000 * Math.exp(random.nextGaussian());
          List<Histogram> three = recorded.getOrDefault(type, List.of());
          three.get(0).recordValue((long) service);
          three.get(1).recordValue((long) wait);
          three.get(2).recordValue((long) (service + wait));
          merged.recordValue((long) (service + wait));
          writes += type.equals("READ") ? 0 : 1;
        }
        long errors = isBusy ? random.nextInt(3) : 0;
        failed += errors;
        SortedMap<String, Long> row = bytes(writes * (VALUE_BYTES + KEY_BYTES), isBusy);
        row.forEach((purpose, count) -> written.merge(purpose, count, Long::sum));
        long readBytes = operations * 1_700L;
        read += readBytes;
        space += (long) (writes * 3_069L * (isBusy ? -0.3 : 0.6 * shape.space));
        timeline.add(new TimelineRow(id, name, second, operations, errors, merged.getValueAtPercentile(50),
            merged.getValueAtPercentile(99), merged.getMaxValue(), row, readBytes, space, space - 1_000_000.0,
            23_000_000L + second * 10_000L,
            isBusy ? 900_000L : 3_000_000L + 100_000L * i, isBusy ? 12.5 : 0, i % 7 == 0 ? 3.25 : 0));
        background(name, i, isBusy, row);
      }
      return close(name, arrival, target, begin, recorded, failed, written, read);
    }

    private SortedMap<String, Long> bytes(long accepted, boolean isBusy) {
      SortedMap<String, Long> row = new TreeMap<>();
      shape.writtenPerByte.forEach((purpose, ratio) -> {
        boolean isCommit = Shape.rollUp(purpose) == RollUp.COMMIT;
        long bytes = (long) (accepted * 3 * ratio * (isCommit ? 1 : isBusy ? 3.4 : 0.4));
        row.put(purpose, bytes);
      });
      return row;
    }

    private void background(String phase, int i, boolean isBusy, SortedMap<String, Long> row) {
      if (isBusy && shape.space > 0) {
        events.add(new Event(EventKind.FLUSH, phase, NODES.get(i % 3), second + 0.05, second + 0.2, 0, 4_194_304));
        events.add(new Event(shape.background, phase, NODES.get((i + 1) % 3), second + 0.1, second + 1.4,
            row.getOrDefault("COMPACTION", 1_000_000L), row.getOrDefault("COMPACTION", 900_000L)));
        if (i % 10 == 3) {
          events.add(new Event(EventKind.STALL, phase, NODES.get(i % 3), second + 0.5, second + 0.5125, 0, 0));
        }
      }
      if (i % 7 == 0) {
        events.add(new Event(EventKind.GC_PAUSE, phase, "", second + 0.4, second + 0.40325, 0, 0));
      }
    }

    private double close(
        String name, String arrival, @Nullable Double target, double begin, Map<String, List<Histogram>> recorded,
            long failed,
        Map<String, Long> written, long read) throws IOException {
      List<OperationCount> operations = new ArrayList<>();
      List<LatencySummary> latencies = new ArrayList<>();
      for (Map.Entry<String, List<Histogram>> entry : recorded.entrySet()) {
        boolean isFirst = operations.isEmpty();
        operations.add(new OperationCount(entry.getKey(), entry.getValue().get(0).getTotalCount(), 0, 0, isFirst
            ? failed : 0, 0,
            0, target == null ? 0 : 2));
        latencies.add(draft.write(id, name, entry.getKey(), LatencyKind.SERVICE, List.of(entry.getValue().get(0))));
        if (target != null) {
          latencies.add(draft.write(id, name, entry.getKey(), LatencyKind.WAIT, List.of(entry.getValue().get(1))));
        }
        latencies.add(draft.write(id, name, entry.getKey(), LatencyKind.RESPONSE, List.of(entry.getValue().get(2))));
      }
      long ok = operations.stream().mapToLong(OperationCount::ok).sum();
      long writes = operations.stream()
          .filter(each -> !each.operation().equals("READ"))
          .mapToLong(OperationCount::ok)
          .sum();
      double seconds = target != null ? ok / (target * (id.startsWith(plan.overloaded) && !plan.overloaded.isEmpty()
          ? 0.8 : 1))
          : plan.phaseSeconds;
      phases.add(new Phase(name, arrival, begin, seconds, target, ok / seconds,
          operations.stream().mapToLong(OperationCount::offered).sum(), operations, latencies,
          Background.of(events, name), name.equals(Phase.LOAD) ? 0 : writes));
      window(name, written, read, writes);
      return ok / seconds;
    }

    private void window(String window, Map<String, Long> written, long read, long writes) {
      List<LedgerSection> nodes = new ArrayList<>();
      for (int node = 0; node < NODES.size(); node++) {
        List<LedgerRow> rows = new ArrayList<>();
        for (Map.Entry<String, Long> entry : new TreeMap<>(written).entrySet()) {
          long issued = share(entry.getValue(), node);
          rows.add(new LedgerRow(entry.getKey(), Shape.rollUp(entry.getKey()), issued - issued / 40, issued, issued / 2,
              0, issued / 65_536 + 1, issued / 262_144, issued / 4_000_000));
        }
        rows.add(new LedgerRow("GET", RollUp.READ, 0, 0, Math.max(0, share(read, node) - 1), share(read, node), 0,
            share(read, node) / 1_700, 0));
        ledger.add(LedgerSection.of(Layer.ENGINE, NODES.get(node), window, writes * KEY_BYTES, writes * VALUE_BYTES,
            rows));
        List<LedgerRow> withHints = new ArrayList<>(rows);
        long hints = window.equals(Phase.RUN) ? 4_096 : 0;
        withHints.add(new LedgerRow("HINTED_HANDOFF", RollUp.METADATA, hints, hints, 0, 0, hints / 1_024, 0, 0));
        nodes.add(LedgerSection.of(Layer.NODE, NODES.get(node), window, writes * KEY_BYTES, writes * VALUE_BYTES,
            withHints));
        if (hints > 0) {
          TimelineRow last = timeline.removeLast();
          SortedMap<String, Long> more = new TreeMap<>(last.writtenIssuedBytesByPurpose());
          more.merge("HINTED_HANDOFF", hints, Long::sum);
          timeline.add(new TimelineRow(last.cell(), last.phase(), last.second(), last.okOperations(),
              last.notOkOperations(), last.p50Nanos(), last.p99Nanos(), last.maxNanos(), more,
              last.readTransferredBytes(), last.spaceAllocatedBytes(), last.spaceMeanBytes(), last.memoryBytes(), last.debtBytes(),
              last.stallMillis(), last.gcPauseMillis()));
        }
      }
      ledger.addAll(nodes);
      ledger.add(LedgerSection.sum(Layer.CLUSTER, LedgerSection.CLUSTER_SCOPE, window, nodes)
          .withAccepted(writes * KEY_BYTES, writes * VALUE_BYTES));
    }

    private static long share(long total, int node) {
      return total / 3 + (node == 0 ? total % 3 : 0);
    }

    void drain() {
      SortedMap<String, Long> row = new TreeMap<>();
      shape.writtenPerByte.forEach((purpose, ratio) -> {
        if (Shape.rollUp(purpose) == RollUp.REORGANISE) {
          row.put(purpose, (long) (1_200_000 * ratio));
        }
      });
      space -= 5_000_000;
      timeline.add(new TimelineRow(id, LedgerSection.DRAIN, second, 0, 0, 0, 0, 0, row, 0, space, space, 26_900_000L, 0, 0, 0));
      second++;
      window(LedgerSection.DRAIN, row, 0, 0);
    }

    Cell finish(String design, SortedMap<String, String> sweep, int repeat) {
      List<LedgerSection> windows = List.copyOf(ledger);
      for (LedgerSection each : windows) {
        if (each.window().equals(Phase.MAX)) {
          ledger.add(sum(windows, each, Amplification.BURST, List.of(Phase.MAX, Phase.RUN)));
          ledger.add(sum(windows, each, Amplification.SETTLED, List.of(Phase.MAX, Phase.RUN, LedgerSection.DRAIN)));
        }
      }
      long live = 100_000L * (VALUE_BYTES + KEY_BYTES);
      long settled = (long) (live * 3 * Math.max(0.5, shape.space));
      List<Amplification> amplifications = new ArrayList<>();
      for (String point : List.of(Amplification.BURST, Amplification.SETTLED)) {
        long allocated = point.equals(Amplification.BURST) ? settled + settled / 5 : settled;
        amplifications.add(amplification(Layer.ENGINE, point, 3, allocated, live * 3));
        amplifications.add(amplification(Layer.CLUSTER, point, 1, allocated, live));
      }
      long writes = phases.stream().flatMap(phase -> phase.operations().stream())
          .filter(each -> !each.operation().equals("READ")).mapToLong(OperationCount::ok).sum();
      List<TreeShape> shapes = List.of(
          TreeShape.of(Amplification.BURST, List.of(new ShapeLevel("L0", 4, 16_000_000), new ShapeLevel("L1", 9,
              36_000_000))),
          TreeShape.of(Amplification.SETTLED, List.of(new ShapeLevel("L0", 0, 0), new ShapeLevel("L1", 12,
              48_000_000))));
      return new Cell(id, design, sweep, repeat, "embedded", "BUFFERED", "channel", false, List.of(),
          workload(writes * KEY_BYTES, writes * VALUE_BYTES), phases, ledger, amplifications, null,
          SpaceUse.of(id, timeline, settled + settled / 5, settled),
          MemoryUse.of(id, timeline, amplifications.getLast().memory().totalBytes()), new Drain(3_400_000, 0.8 * shape.space), shapes,
              events, List.of(new StallTotal("level 0", 3, 0.25), new StallTotal("debt", 0, 0)), "");
    }

    private Amplification amplification(Layer layer, String point, long copies, long allocated, long live) {
      long reads = 20_000 * copies;
      SortedMap<String, Long> memory = new TreeMap<>(Map.of("index", 1_500_000L, "filter", 400_000L, "memtable",
          4_000_000L,
          "keyDirectory", shape.background == EventKind.MERGE ? 21_000_000L : 0L));
      return Amplification.of(layer, point, ledger,
          ReadAmplification.of(reads, (long) (reads * (1 + shape.space)), reads * 2, reads * 13 / 10, reads / 2,
              reads, reads + 1, reads * VALUE_BYTES, reads / 100, reads / 4),
          SpaceAmplification.of(allocated, live, 1_023), MemoryOverhead.of(memory, live));
    }

    private static LedgerSection sum(List<LedgerSection> all, LedgerSection like, String window, List<String> parts) {
      return LedgerSection.sum(like.layer(), like.scope(), window, all.stream()
          .filter(each -> each.layer() == like.layer() && each.scope().equals(like.scope())
              && parts.contains(each.window()))
          .toList());
    }
  }
}
