package org.rumbench.reference;

import java.util.function.BooleanSupplier;
import org.rumbench.runtime.Clock;
import org.rumbench.runtime.Job;
import org.rumbench.runtime.Step;

/// Asks an outside engine again and again whether it owes background work, for none of them tells.
///
/// @param clock     of its owner
/// @param isSettled whether nothing is owed
record SettleJob(Clock clock, BooleanSupplier isSettled) implements Job {
  private static final long PERIOD_NANOS = 2_000_000;

  @Override
  public String name() {
    return "settle";
  }

  @Override
  public Step step(long budgetBytes) {
    return isSettled.getAsBoolean() ? Step.DONE : Step.notBefore(clock.nanos() + PERIOD_NANOS);
  }
}
