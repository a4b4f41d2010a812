package org.rumbench.reference;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.rumbench.engine.WriteCompletion;
import org.rumbench.reference.system.Workers;
import org.rumbench.runtime.Scheduler;

/// Group commit: one sync on a worker serves all writes that wait when it starts, as our own designs do it, so that a
/// caller with one thread gets what RocksDB gives to many: syncs shared by the writes that wait for them. Any thread.
final class GroupSync {
  private final Workers workers;
  private final Scheduler scheduler;
  private final Runnable sync;
  private final Consumer<RuntimeException> onFailure;
  private List<WriteCompletion> waiting = new ArrayList<>();
  private boolean isInFlight;

  /// `sync` makes everything durable that was written before; `onFailure` hears what it failed with.
  GroupSync(Workers workers, Scheduler scheduler, Runnable sync, Consumer<RuntimeException> onFailure) {
    this.workers = workers;
    this.scheduler = scheduler;
    this.sync = sync;
    this.onFailure = onFailure;
  }

  /// Has `completion` told, through the scheduler, when everything written so far is durable.
  void await(WriteCompletion completion) {
    synchronized (this) {
      waiting.add(completion);
      if (isInFlight) {
        return;
      }
      isInFlight = true;
    }
    workers.execute(this::rounds);
  }

  private void rounds() {
    for (List<WriteCompletion> covered = take(); !covered.isEmpty(); covered = take()) {
      RuntimeException failure = syncOnce();
      List<WriteCompletion> told = covered;
      scheduler.execute(() -> told.forEach(each -> each.onWritten(failure)));
    }
  }

  private synchronized List<WriteCompletion> take() {
    List<WriteCompletion> taken = waiting;
    waiting = new ArrayList<>();
    isInFlight = !taken.isEmpty();
    return taken;
  }

  private @Nullable RuntimeException syncOnce() {
    try {
      sync.run();
      return null;
    } catch (RuntimeException failure) {
      onFailure.accept(failure);
      return failure;
    }
  }
}
