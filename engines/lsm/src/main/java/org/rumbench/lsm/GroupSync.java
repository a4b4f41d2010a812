package org.rumbench.lsm;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.rumbench.engine.WriteCompletion;
import org.rumbench.runtime.Completion;
import org.rumbench.runtime.Scheduler;

/// Group commit: one sync of the log covers every write that waits when it begins; those that come meanwhile share the
/// next. Any thread.
public final class GroupSync {
  private final CommitLog log;
  private final Scheduler scheduler;
  private final Consumer<RuntimeException> onFailure;
  private List<WriteCompletion> waiting = new ArrayList<>();
  private List<WriteCompletion> covered = new ArrayList<>();
  private boolean isInFlight;
  private boolean isClosed;

  /// A group commit over `log`; `onFailure` is told of a failed sync before those who wait.
  public GroupSync(CommitLog log, Scheduler scheduler, Consumer<RuntimeException> onFailure) {
    this.log = log;
    this.scheduler = scheduler;
    this.onFailure = onFailure;
  }

  /// Tells `completion` when everything logged so far is durable.
  public void await(WriteCompletion completion) {
    synchronized (this) {
      if (isClosed) {
        throw new IllegalStateException("the engine is closed");
      }
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
      if (isClosed) {
        return;
      }
      covered = waiting;
      waiting = new ArrayList<>();
    }
    Completion synced = new Completion();
    synced.onDone(this::onSynced);
    log.sync(synced);
  }

  private void onSynced(@Nullable RuntimeException failure) {
    List<WriteCompletion> told;
    synchronized (this) {
      if (isClosed) {
        return;
      }
      told = covered;
      covered = List.of();
    }
    if (failure != null) {
      onFailure.accept(failure);
    }
    for (WriteCompletion completion : told) {
      completion.onWritten(failure);
    }
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

  /// Tells whoever still waits, through the scheduler, that his write is not known to be durable.
  public void close() {
    List<WriteCompletion> lost = new ArrayList<>();
    synchronized (this) {
      isClosed = true;
      lost.addAll(covered);
      lost.addAll(waiting);
      covered = List.of();
      waiting = List.of();
    }
    RuntimeException failure = new IllegalStateException("closed before the write was known durable");
    for (WriteCompletion completion : lost) {
      scheduler.execute(() -> completion.onWritten(failure));
    }
  }
}
