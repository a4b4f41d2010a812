package org.rumbench.bitcask;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.rumbench.runtime.Completion;
import org.rumbench.runtime.Job;
import org.rumbench.runtime.Step;

/// A job that starts something and is done when that is: a flush, a full merge, settling. One use.
final class WaitJob implements Job {
  private final String name;
  private final Supplier<@Nullable Completion> start;
  private @Nullable Completion awaited;

  /// `start` gives what to wait for, or null when it could not start yet.
  WaitJob(String name, Supplier<@Nullable Completion> start) {
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
    if (started == null) {
      return Step.MORE;
    }
    started.throwIfFailed();
    return started.isDone() ? Step.DONE : Step.awaits(started);
  }
}
