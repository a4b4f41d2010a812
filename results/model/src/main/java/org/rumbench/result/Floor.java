package org.rumbench.result;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// Cost of the machine and the harness without an engine: no figure below it can be believed.
///
/// @param noopOperationsPerSecond closed-loop rate of the same cluster on the engine that stores nothing; absent when
///     not measured.
/// @param bareExchangeOperationsPerSecond rate of a bare network exchange of the same messages; absent when not
///     measured.
/// @param noopShareOfBareExchangeRatio noopOperationsPerSecond over bareExchangeOperationsPerSecond.
/// @param latencies operations on the engine that stores nothing, the hiccup meter (operation HICCUP) and the sync
///     probe (operation SYNC).
/// @param predictions rate predicted for each design from the floor and its bare cost.
/// @param digest SHA-256 over this section without this field.
public record Floor(
    @Nullable Double noopOperationsPerSecond,
    @Nullable Double bareExchangeOperationsPerSecond,
    @Nullable Double noopShareOfBareExchangeRatio,
    List<LatencySummary> latencies,
    List<Prediction> predictions,
    String digest) {

  /// Copies the collections.
  public Floor {
    latencies = List.copyOf(latencies);
    predictions = List.copyOf(predictions);
  }

  /// Returns a floor without figures.
  public static Floor none() {
    return new Floor(null, null, null, List.of(), List.of(), "");
  }

  /// Returns a floor with its share computed and its digest left to sealing.
  public static Floor of(
      @Nullable Double noopOperationsPerSecond,
      @Nullable Double bareExchangeOperationsPerSecond,
      List<LatencySummary> latencies,
      List<Prediction> predictions) {
    Double share =
        noopOperationsPerSecond == null || bareExchangeOperationsPerSecond == null
            ? null
            : Ratio.of(noopOperationsPerSecond, bareExchangeOperationsPerSecond);
    return new Floor(noopOperationsPerSecond, bareExchangeOperationsPerSecond, share, latencies, predictions, "");
  }
}
