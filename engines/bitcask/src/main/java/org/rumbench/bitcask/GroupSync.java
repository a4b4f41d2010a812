package org.rumbench.bitcask;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.rumbench.engine.WriteCompletion;
import org.rumbench.runtime.Completion;

/// Group commit: one round of syncs serves all writes that wait when it starts.
///
/// A round first waits for the *barriers* (the sync of segments closed before, the name of the active one), then syncs
/// the active segment. So a write is acknowledged only when everything before it is durable too, and bytes of a segment
/// known durable prove that the segments before it were (recovery relies on it). State is guarded by the store's lock;
/// files are touched and completions called outside it.
final class GroupSync {
  private final BitcaskStore store;
  private final ArrayDeque<WriteCompletion> waiters = new ArrayDeque<>();
  private final ArrayDeque<Completion> barriers = new ArrayDeque<>();
  private boolean isInFlight;
  private boolean isClosed;
  private int covered;

  GroupSync(BitcaskStore store) {
    this.store = store;
  }

  /// Something that has to be durable before any later write is acknowledged. Under the lock.
  void addBarrier(Completion barrier) {
    barriers.add(barrier);
  }

  /// Has `completion` told when everything appended so far is durable.
  void await(WriteCompletion completion) {
    synchronized (store.lock) {
      waiters.add(completion);
      if (isInFlight) {
        return;
      }
      isInFlight = true;
    }
    advance(null);
  }

  private void advance(@Nullable RuntimeException failure) {
    if (store.isClosed()) {
      return;
    }
    if (failure != null) {
      finish(failure);
      return;
    }
    Completion barrier;
    Segment active;
    synchronized (store.lock) {
      barrier = firstBarrier();
      active = store.active();
      covered = waiters.size();
    }
    if (barrier != null) {
      barrier.onDone(this::advance);
      return;
    }
    Completion synced = new Completion();
    synced.onDone(this::finish);
    if (!active.tryPin()) {
      if (store.isClosed()) {
        finish(new IllegalStateException("closed before the write was durable"));
      } else {
        advance(null); // rolled and merged away meanwhile
      }
      return;
    }
    try {
      active.file.sync(synced);
    } finally {
      active.unpin();
    }
  }

  private @Nullable Completion firstBarrier() {
    for (Completion first = barriers.peek(); first != null; first = barriers.peek()) {
      if (!first.isDone() || first.failure() != null) {
        return first;
      }
      barriers.remove();
    }
    return null;
  }

  private void finish(@Nullable RuntimeException failure) {
    List<WriteCompletion> told;
    boolean hasMore;
    if (failure != null && !store.isClosed()) {
      store.poison(failure);
    }
    synchronized (store.lock) {
      if (isClosed) {
        return;
      }
      int count = failure == null ? covered : waiters.size();
      told = new ArrayList<>(count);
      for (int i = 0; i < count; i++) {
        told.add(waiters.remove());
      }
      hasMore = !waiters.isEmpty();
      isInFlight = hasMore;
    }
    for (WriteCompletion waiter : told) {
      waiter.onWritten(failure);
    }
    if (hasMore) {
      advance(null);
    }
  }

  /// Tells whoever still waits, through the scheduler, that his write is not known to be durable.
  void close() {
    List<WriteCompletion> lost;
    synchronized (store.lock) {
      isClosed = true;
      lost = List.copyOf(waiters);
      waiters.clear();
    }
    RuntimeException failure = new IllegalStateException("closed before the write was known durable");
    for (WriteCompletion waiter : lost) {
      store.environment.scheduler().execute(() -> waiter.onWritten(failure));
    }
  }
}
