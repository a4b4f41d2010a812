package org.rumbench.harness.cell;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.rumbench.engine.DataProfile;
import org.rumbench.engine.EngineFactory;
import org.rumbench.engine.EngineOptions;
import org.rumbench.engine.Forecast;
import org.rumbench.harness.plan.PlannedCell;
import org.rumbench.harness.plan.Settings;
import org.rumbench.harness.run.Engines;
import org.rumbench.result.Amplification;
import org.rumbench.result.Cell;
import org.rumbench.result.ForecastFigure;
import org.rumbench.result.ForecastKind;
import org.rumbench.result.Layer;
import org.rumbench.result.Phase;

/// Puts what a design's own cost model says beside what was measured: for one bare engine that was loaded and whose
/// records were overwritten only, as often as they really were. The model knows uniform overwriting only.
final class CellForecast {
  private static final Set<String> OVERWRITING = new TreeSet<>(Set.of("READ", "SCAN", "UPDATE", "READ_MODIFY_WRITE"));

  private CellForecast() {}

  /// The result, with forecasts where they apply.
  static CellResult beside(CellResult result, CellOrder order) {
    Cell cell = result.cell();
    boolean isForecast = order.role() == PlannedCell.Role.MEASURE && cell.target().equals("engine")
        && cell.phases().stream().filter(phase -> !phase.name().equals(Phase.LOAD))
            .flatMap(phase -> phase.operations().stream())
            .allMatch(each -> OVERWRITING.contains(each.operation()));
    return isForecast
        ? profile(cell)
            .flatMap(data -> forecast(order, data))
            .map(forecast -> new CellResult(cell.withForecasts(figures(forecast, cell)), result.timeline()))
            .orElse(result)
        : result;
  }

  private static Optional<DataProfile> profile(Cell cell) {
    int keyBytes = cell.workload().keyBytes();
    int valueBytes = cell.workload().valueBytes();
    return cell.amplification(Layer.ENGINE, Amplification.SETTLED)
        .filter(settled -> settled.write().acceptedBytes() > 0)
        .map(settled -> new DataProfile(cell.workload().records(), keyBytes, valueBytes,
            Math.round(settled.write().acceptedBytes() / ((double) keyBytes + valueBytes))));
  }

  private static Optional<Forecast> forecast(CellOrder order, DataProfile data) {
    EngineFactory factory = Engines.named(order.design());
    EngineOptions options = EngineOptions.of(
        factory.options(), order.settings().under(Settings.ENGINE_PREFIX + order.design() + "."));
    return factory.forecast(options, data);
  }

  private static List<ForecastFigure> figures(Forecast forecast, Cell cell) {
    return List.of(
        ForecastFigure.of(ForecastKind.WRITE_AMPLIFICATION, forecast.writeAmplification(), cell),
        ForecastFigure.of(ForecastKind.FILTERS_PER_READ, forecast.filtersPerRead(), cell),
        ForecastFigure.of(ForecastKind.SOURCES_PER_READ, forecast.sourcesPerRead(), cell),
        ForecastFigure.of(ForecastKind.SETTLED_SPACE, forecast.settledSpace(), cell),
        ForecastFigure.of(ForecastKind.AVERAGE_SPACE, forecast.averageSpace(), cell),
        ForecastFigure.of(ForecastKind.PEAK_SPACE, forecast.peakSpace(), cell));
  }
}
