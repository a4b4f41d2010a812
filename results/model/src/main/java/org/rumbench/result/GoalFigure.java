package org.rumbench.result;

import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/// Figure of a cell that a [Goal] is about.
public enum GoalFigure {
  /// Operations of a phase that ended ok, per second.
  RATE(true),
  /// Response time of one operation type of a phase, p99.9, in nanoseconds.
  RESPONSE_P999(true),
  /// Syncs of files over writes of a phase.
  SYNCS_PER_WRITE(true),
  /// Time to open the store again before the phase, in nanoseconds.
  OPEN_TIME(true),
  /// Bytes issued over bytes accepted by the engine, commit log included, from loaded to settled.
  WRITE_AMPLIFICATION(false),
  /// The same while loading, background work until settled included.
  LOAD_WRITE_AMPLIFICATION(false),
  /// Measured write amplification over what the design's own cost model said.
  WRITE_OVER_FORECAST(false),
  /// Bytes of log and merges over those of the log, times 1 - u, where u is the share of what merges read that they
  /// wrote again: 1 where a log is cleaned at the cost 1/(1-u) (Rosenblum and Ousterhout, TOCS 1992), hints and
  /// manifests left aside. Of designs that merge logs, from loaded to settled.
  WRITE_OVER_CLEANING_COST(false),
  /// Allocated over live bytes, settled.
  SETTLED_SPACE(false),
  /// Largest allocation of the timeline after loading over live bytes.
  PEAK_SPACE(false),
  /// Largest resident total of the engine's memory in the timeline after loading, in bytes.
  PEAK_MEMORY(false);

  private static final List<String> WRITES = List.of("UPDATE", "INSERT", "READ_MODIFY_WRITE", "DELETE");

  private static final String MERGE = "MERGE";

  private final boolean isOfPhase;

  GoalFigure(boolean isOfPhase) {
    this.isOfPhase = isOfPhase;
  }

  /// Whether it belongs to a phase; the others belong to the cell.
  public boolean isOfPhase() {
    return isOfPhase;
  }

  /// Its value in a cell; empty where it was not measured. `phase` and `operation` are those of the goal.
  public OptionalDouble of(Cell cell, @Nullable String phase, @Nullable String operation) {
    if (!cell.isComplete()) {
      return OptionalDouble.empty();
    }
    Double value = switch (this) {
      case RATE -> phase(cell, phase).map(Phase::achievedOperationsPerSecond).orElse(null);
      case RESPONSE_P999 -> operation == null ? null : phase(cell, phase)
          .flatMap(each -> each.latency(operation, LatencyKind.RESPONSE))
          .filter(latency -> latency.count() > 0)
          .map(latency -> (double) latency.p999Nanos())
          .orElse(null);
      case SYNCS_PER_WRITE -> phase(cell, phase).map(each -> syncsPerWrite(cell, each)).orElse(null);
      case OPEN_TIME -> phase(cell, phase)
          .flatMap(each -> each.latency(Phase.OPEN, LatencyKind.PROBE))
          .map(latency -> (double) latency.maxNanos())
          .orElse(null);
      case LOAD_WRITE_AMPLIFICATION -> loadWrites(cell);
      case WRITE_OVER_FORECAST -> writeOverForecast(cell);
      case WRITE_OVER_CLEANING_COST -> writeOverCleaningCost(cell);
      case WRITE_AMPLIFICATION -> settled(cell).map(each -> each.write().issuedOverAcceptedRatio()).orElse(null);
      case SETTLED_SPACE -> settled(cell).map(each -> each.space().allocatedOverLiveRatio()).orElse(null);
      case PEAK_SPACE -> peakSpace(cell);
      case PEAK_MEMORY -> peakMemory(cell);
    };
    return value == null ? OptionalDouble.empty() : OptionalDouble.of(value);
  }

  private static Optional<Phase> phase(Cell cell, @Nullable String name) {
    return name == null ? Optional.empty() : cell.phase(name);
  }

  private static Optional<Amplification> settled(Cell cell) {
    return cell.amplification(Layer.ENGINE, Amplification.SETTLED);
  }

  private static @Nullable Double peakSpace(Cell cell) {
    SpaceUse space = cell.space();
    return space == null
        ? null
        : settled(cell).map(each -> Ratio.of(space.peakBytes(), each.space().liveBytes())).orElse(null);
  }

  private static @Nullable Double peakMemory(Cell cell) {
    MemoryUse memory = cell.memory();
    return memory == null ? null : (double) memory.peakBytes();
  }

  private static @Nullable Double loadWrites(Cell cell) {
    long issued = 0;
    long accepted = 0;
    for (LedgerSection section : cell.ledger()) {
      if (section.layer() == Layer.ENGINE && section.window().equals(Phase.LOAD)) {
        issued += section.total().writtenIssuedBytes();
        accepted += section.acceptedKeyBytes() + section.acceptedValueBytes();
      }
    }
    return Ratio.of(issued, accepted);
  }

  private static @Nullable Double writeOverForecast(Cell cell) {
    List<ForecastFigure> forecasts = cell.forecasts();
    return forecasts == null ? null : forecasts.stream()
        .filter(each -> each.kind() == ForecastKind.WRITE_AMPLIFICATION)
        .findFirst()
        .map(ForecastFigure::measuredOverForecastRatio)
        .orElse(null);
  }

  private static @Nullable Double writeOverCleaningCost(Cell cell) {
    long logged = 0;
    long merged = 0;
    long read = 0;
    for (LedgerSection section : cell.ledger()) {
      if (section.layer() == Layer.ENGINE && section.window().equals(Amplification.SETTLED)) {
        for (LedgerRow row : section.rows()) {
          boolean isMerge = row.purpose().equals(MERGE);
          logged += row.rollUp() == RollUp.COMMIT ? row.writtenIssuedBytes() : 0;
          merged += isMerge ? row.writtenIssuedBytes() : 0;
          read += isMerge ? row.readTransferredBytes() : 0;
        }
      }
    }
    Double liveShare = Ratio.of(merged, read);
    Double writes = Ratio.of(logged + merged, logged);
    return liveShare == null || writes == null ? null : writes * (1 - liveShare);
  }

  private static @Nullable Double syncsPerWrite(Cell cell, Phase phase) {
    long syncs = cell.ledger().stream()
        .filter(each -> each.layer() == Layer.ENGINE && each.window().equals(phase.name()))
        .mapToLong(each -> each.total().syncCalls())
        .sum();
    long writes = phase.operations().stream()
        .filter(each -> WRITES.contains(each.operation()))
        .mapToLong(OperationCount::ok)
        .sum();
    return Ratio.of(syncs, writes);
  }
}
