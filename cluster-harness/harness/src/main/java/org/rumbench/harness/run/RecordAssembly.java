package org.rumbench.harness.run;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.rumbench.harness.cell.CellProcess;
import org.rumbench.harness.machine.Machine;
import org.rumbench.harness.plan.ExperimentPlan;
import org.rumbench.harness.plan.PlannedCell;
import org.rumbench.result.CacheState;
import org.rumbench.result.Cell;
import org.rumbench.result.Experiment;
import org.rumbench.result.Floor;
import org.rumbench.result.Goal;
import org.rumbench.result.LatencyKind;
import org.rumbench.result.LatencySummary;
import org.rumbench.result.OperationCount;
import org.rumbench.result.Phase;
import org.rumbench.result.Prediction;
import org.rumbench.result.Provenance;
import org.rumbench.result.RunRecord;

/// Puts a finished flow together into the record of a run: provenance, floor and predictions around the cells.
final class RecordAssembly {
  private final ExperimentPlan plan;
  private final RunFlow flow;

  RecordAssembly(ExperimentPlan plan, RunFlow flow) {
    this.plan = plan;
    this.flow = flow;
  }

  /// The sealed record. `probes` are the machine's own latencies, whose logs are in the run directory already.
  RunRecord record(
      String id, Path home, Path data, String startTime, String commandLine, List<LatencySummary> probes) {
    Machine machine = Machine.look(home, data);
    TreeMap<String, String> configuration = new TreeMap<>(plan.base().texts());
    configuration.put("engines", String.join(",", plan.designs()));
    plan.experiment().sweep().forEach((key, texts) -> configuration.put(key, String.join(" | ", texts)));
    boolean hasPoints = !plan.experiment().points().isEmpty();
    Provenance provenance =
        new Provenance(machine.commit(), machine.isDirty(), plan.base().longOf("workload.seed"), machine.host(),
            machine.cpu(), machine.cores(), machine.memoryBytes(), machine.kernel(), machine.filesystem(),
            machine.javaVersion(), CellProcess.jvmFlags(plan.base()), configuration, startTime, commandLine,
            CacheState.valueOf(plan.base().enumOf("cache")), List.copyOf(flow.cells().keySet()), "");
    Experiment experiment =
        new Experiment(plan.experiment().name(), plan.experiment().question(), plan.experiment().description(),
            plan.designs(), hasPoints ? List.of(Goal.POINT) : List.copyOf(plan.experiment().sweep().keySet()),
            plan.base().intOf("run.repeats"), plan.experiment().against().isEmpty() ? null : plan.experiment().against(),
            plan.experiment().goals().isEmpty() ? null : plan.experiment().goals(),
            plan.experiment().figures().isEmpty() ? null : plan.experiment().figures(), "");
    return RunRecord.sealed(id, provenance, experiment, floor(probes), cellsAsRead());
  }

  /// The cells by point, design and repeat, in the experiment's order, whatever the order in which they ran.
  private List<Cell> cellsAsRead() {
    List<SortedMap<String, String>> points = plan.cells().stream().map(PlannedCell::sweep).distinct().toList();
    return flow.cells().values().stream()
        .sorted(Comparator.comparingInt((Cell cell) -> points.indexOf(cell.sweep()))
            .thenComparingInt(cell -> plan.designs().indexOf(cell.design()))
            .thenComparingInt(Cell::repeat))
        .toList();
  }

  private Floor floor(List<LatencySummary> probes) {
    List<LatencySummary> latencies = new ArrayList<>(probes);
    Cell noop = flow.floorCell();
    Phase closed = noop == null ? null : closedPhase(noop).orElse(null);
    if (closed == null) {
      return Floor.of(null, null, latencies, List.of());
    }
    latencies.addAll(closed.latencies());
    return Floor.of(closed.achievedOperationsPerSecond(), flow.bareExchangesPerSecond(), latencies,
        predictions(closed));
  }

  /// For each design: the floor's cost of an operation, plus what the replicas' engines add at their bare cost.
  private List<Prediction> predictions(Phase noop) {
    List<Prediction> predictions = new ArrayList<>();
    double floorNanos = 1e9 / noop.achievedOperationsPerSecond();
    for (Map.Entry<String, Cell> bare : flow.bareCells().entrySet()) {
      Optional<Phase> phase = closedPhase(bare.getValue());
      Optional<Phase> achieved =
          flow.cells().values().stream()
              .filter(cell -> cell.design().equals(bare.getKey()) && cell.repeat() == 1 && cell.isComplete())
              .findFirst()
              .flatMap(RecordAssembly::closedPhase);
      if (phase.isPresent() && achieved.isPresent()) {
        predictions.add(
            Prediction.of(bare.getKey(), floorNanos, bareNanos(phase.get()),
                achieved.get().achievedOperationsPerSecond()));
      }
    }
    return predictions;
  }

  /// Engine time of one operation of the cluster: what its requests cost on one bare engine, times the replicas that
  /// each request reaches. An update that reads first costs R reads and N writes.
  private double bareNanos(Phase bare) {
    long readers = plan.base().longOf("cluster.readQuorum");
    long writers = plan.base().longOf("cluster.replicas");
    double total = 0;
    long operations = 0;
    double readNanos = mean(bare, "READ").orElse(0.0);
    for (OperationCount count : bare.operations()) {
      double mean = mean(bare, count.operation()).orElse(0.0);
      double cost =
          switch (count.operation()) {
            case "READ", "SCAN" -> readers * mean;
            case "UPDATE", "READ_MODIFY_WRITE" -> updateNanos(count.operation(), mean, readNanos, readers, writers);
            default -> writers * mean;
          };
      total += cost * count.ok();
      operations += count.ok();
    }
    return operations == 0 ? 0 : total / operations;
  }

  private double updateNanos(String operation, double mean, double readNanos, long readers, long writers) {
    boolean isReadFirst =
        operation.equals("READ_MODIFY_WRITE") || plan.base().text("workload.update").equals("read-modify-write");
    double read = isReadFirst ? Math.min(readNanos, mean) : 0;
    return readers * read + writers * (mean - read);
  }

  private static Optional<Double> mean(Phase phase, String operation) {
    return phase.latency(operation, LatencyKind.SERVICE).map(LatencySummary::meanNanos);
  }

  /// The closed phase that says how fast a cell can go: the one called `max`, else the first after loading.
  static Optional<Phase> closedPhase(@Nullable Cell cell) {
    return cell == null
        ? Optional.empty()
        : cell.phase(Phase.MAX)
            .filter(phase -> phase.arrival().equals("closed"))
            .or(() -> cell.phases().stream()
                .filter(phase -> phase.arrival().equals("closed") && !phase.name().equals(Phase.LOAD))
                .findFirst());
  }
}
