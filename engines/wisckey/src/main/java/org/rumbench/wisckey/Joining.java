package org.rumbench.wisckey;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.rumbench.runtime.Completion;

/// Two outcomes as one: done when both are done, failed with the first failure once both have an outcome.
final class Joining implements Completion.Listener {
  private final Completion joint = new Completion();
  private final AtomicInteger missing = new AtomicInteger(2);
  private final AtomicReference<@Nullable RuntimeException> firstFailure = new AtomicReference<>();

  private Joining() {}

  static Completion of(Completion first, Completion second) {
    if (first.isDone() && first.failure() == null) {
      return second;
    }
    Joining joining = new Joining();
    first.onDone(joining);
    second.onDone(joining);
    return joining.joint;
  }

  /// Gives `completion` the outcome `failure`, null for done.
  static void settle(Completion completion, @Nullable RuntimeException failure) {
    if (failure == null) {
      completion.complete();
    } else {
      completion.fail(failure);
    }
  }

  @Override
  public void onCompleted(@Nullable RuntimeException failure) {
    if (failure != null) {
      firstFailure.compareAndSet(null, failure);
    }
    if (missing.decrementAndGet() == 0) {
      settle(joint, firstFailure.get());
    }
  }
}
