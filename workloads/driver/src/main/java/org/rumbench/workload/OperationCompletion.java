package org.rumbench.workload;

/// Told the outcome of one request, once, on the driver's loop.
@FunctionalInterface
public interface OperationCompletion {
  /// After this call the operation and its buffers belong to the driver again.
  void onCompleted(Operation operation, Outcome outcome);
}
