package org.rumbench.runtime;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A one-shot outcome: not yet, done, or failed. Any thread may complete it or ask.
///
/// Whoever completes it runs the listeners, outside the lock and in the order of registration. The parts that promise
/// "through the Scheduler" (storage syncs, engine writes) therefore complete it from a scheduled task, never inside the
/// call that registered it.
public final class Completion {
  /// Told the outcome once.
  @FunctionalInterface
  public interface Listener {
    /// `failure` is null when the thing was done.
    void onCompleted(@Nullable RuntimeException failure);
  }

  private final List<Listener> listeners = new ArrayList<>(1);
  private boolean isDone;
  private @Nullable RuntimeException failure;

  /// A completion that is already done.
  public static Completion done() {
    Completion completion = new Completion();
    completion.complete();
    return completion;
  }

  /// Marks it done; a second outcome is refused.
  public void complete() {
    settle(null);
  }

  /// Marks it failed; a second outcome is refused.
  public void fail(RuntimeException cause) {
    settle(cause);
  }

  private void settle(@Nullable RuntimeException cause) {
    List<Listener> toRun;
    synchronized (this) {
      if (isDone) {
        throw new IllegalStateException("a completion has one outcome");
      }
      isDone = true;
      failure = cause;
      toRun = List.copyOf(listeners);
      listeners.clear();
    }
    toRun.forEach(listener -> listener.onCompleted(cause));
  }

  /// Whether there is an outcome.
  public synchronized boolean isDone() {
    return isDone;
  }

  /// The failure, null when done well or not yet.
  public synchronized @Nullable RuntimeException failure() {
    return failure;
  }

  /// Throws the failure, if that is the outcome: the same object each time.
  public void throwIfFailed() {
    RuntimeException outcome = failure();
    if (outcome != null) {
      throw outcome;
    }
  }

  /// Has `listener` told the outcome: at once when there is one already, else by whoever completes it.
  public void onDone(Listener listener) {
    RuntimeException outcome;
    synchronized (this) {
      if (!isDone) {
        listeners.add(listener);
        return;
      }
      outcome = failure;
    }
    listener.onCompleted(outcome);
  }
}
