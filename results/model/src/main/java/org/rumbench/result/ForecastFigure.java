package org.rumbench.result;

import org.jspecify.annotations.Nullable;

/// What a design's own cost model said of a figure, before the design ran, beside the measured one.
///
/// @param kind the figure.
/// @param forecast what the model said, for records overwritten uniformly as often as was measured.
/// @param measured what was measured; absent when nothing was.
/// @param measuredOverForecastRatio measured over forecast.
public record ForecastFigure(
    ForecastKind kind,
    double forecast,
    @Nullable Double measured,
    @Nullable Double measuredOverForecastRatio) {

  /// Returns a forecast beside the figure that a cell has measured.
  public static ForecastFigure of(ForecastKind kind, double forecast, Cell cell) {
    Double measured = measured(kind, cell);
    return new ForecastFigure(kind, forecast, measured, measured == null || forecast == 0 ? null : measured / forecast);
  }

  /// Returns what a cell has measured of a figure; null when nothing.
  static @Nullable Double measured(ForecastKind kind, Cell cell) {
    Amplification settled = cell.amplification(Layer.ENGINE, Amplification.SETTLED).orElse(null);
    if (settled == null) {
      return null;
    }
    SpaceUse space = cell.space();
    return switch (kind) {
      case WRITE_AMPLIFICATION -> settled.write().issuedOverAcceptedRatio();
      case FILTERS_PER_READ -> settled.read().filtersPerRead();
      case SOURCES_PER_READ -> settled.read().sourcesPerRead();
      case SETTLED_SPACE -> settled.space().allocatedOverLiveRatio();
      case AVERAGE_SPACE -> space == null ? null : Ratio.of(space.averageBytes(), (double) settled.space().liveBytes());
      case PEAK_SPACE -> space == null ? null : Ratio.of(space.peakBytes(), settled.space().liveBytes());
    };
  }
}
