package org.rumbench.workload;

/// Which of an operation's three latencies.
public enum LatencyKind {
  /// From the start to the end.
  SERVICE,
  /// From the intended start to the start: the time spent waiting for a free place.
  WAIT,
  /// From the intended start to the end: what a user of an open system feels.
  RESPONSE
}
