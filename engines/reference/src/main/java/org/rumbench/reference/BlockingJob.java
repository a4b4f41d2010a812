package org.rumbench.reference;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.rumbench.runtime.Completion;
import org.rumbench.runtime.Job;
import org.rumbench.runtime.Step;

/// A job whose work happens inside one call of an outside engine, on a thread that may wait there. One use.
final class BlockingJob implements Job {
  private final String name;
  private final Supplier<Completion> start;
  private @Nullable Completion awaited;

  BlockingJob(String name, Supplier<Completion> start) {
    this.name = name;
    this.start = start;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public Step step(long budgetBytes) {
    Completion started = awaited;
    if (started == null) {
      started = start.get();
      awaited = started;
    }
    if (!started.isDone()) {
      return Step.awaits(started);
    }
    started.throwIfFailed();
    return Step.DONE;
  }
}
