package org.rumbench.storage.medium;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.rumbench.runtime.Completion;
import org.rumbench.runtime.Scheduler;

/// The syncs of one file or directory: at most one in flight, later ones merged into the next. Any thread.
///
/// A sync that starts covers every request made before it starts. Outcomes are told through the opener's scheduler.
final class SyncQueue {
  /// What is synced.
  interface Target {
    /// About how much there is to write.
    long dirtyBytes();

    /// Called when a sync is about to be dispatched: returns what it will cover.
    long onStart();

    /// Blocks until done.
    void sync();

    /// Called on the syncing thread when a sync has succeeded, with what it covers.
    void onSynced(long covered);

    /// Called on the syncing thread once nothing is in flight any more for the sync that [#onStart] announced.
    void onEnded();
  }

  private final Medium medium;
  private final Scheduler scheduler;
  private final Target target;
  private List<Completion> waiting = new ArrayList<>(4);
  private boolean isInFlight;

  SyncQueue(Medium medium, Scheduler scheduler, Target target) {
    this.medium = medium;
    this.scheduler = scheduler;
    this.target = target;
  }

  void request(Completion completion) {
    List<Completion> served;
    synchronized (this) {
      waiting.add(completion);
      if (isInFlight) {
        return;
      }
      served = take();
    }
    start(served);
  }

  private List<Completion> take() {
    List<Completion> served = waiting;
    waiting = new ArrayList<>(4);
    isInFlight = true;
    return served;
  }

  /// A sync that is announced, and so keeps its file, but not given to the medium yet.
  private record Announced(
      List<Completion> served, long dirtyBytes, long coveredBytes, @Nullable RuntimeException refusal) {}

  private void start(List<Completion> served) {
    dispatch(announce(served));
  }

  private Announced announce(List<Completion> served) {
    try {
      long dirtyBytes = target.dirtyBytes();
      // Fails when the file was closed while the sync waited for the one before it.
      return new Announced(served, dirtyBytes, target.onStart(), null);
    } catch (RuntimeException e) {
      return new Announced(served, 0, 0, e);
    }
  }

  private void dispatch(Announced sync) {
    RuntimeException refusal = sync.refusal;
    if (refusal != null) {
      end(sync.served, refusal, false);
      return;
    }
    try {
      medium.dispatch(sync.dirtyBytes, () -> run(sync.served, sync.coveredBytes));
    } catch (RuntimeException e) {
      end(sync.served, e, true);
    }
  }

  private void run(List<Completion> served, long covered) {
    RuntimeException failure = null;
    try {
      target.sync();
      target.onSynced(covered);
    } catch (RuntimeException e) {
      failure = e;
    }
    end(served, failure, true);
  }

  /// The next sync takes its hold of the file before this one lets go; then the outcome is told; then the next one
  /// starts: who hears of a failure first cannot take the success of a later sync for proof.
  private void end(List<Completion> served, @Nullable RuntimeException failure, boolean isAnnounced) {
    List<Completion> waited = null;
    synchronized (this) {
      isInFlight = false;
      if (!waiting.isEmpty()) {
        waited = take();
      }
    }
    Announced next = waited == null ? null : announce(waited);
    if (isAnnounced) {
      target.onEnded();
    }
    tell(served, failure);
    if (next != null) {
      dispatch(next);
    }
  }

  private void tell(List<Completion> served, @Nullable RuntimeException failure) {
    scheduler.execute(() -> {
      for (Completion completion : served) {
        if (failure == null) {
          completion.complete();
        } else {
          completion.fail(failure);
        }
      }
    });
  }
}
