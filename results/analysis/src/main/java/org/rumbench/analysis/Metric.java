package org.rumbench.analysis;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.rumbench.result.Amplification;
import org.rumbench.result.Cell;
import org.rumbench.result.ForecastFigure;
import org.rumbench.result.ForecastKind;
import org.rumbench.result.GoalFigure;
import org.rumbench.result.LatencyKind;
import org.rumbench.result.LatencySummary;
import org.rumbench.result.Layer;
import org.rumbench.result.LedgerRow;
import org.rumbench.result.Phase;
import org.rumbench.result.Ratio;

/// Headline figure of a cell, comparable over designs and sweep points.
// The functions capture nothing, so the values are immutable, which their type cannot say.
@SuppressWarnings("ImmutableEnumChecker")
public enum Metric {
  /// Closed-loop rate.
  MAX_THROUGHPUT("Throughput, max phase", "op/s", true,
      cell -> phase(cell, Phase.MAX, Phase::achievedOperationsPerSecond)),
  /// Rate of loading, background work included.
  LOAD_THROUGHPUT("Throughput, load phase", "op/s", true,
      cell -> phase(cell, Phase.LOAD, Phase::achievedOperationsPerSecond)),
  /// Achieved rate of the open loop.
  RUN_THROUGHPUT("Throughput, run phase", "op/s", true,
      cell -> phase(cell, Phase.RUN, Phase::achievedOperationsPerSecond)),
  /// Median response of reads: read, else scan.
  READ_P50("Read response p50", "ms", false, cell -> response(cell, Operations.READS, LatencySummary::p50Nanos)),
  /// 99th percentile of the response of reads: read, else scan.
  READ_P99("Read response p99", "ms", false, cell -> response(cell, Operations.READS, LatencySummary::p99Nanos)),
  /// 99.9th percentile of the response of reads: read, else scan.
  READ_P999("Read response p99.9", "ms", false, cell -> response(cell, Operations.READS, LatencySummary::p999Nanos)),
  /// Largest response of reads: read, else scan.
  READ_MAX("Read response max", "ms", false, cell -> response(cell, Operations.READS, LatencySummary::maxNanos)),
  /// Median response of writes: update, insert or read-modify-write.
  WRITE_P50("Write response p50", "ms", false, cell -> response(cell, Operations.WRITES, LatencySummary::p50Nanos)),
  /// 99th percentile of the response of writes: update, insert or read-modify-write.
  WRITE_P99("Write response p99", "ms", false, cell -> response(cell, Operations.WRITES, LatencySummary::p99Nanos)),
  /// 99.9th percentile of the response of writes: update, insert or read-modify-write.
  WRITE_P999("Write response p99.9", "ms", false, cell -> response(cell, Operations.WRITES, LatencySummary::p999Nanos)),
  /// Largest response of writes: update, insert or read-modify-write.
  WRITE_MAX("Write response max", "ms", false, cell -> response(cell, Operations.WRITES, LatencySummary::maxNanos)),
  /// Write amplification of the engines at the end of the run.
  ENGINE_WRITE_BURST("Write amplification, engine, burst", "×", false,
      cell -> write(cell, Layer.ENGINE, Amplification.BURST)),
  /// Write amplification of the engines after draining.
  ENGINE_WRITE("Write amplification, engine, settled", "×", false,
      cell -> write(cell, Layer.ENGINE, Amplification.SETTLED)),
  /// Write amplification of the engines while loading, background work until settled included.
  ENGINE_WRITE_LOAD("Write amplification, engine, loading", "×", false,
      cell -> GoalFigure.LOAD_WRITE_AMPLIFICATION.of(cell, null, null)),
  /// Write amplification of the cluster after draining.
  CLUSTER_WRITE("Write amplification, cluster, settled", "×", false,
      cell -> write(cell, Layer.CLUSTER, Amplification.SETTLED)),
  /// Memtables, tables and logs consulted by a point read of an engine.
  READ_SOURCES("Read amplification, engine: sources per read", "per read", false,
      cell -> engine(cell, each -> each.read().sourcesPerRead())),
  /// Blocks touched by a point read of an engine, cached ones included.
  READ_BLOCKS("Read amplification, engine: blocks per read", "per read", false,
      cell -> engine(cell, each -> each.read().blocksPerRead())),
  /// File bytes moved per byte returned by an engine.
  READ_BYTES("Read amplification, engine: bytes moved per byte returned", "×", false,
      cell -> engine(cell, each -> each.read().transferredOverReturnedRatio())),
  /// Space amplification of the engines after draining.
  ENGINE_SPACE("Space amplification, engine, settled", "×", false,
      cell -> engine(cell, each -> each.space().allocatedOverLiveRatio())),
  /// Largest space amplification of the engines after loading.
  ENGINE_SPACE_PEAK("Space amplification, engine, peak", "×", false,
      cell -> GoalFigure.PEAK_SPACE.of(cell, null, null)),
  /// Space amplification of the cluster after draining.
  CLUSTER_SPACE("Space amplification, cluster, settled", "×", false,
      cell -> of(cell.amplification(Layer.CLUSTER, Amplification.SETTLED)
          .map(each -> each.space().allocatedOverLiveRatio()).orElse(null))),
  /// Resident engine bytes per live byte.
  ENGINE_MEMORY("Memory overhead, engine", "×", false,
      cell -> engine(cell, each -> each.memory().residentOverLiveRatio())),
  /// Resident engine bytes per record loaded.
  MEMORY_PER_RECORD("Memory per record, engine", "B", false,
      cell -> engine(cell, each -> Ratio.of(each.memory().totalBytes(), cell.workload().records()))),
  /// Largest resident bytes of the engines after loading.
  MEMORY_PEAK("Memory, engines, peak", "MiB", false,
      cell -> cell.memory() == null ? OptionalDouble.empty() : mebibytes(cell.memory().peakBytes())),
  /// Time to open the store again.
  OPEN_TIME("Time to open again", "s", false, Metric::openSeconds),
  /// Bytes read by opening the store again.
  OPEN_BYTES("Bytes read by opening again", "MiB", false, Metric::openMebibytes),
  /// Background work owed at the end of the run.
  DEBT("Debt at end of run", "MiB", false,
      cell -> cell.drain() == null ? OptionalDouble.empty() : mebibytes(cell.drain().debtBytes())),
  /// Time to pay the debt.
  DRAIN_TIME("Drain time", "s", false,
      cell -> cell.drain() == null ? OptionalDouble.empty() : OptionalDouble.of(cell.drain().drainSeconds()));

  private static final double NANOS_PER_MILLI = 1e6;
  private static final double MIB = 1 << 20;

  private final String title;
  private final String unit;
  private final boolean isMoreBetter;
  private final Function<Cell, OptionalDouble> value;

  Metric(String title, String unit, boolean isMoreBetter, Function<Cell, OptionalDouble> value) {
    this.title = title;
    this.unit = unit;
    this.isMoreBetter = isMoreBetter;
    this.value = value;
  }

  /// Name for people.
  public String title() {
    return title;
  }

  /// Name in experiment files: `engine-write`.
  public String key() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /// The metric of that name; empty when there is none.
  public static Optional<Metric> named(String key) {
    return Arrays.stream(values()).filter(metric -> metric.key().equals(key)).findFirst();
  }

  /// Unit for people.
  public String unit() {
    return unit;
  }

  /// Whether a larger value is the better one.
  public boolean isMoreBetter() {
    return isMoreBetter;
  }

  /// Whether an overloaded cell makes the value meaningless.
  public boolean isLatency() {
    return unit.equals("ms");
  }

  /// Returns the value of a cell, empty where it was not measured.
  public OptionalDouble of(Cell cell) {
    return value.apply(cell);
  }

  /// What the design's cost model said of it in a cell, empty where it says nothing.
  public OptionalDouble forecast(Cell cell) {
    @Nullable ForecastKind kind = switch (this) {
      case ENGINE_WRITE -> ForecastKind.WRITE_AMPLIFICATION;
      case READ_SOURCES -> ForecastKind.SOURCES_PER_READ;
      case ENGINE_SPACE -> ForecastKind.SETTLED_SPACE;
      case ENGINE_SPACE_PEAK -> ForecastKind.PEAK_SPACE;
      default -> null;
    };
    List<ForecastFigure> figures = cell.forecasts();
    return kind == null || figures == null
        ? OptionalDouble.empty()
        : figures.stream().filter(each -> each.kind() == kind).mapToDouble(ForecastFigure::forecast).findFirst();
  }

  private static OptionalDouble of(@Nullable Double value) {
    return value == null ? OptionalDouble.empty() : OptionalDouble.of(value);
  }

  private static OptionalDouble phase(Cell cell, String name, Function<Phase, Double> figure) {
    return of(cell.phase(name).map(figure).orElse(null));
  }

  private static OptionalDouble response(
      Cell cell, List<String> operations, Function<LatencySummary, Long> figure) {
    return of(operations.stream()
        .flatMap(operation -> cell.phase(Phase.RUN).flatMap(p -> p.latency(operation, LatencyKind.RESPONSE)).stream())
        .filter(latency -> latency.count() > 0)
        .findFirst()
        .map(figure)
        .map(nanos -> nanos / NANOS_PER_MILLI)
        .orElse(null));
  }

  private static OptionalDouble write(Cell cell, Layer layer, String point) {
    return of(cell.amplification(layer, point).map(each -> each.write().issuedOverAcceptedRatio()).orElse(null));
  }

  private static OptionalDouble engine(Cell cell, Function<Amplification, @Nullable Double> figure) {
    return of(cell.amplification(Layer.ENGINE, Amplification.SETTLED).map(figure).orElse(null));
  }

  private static OptionalDouble mebibytes(long bytes) {
    return OptionalDouble.of(bytes / MIB);
  }

  private static OptionalDouble openSeconds(Cell cell) {
    return cell.phases().stream()
        .flatMap(phase -> phase.latencies().stream())
        .filter(each -> each.operation().equals(Phase.OPEN) && each.kind() == LatencyKind.PROBE)
        .mapToDouble(each -> each.maxNanos() / 1e9)
        .findFirst();
  }

  private static OptionalDouble openMebibytes(Cell cell) {
    return openSeconds(cell).isEmpty()
        ? OptionalDouble.empty()
        : mebibytes(cell.ledger().stream()
            .filter(each -> each.layer() == Layer.ENGINE && cell.phase(each.window()).isPresent()
                && !each.window().equals(Phase.LOAD))
            .flatMap(each -> each.rows().stream())
            .filter(each -> each.purpose().equals("RECOVERY"))
            .mapToLong(LedgerRow::readTransferredBytes).sum());
  }

  /// Operation types behind a latency, best first: a constant of the enum itself would come after its values.
  private static final class Operations {
    private static final List<String> READS = List.of("READ", "SCAN");
    private static final List<String> WRITES = List.of("UPDATE", "INSERT", "READ_MODIFY_WRITE", "DELETE");
  }
}
