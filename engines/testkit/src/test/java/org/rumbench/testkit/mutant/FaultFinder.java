package org.rumbench.testkit.mutant;

import org.jspecify.annotations.Nullable;
import org.rumbench.testkit.Design;
import org.rumbench.testkit.Violation;
import org.rumbench.testkit.fault.FaultCheck;

/// A part of the calls of a small script, each failing once.
public final class FaultFinder implements Finder {
  private static final int RUNS = 80;

  @Override
  public String name() {
    return "fault";
  }

  @Override
  public @Nullable Finding find(Design design, long seed) {
    try {
      new FaultCheck(design, FaultCheck.SMALL, RUNS).run(seed);
      return null;
    } catch (Violation violation) {
      String message = String.valueOf(violation.getMessage());
      return new Finding(message.substring(message.indexOf('\n') + 1), RUNS);
    }
  }
}
