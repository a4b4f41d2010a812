package org.rumbench.result;

/// Figure that a design's own cost model forecasts, and that was measured.
public enum ForecastKind {
  /// Bytes issued over bytes accepted by the engine, settled.
  WRITE_AMPLIFICATION,
  /// Filters probed per point read of the engine.
  FILTERS_PER_READ,
  /// Memtables, tables and logs consulted per point read of the engine.
  SOURCES_PER_READ,
  /// Allocated over live bytes, settled.
  SETTLED_SPACE,
  /// Mean allocation of the timeline over live bytes.
  AVERAGE_SPACE,
  /// Largest allocation of the timeline over live bytes.
  PEAK_SPACE
}
