package org.rumbench.result;

/// Reason why a cell must be read with care, or not at all.
public enum MarkKind {
  /// The measured window saw no flush, compaction, merge or collection: background cost is not in the figures.
  NO_BACKGROUND,
  /// Less than 99 % of the target rate was achieved: latencies are shown grey and never compared.
  OVERLOADED,
  /// The measured window did not reach steady state, or wrote too little for its amplifications.
  NOT_STEADY,
  /// The bytes are the engine's own counters, not those of the storage layer: an outside engine.
  OWN_COUNTERS,
  /// The cell was interrupted: what was measured until then is kept.
  PARTIAL,
  /// The design lacks a capability that the workload needs: nothing was run.
  NOT_APPLICABLE,
  /// The cell died or exceeded its error budget.
  FAILED
}
