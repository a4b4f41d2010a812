package org.example.map;

import org.rumbench.runtime.Completion;
import org.rumbench.runtime.Job;
import org.rumbench.runtime.Step;

/// Waits for the end of a rewriting: nothing else is ever owed.
final class MapSettling implements Job {
  private final MapEngine engine;

  MapSettling(MapEngine engine) {
    this.engine = engine;
  }

  @Override
  public String name() {
    return "settling";
  }

  @Override
  public Step step(long budgetBytes) {
    Completion rewriting = engine.rewriting();
    return rewriting == null ? Step.DONE : Step.awaits(rewriting);
  }
}
