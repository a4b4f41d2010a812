package org.rumbench.result;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// One stretch of a cell with one arrival process.
///
/// @param name name: load, max, run or one of the experiment; also the name of its ledger window.
/// @param arrival arrival process: closed, poisson, uniform or burst.
/// @param beginSeconds begin, in seconds since the begin of the cell.
/// @param durationSeconds length of the measured stretch.
/// @param targetOperationsPerSecond target rate of an open loop; absent for a closed loop.
/// @param achievedOperationsPerSecond operations that ended ok, over durationSeconds.
/// @param offeredOperations all operations of the phase, whatever became of them.
/// @param operations outcomes by operation type.
/// @param latencies latency by operation type and kind, of operations that ended ok.
/// @param background background work that began in this phase.
/// @param updateReads reads that the workload itself did in order to update one field.
public record Phase(
    String name,
    String arrival,
    double beginSeconds,
    double durationSeconds,
    @Nullable Double targetOperationsPerSecond,
    double achievedOperationsPerSecond,
    long offeredOperations,
    List<OperationCount> operations,
    List<LatencySummary> latencies,
    Background background,
    long updateReads) {

  /// Copies the collections.
  public Phase {
    operations = List.copyOf(operations);
    latencies = List.copyOf(latencies);
  }

  /// Name of the phase that loads the records.
  public static final String LOAD = "load";

  /// Name of the closed-loop phase that finds the sustainable rate.
  public static final String MAX = "max";

  /// Name of the open-loop phase that measures latency.
  public static final String RUN = "run";

  /// Operation under which a phase that began with opening the engine again holds the time of that, as a probe.
  public static final String OPEN = "OPEN";

  /// Operations that ended ok, of all types.
  public long okOperations() {
    return operations.stream().mapToLong(OperationCount::ok).sum();
  }

  /// Operations that started and did not end ok, of all types.
  public long notOkOperations() {
    return operations.stream().mapToLong(OperationCount::notOk).sum();
  }

  /// Returns the latency of one operation type and kind, if recorded.
  public Optional<LatencySummary> latency(String operation, LatencyKind kind) {
    return latencies.stream()
        .filter(each -> each.operation().equals(operation) && each.kind() == kind)
        .findFirst();
  }
}
