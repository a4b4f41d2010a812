package org.rumbench.result;

/// Stretch of an operation that a histogram holds.
public enum LatencyKind {
  /// From the actual start of the operation to its end.
  SERVICE,
  /// From the intended start to the actual start.
  WAIT,
  /// From the intended start to the end: what a user of an open system sees.
  RESPONSE,
  /// A probe of the machine rather than an operation: hiccups, device syncs.
  PROBE
}
