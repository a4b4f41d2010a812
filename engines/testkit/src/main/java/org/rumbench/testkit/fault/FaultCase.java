package org.rumbench.testkit.fault;

import org.rumbench.storage.fault.FaultPlan;

/// One run of a script in which one call, or it and all that follow, fails. Its text says how to repeat it.
///
/// @param phase     when calls begin to be counted
/// @param call      the index of the failing call, from zero
/// @param fate      how it fails
/// @param isLasting whether all later calls fail too, until the store is reopened
/// @param ending    how the life with the failure ends
public record FaultCase(Phase phase, int call, FaultPlan.Fate fate, boolean isLasting, Ending ending) {
  /// When the failure comes.
  public enum Phase {
    /// In the life that does the script, its opening included.
    SCRIPT,
    /// While the store is opened again after the script.
    REOPENING
  }

  /// How a life ends.
  public enum Ending {
    /// In good order.
    CLOSE,
    /// The process dies.
    KILL,
    /// The power fails.
    POWER_CUT,
    /// The process dies, the store is opened, and the power fails: what was shown must have been made durable.
    KILL_THEN_POWER_CUT
  }

  @Override
  public String toString() {
    return "call " + call + " of " + phase + ", " + fate + (isLasting ? " from then on, " : " once, ") + ending;
  }
}
