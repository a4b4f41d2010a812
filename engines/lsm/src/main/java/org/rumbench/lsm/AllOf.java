package org.rumbench.lsm;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.rumbench.runtime.Completion;

/// Joins several completions into one: done when all parts are, failed with the first failure. Any thread.
public final class AllOf {
  private final Completion whole;
  private final AtomicInteger open;
  private final AtomicReference<@Nullable RuntimeException> failure = new AtomicReference<>();

  /// Completes `whole` when `parts` parts have an outcome.
  public AllOf(Completion whole, int parts) {
    this.whole = whole;
    this.open = new AtomicInteger(parts);
  }

  /// One of the parts.
  public Completion part() {
    Completion part = new Completion();
    part.onDone(this::onPart);
    return part;
  }

  /// Counts a completion that exists already as one of the parts.
  public void add(Completion part) {
    part.onDone(this::onPart);
  }

  private void onPart(@Nullable RuntimeException cause) {
    if (cause != null) {
      failure.compareAndSet(null, cause);
    }
    if (open.decrementAndGet() == 0) {
      RuntimeException first = failure.get();
      if (first == null) {
        whole.complete();
      } else {
        whole.fail(first);
      }
    }
  }
}
