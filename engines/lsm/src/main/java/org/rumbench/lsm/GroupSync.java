package org.rumbench.lsm;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.rumbench.engine.WriteCompletion;
import org.rumbench.runtime.Completion;

/// Group commit: one sync of the log covers every write that waits when it begins; those that come meanwhile share the
/// next. Any thread.
final class GroupSync {
  private final CommitLog log;
  private final Consumer<RuntimeException> onFailure;
  private List<WriteCompletion> waiting = new ArrayList<>();
  private List<WriteCompletion> covered = new ArrayList<>();
  private boolean isInFlight;
  private boolean isClosed;

  GroupSync(CommitLog log, Consumer<RuntimeException> onFailure) {
    this.log = log;
    this.onFailure = onFailure;
  }

  /// Tells `completion` when everything logged so far is durable.
  void await(WriteCompletion completion) {
    synchronized (this) {
      waiting.add(completion);
      if (isInFlight) {
        return;
      }
      isInFlight = true;
    }
    begin();
  }

  private void begin() {
    synchronized (this) {
      List<WriteCompletion> next = waiting;
      waiting = covered;
      covered = next;
    }
    Completion synced = new Completion();
    synced.onDone(this::onSynced);
    log.sync(synced);
  }

  private void onSynced(@Nullable RuntimeException failure) {
    if (failure != null) {
      onFailure.accept(failure);
    }
    for (WriteCompletion completion : covered) {
      completion.onWritten(failure);
    }
    covered.clear();
    RuntimeException cause = failure;
    List<WriteCompletion> lost = List.of();
    boolean goesOn;
    synchronized (this) {
      if (cause == null && isClosed) {
        cause = new IllegalStateException("closed before the write was durable");
      }
      if (cause != null) {
        lost = List.copyOf(waiting);
        waiting.clear();
      }
      goesOn = !waiting.isEmpty();
      isInFlight = goesOn;
    }
    if (goesOn) {
      beginNext();
    }
    for (WriteCompletion completion : lost) {
      completion.onWritten(cause);
    }
  }

  private void beginNext() {
    try {
      begin();
    } catch (RuntimeException failure) {
      // The log was closed a moment ago.
      onSynced(failure);
    }
  }

  /// The log is about to be closed: no sync begins any more, and what the one in flight does not cover fails with it.
  synchronized void close() {
    isClosed = true;
  }
}
