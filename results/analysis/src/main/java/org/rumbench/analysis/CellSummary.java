package org.rumbench.analysis;

import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.SequencedMap;
import java.util.Set;
import java.util.SortedMap;
import org.rumbench.result.Cell;
import org.rumbench.result.Mark;
import org.rumbench.result.MarkKind;
import org.rumbench.result.OperationCount;
import org.rumbench.result.Phase;
import org.rumbench.result.RunRecord;

/// The repeats of one design at one sweep point, as one row: a median with its interval for each headline metric.
///
/// @param design engine design
/// @param sweep sweep point
/// @param cells the repeats in order
/// @param estimates metrics that at least one repeat measured
public record CellSummary(
    String design, SortedMap<String, String> sweep, List<Cell> cells, Map<Metric, Estimate> estimates) {

  /// Copies the collections.
  public CellSummary {
    cells = List.copyOf(cells);
    EnumMap<Metric, Estimate> copy = new EnumMap<>(Metric.class);
    copy.putAll(estimates);
    estimates = Collections.unmodifiableMap(copy);
  }

  /// Returns one summary per design and sweep point of a run, in the order of its cells; the run's seed resamples.
  public static List<CellSummary> of(RunRecord run) {
    SequencedMap<String, List<Cell>> groups = new LinkedHashMap<>();
    for (Cell cell : run.cells()) {
      groups.computeIfAbsent(Cell.idOf(cell.design(), cell.sweep(), 0), key -> new ArrayList<>()).add(cell);
    }
    return groups.values().stream().map(cells -> summarise(cells, run.provenance().seed())).toList();
  }

  /// Returns the estimate of a metric, if any repeat measured it.
  public Optional<Estimate> estimate(Metric metric) {
    return Optional.ofNullable(estimates.get(metric));
  }

  /// Kinds of marks on any repeat, in order of appearance.
  public Set<MarkKind> marks() {
    Set<MarkKind> marks = new LinkedHashSet<>();
    cells.forEach(cell -> cell.marks().stream().map(Mark::kind).forEach(marks::add));
    return Collections.unmodifiableSet(marks);
  }

  /// Whether latencies must not be compared.
  public boolean isOverloaded() {
    return marks().contains(MarkKind.OVERLOADED);
  }

  /// Operations of all repeats after loading that started and ended neither ok nor with an absent key.
  public long errors() {
    return counts().stream().mapToLong(count -> count.notOk() - count.notFound()).sum();
  }

  /// Operations of all repeats after loading that answered that the key is absent.
  public long notFound() {
    return counts().stream().mapToLong(OperationCount::notFound).sum();
  }

  /// Values of a metric over the repeats, for tests of significance.
  public double[] values(Metric metric) {
    return values(cells, metric);
  }

  private List<OperationCount> counts() {
    return cells.stream()
        .flatMap(cell -> cell.phases().stream())
        .filter(phase -> !phase.name().equals(Phase.LOAD))
        .flatMap(phase -> phase.operations().stream())
        .toList();
  }

  private static double[] values(List<Cell> cells, Metric metric) {
    return cells.stream()
        .map(metric::of)
        .filter(OptionalDouble::isPresent)
        .mapToDouble(OptionalDouble::getAsDouble)
        .toArray();
  }

  private static CellSummary summarise(List<Cell> cells, long seed) {
    EnumMap<Metric, Estimate> estimates = new EnumMap<>(Metric.class);
    for (Metric metric : Metric.values()) {
      double[] values = values(cells, metric);
      if (values.length > 0) {
        estimates.put(metric, Bootstrap.estimate(values, seed));
      }
    }
    return new CellSummary(cells.getFirst().design(), cells.getFirst().sweep(), cells, estimates);
  }
}
