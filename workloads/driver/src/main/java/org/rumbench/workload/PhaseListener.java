package org.rumbench.workload;

/// Follows a phase from the driver's loop; must be quick.
public interface PhaseListener {
  /// A listener that does nothing.
  PhaseListener NONE = new PhaseListener() {};

  /// A second has passed: the time to sample ledgers and counters for the same row of the timeline.
  default void onSecond(TimelineRow row) {}

  /// The phase is over.
  default void onEnded(PhaseResult result) {}
}
