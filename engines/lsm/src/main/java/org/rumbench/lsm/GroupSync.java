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
    List<WriteCompletion> lost = List.of();
    synchronized (this) {
      if (waiting.isEmpty()) {
        isInFlight = false;
        return;
      }
      if (failure != null) {
        lost = List.copyOf(waiting);
        waiting.clear();
        isInFlight = false;
      }
    }
    if (failure == null) {
      begin();
    }
    for (WriteCompletion completion : lost) {
      completion.onWritten(failure);
    }
  }
}
