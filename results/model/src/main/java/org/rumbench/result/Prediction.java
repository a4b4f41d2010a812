package org.rumbench.result;

import org.jspecify.annotations.Nullable;

/// Closed-loop rate that a design should reach: the floor cost of an operation plus the bare cost of its replica
/// work.
///
/// @param design engine design.
/// @param floorNanosPerOperation cost of an operation of the cluster on the engine that stores nothing.
/// @param bareNanosPerOperation cost of the engine work of one operation, all replicas together, measured on the bare
///     engine.
/// @param predictedOperationsPerSecond 1e9 over the sum of both costs.
/// @param achievedOperationsPerSecond rate of the closed-loop phase of the design.
/// @param achievedOverPredictedRatio achievedOperationsPerSecond over predictedOperationsPerSecond.
public record Prediction(
    String design,
    double floorNanosPerOperation,
    double bareNanosPerOperation,
    double predictedOperationsPerSecond,
    double achievedOperationsPerSecond,
    @Nullable Double achievedOverPredictedRatio) {

  /// Returns the prediction for two costs and the rate that was really achieved.
  public static Prediction of(
      String design, double floorNanosPerOperation, double bareNanosPerOperation, double achievedOperationsPerSecond) {
    double cost = floorNanosPerOperation + bareNanosPerOperation;
    double predicted = cost == 0 ? 0 : 1e9 / cost;
    return new Prediction(design, floorNanosPerOperation, bareNanosPerOperation, predicted, achievedOperationsPerSecond,
        Ratio.of(achievedOperationsPerSecond, predicted));
  }
}
