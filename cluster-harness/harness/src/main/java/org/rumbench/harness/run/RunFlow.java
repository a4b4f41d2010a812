package org.rumbench.harness.run;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.rumbench.cluster.version.StoredValue;
import org.rumbench.engine.Capability;
import org.rumbench.engine.EngineFactory;
import org.rumbench.harness.cell.CellOrder;
import org.rumbench.harness.cell.CellProcess;
import org.rumbench.harness.cell.CellResult;
import org.rumbench.harness.plan.Configuration;
import org.rumbench.harness.plan.ExperimentPlan;
import org.rumbench.harness.plan.PhasePlan;
import org.rumbench.harness.plan.PlannedCell;
import org.rumbench.result.Cell;
import org.rumbench.result.Mark;
import org.rumbench.result.MarkKind;
import org.rumbench.result.Phase;
import org.rumbench.result.TimelineRow;
import org.rumbench.result.Workload;
import org.rumbench.workload.OperationType;
import org.rumbench.workload.RecordShape;
import org.rumbench.workload.WorkloadSpec;

/// Runs the cells of a plan one after another, each in its own process. One owner; [#interrupt] from any thread.
///
/// Keeps what was measured whatever happens: a cell that dies is marked FAILED with its last line, a cell that is
/// interrupted PARTIAL, and the following cells of an interrupted run are left out.
final class RunFlow {
  private static final String NOOP = "noop";

  private final ExperimentPlan plan;
  private final RunDirectories directories;
  private final PrintStream terminal;
  private final SequencedMap<String, Cell> cells = new LinkedHashMap<>();
  private final List<TimelineRow> timeline = new ArrayList<>();
  private final Map<String, Cell> bareCells = new TreeMap<>();
  private final List<String> failures = new ArrayList<>();
  private @Nullable Cell floorCell;
  private volatile boolean isInterrupted;
  private volatile @Nullable CellProcess running;

  RunFlow(ExperimentPlan plan, RunDirectories directories, PrintStream terminal) {
    this.plan = plan;
    this.directories = directories;
    this.terminal = terminal;
  }

  /// Runs everything.
  void run() throws IOException, InterruptedException {
    if (plan.base().booleanOf("floor") && !plan.base().text("target").equals("simulated")) {
      runFloor();
    }
    int number = 0;
    for (PlannedCell cell : plan.cells()) {
      number++;
      if (isInterrupted) {
        return;
      }
      String id = Cell.idOf(cell.design(), cell.sweep(), cell.repeat());
      terminal.printf("[%d/%d] %s%n", number, plan.cells().size(), id);
      Optional<String> missing = missingCapability(cell);
      if (missing.isPresent()) {
        terminal.printf("      not applicable: %s%n", missing.get());
        cells.put(id, unmeasured(cell, new Mark(MarkKind.NOT_APPLICABLE, missing.get())));
        continue;
      }
      CellResult result = runAtRate(cell, id);
      cells.put(id, result.cell());
      timeline.addAll(result.timeline());
    }
  }

  /// Runs a cell, with the rates that come from the design it is held against.
  private CellResult runAtRate(PlannedCell cell, String id) throws IOException, InterruptedException {
    String reference = plan.experiment().against().get(cell.design());
    Map<String, String> rates = new TreeMap<>();
    for (PhasePlan phase : cell.phases()) {
      if (reference == null || !phase.isAtRateOfReference(cell.configuration())) {
        continue;
      }
      Optional<Phase> closed = Optional.ofNullable(cells.get(Cell.idOf(reference, cell.sweep(), cell.repeat())))
          .filter(Cell::isComplete)
          .flatMap(RecordAssembly::closedPhase);
      if (closed.isEmpty()) {
        String reason = "no rate for phase " + phase.name() + ": " + reference + " was not measured";
        failures.add(id + ": " + reason);
        terminal.println("      FAILED: " + reason);
        return new CellResult(unmeasured(cell, new Mark(MarkKind.FAILED, reason)), List.of());
      }
      double share = cell.configuration().doubleOf(phase.name() + ".rateShare");
      rates.put(phase.name() + ".rate",
          Double.toString(Math.max(1, Math.rint(share * closed.get().achievedOperationsPerSecond()))));
    }
    return runCell(cell.with(rates), id);
  }

  /// The cluster on the engine that stores nothing, then each design bare: what a rate is predicted from.
  private void runFloor() throws IOException, InterruptedException {
    boolean isCluster = plan.base().text("target").equals("embedded");
    List<PhasePlan> phases = plan.phases().stream().filter(phase -> isClosed(plan.base(), phase)).limit(1).toList();
    if (phases.isEmpty() || !isCluster || plan.cells().isEmpty()) {
      return;
    }
    Configuration configuration = plan.cells().getFirst().configuration();
    terminal.println("[floor] the same cluster without a store, and a bare network exchange");
    RecordShape shape = ExperimentPlan.workload(configuration).shape();
    Configuration floor =
        configuration.with(Map.of("engine.noop.valueBytes",
            Long.toString((long) shape.fieldCount() * shape.fieldBytes() + StoredValue.HEADER_BYTES)));
    floorCell = runSupport(new PlannedCell(NOOP, new TreeMap<>(), 1, floor, phases, PlannedCell.Role.FLOOR));
    for (String design : plan.designs()) {
      PlannedCell bare =
          new PlannedCell(design, new TreeMap<>(), 1,
              configuration.with(Map.of("target", "engine", phases.getFirst().name() + ".inFlight", "1")), phases,
              PlannedCell.Role.BARE);
      if (!isInterrupted && missingCapability(bare).isEmpty()) {
        terminal.printf("[floor] %s bare%n", design);
        Cell cell = runSupport(bare);
        if (cell != null) {
          bareCells.put(design, cell);
        }
      }
    }
  }

  private @Nullable Cell runSupport(PlannedCell cell) throws IOException, InterruptedException {
    String seconds = cell.phases().getFirst().name() + ".seconds";
    PlannedCell shorter =
        cell.with(Map.of(seconds, Long.toString(Math.min(4, cell.configuration().longOf(seconds)))));
    String id = "floor-" + Cell.idOf(cell.design(), cell.sweep(), cell.repeat());
    Cell measured = runCell(shorter, id).cell();
    return measured.isComplete() ? measured : null;
  }

  private CellResult runCell(PlannedCell cell, String id)
      throws IOException, InterruptedException {
    Path data = directories.dataOf(id);
    Path output = directories.pending().path();
    try {
      CellOrder order =
          new CellOrder(cell.design(), cell.sweep(), cell.repeat(), cell.role(), cell.configuration().texts(),
              cell.phases(), output.toString(), data.toString());
      CellProcess process = CellProcess.start(order);
      running = process;
      int status;
      try {
        if (isInterrupted) {
          process.stop();
        }
        status = process.run(line -> terminal.println("      " + line));
      } finally {
        running = null;
      }
      CellResult result = CellResult.take(output, order.id());
      if (status == 0 && result != null) {
        return result;
      }
      return failed(cell, id, status, process.lastLines(), result);
    } finally {
      directories.dropData(data);
    }
  }

  private CellResult failed(
      PlannedCell cell, String id, int status, List<String> lastLines, @Nullable CellResult result) {
    if (isInterrupted) {
      Mark mark = new Mark(MarkKind.PARTIAL, "interrupted");
      return result == null
          ? new CellResult(unmeasured(cell, mark), List.of())
          : result.cell().hasMark(MarkKind.PARTIAL) ? result : new CellResult(marked(result.cell(), mark), result.timeline());
    }
    String reason = result != null && result.cell().hasMark(MarkKind.FAILED)
        ? result.cell().marks().stream()
            .filter(mark -> mark.kind() == MarkKind.FAILED).findFirst().map(Mark::reason).orElse("")
        : "the measured process " + CellProcess.describeExit(status)
            + (lastLines.isEmpty() ? "" : ": " + telling(lastLines));
    failures.add(id + ": " + reason);
    terminal.println("      FAILED: " + reason);
    lastLines.forEach(line -> terminal.println("      | " + line));
    if (result == null) {
      return new CellResult(unmeasured(cell, new Mark(MarkKind.FAILED, reason)), List.of());
    }
    return result.cell().hasMark(MarkKind.FAILED)
        ? result
        : new CellResult(marked(result.cell(), new Mark(MarkKind.FAILED, reason)), result.timeline());
  }

  /// Of the last lines of a process the one that says most: the innermost cause of a stack trace, else the last line.
  private static String telling(List<String> lastLines) {
    return lastLines.reversed().stream()
        .filter(line -> line.startsWith("Caused by: "))
        .findFirst()
        .or(() -> lastLines.reversed().stream().filter(line -> !line.startsWith("\t")).findFirst())
        .orElse(lastLines.getLast())
        .replaceFirst("^Caused by: ", "");
  }

  /// Ends the present cell with what it has measured; no further one starts.
  void interrupt() {
    isInterrupted = true;
    CellProcess process = running;
    if (process != null) {
      process.stop();
    }
  }

  private Optional<String> missingCapability(PlannedCell cell) {
    EngineFactory factory = Engines.named(cell.design());
    WorkloadSpec spec = ExperimentPlan.workload(cell.configuration());
    if (spec.mix().shareOf(OperationType.SCAN) > 0 && !factory.capabilities().contains(Capability.ORDERED_SCAN)) {
      return Optional.of(cell.design() + " has no ordered scan, which workload " + spec.name() + " needs");
    }
    if (!cell.configuration().text("target").equals("engine")
        && !factory.capabilities().contains(Capability.VERSIONED)) {
      return Optional.of(cell.design() + " does not reconcile versions, which a cluster needs");
    }
    if (factory.isOutside() && !cell.configuration().text("storage").equals("channel")) {
      return Optional.of(
          cell.design() + " reads and writes files in its own way: of the storages only channel applies to it");
    }
    return Optional.empty();
  }

  private static boolean isClosed(Configuration configuration, PhasePlan phase) {
    return configuration.text(phase.name() + ".arrival").equals("closed");
  }

  private Cell unmeasured(PlannedCell cell, Mark mark) {
    Configuration configuration = cell.configuration();
    return new Cell(Cell.idOf(cell.design(), cell.sweep(), cell.repeat()), cell.design(), cell.sweep(), cell.repeat(),
        configuration.text("target"), configuration.enumOf("durability"), configuration.text("storage"),
        configuration.text("target").equals("simulated"), List.of(mark),
        new Workload(configuration.text("workload.spec"), configuration.text("workload.update"), "",
            configuration.longOf("workload.records"), 0, 0, 0, 0),
        List.of(), List.of(), List.of(), null, null, null, null, List.of(), List.of(), null, "");
  }

  private static Cell marked(Cell cell, Mark mark) {
    List<Mark> marks = new ArrayList<>(cell.marks());
    marks.add(mark);
    return cell.withMarks(marks);
  }

  /// Whether [#interrupt] was called.
  boolean isInterrupted() {
    return isInterrupted;
  }

  /// Measured cells by id, in the order in which they ran.
  SequencedMap<String, Cell> cells() {
    return cells;
  }

  /// All their timeline rows.
  List<TimelineRow> timeline() {
    return timeline;
  }

  /// The floor cell, when it was measured.
  @Nullable Cell floorCell() {
    return floorCell;
  }

  /// Exchanges per second of a bare network exchange of the same messages, when they were measured.
  @Nullable Double bareExchangesPerSecond() {
    return floorCell == null
        ? null
        : floorCell.phase(FloorPhases.BARE_EXCHANGE).map(Phase::achievedOperationsPerSecond).orElse(null);
  }

  /// Bare cells by design.
  Map<String, Cell> bareCells() {
    return bareCells;
  }

  /// One line for each cell that failed.
  List<String> failures() {
    return failures;
  }
}
