package org.example.map;

import org.rumbench.runtime.Completion;
import org.rumbench.runtime.Job;
import org.rumbench.runtime.Step;

/// Waits until what was written before its first step is durable: one sync of the log.
final class MapFlush implements Job {
  private final MapEngine engine;
  private final Completion synced = new Completion();
  private boolean isStarted;

  MapFlush(MapEngine engine) {
    this.engine = engine;
  }

  @Override
  public String name() {
    return "flush of the log";
  }

  @Override
  public Step step(long budgetBytes) {
    if (!isStarted) {
      isStarted = true;
      engine.syncLog(synced);
      return Step.awaits(synced);
    }
    RuntimeException cause = synced.failure();
    if (cause != null) {
      engine.fail(cause);
      throw cause;
    }
    return Step.DONE;
  }
}
