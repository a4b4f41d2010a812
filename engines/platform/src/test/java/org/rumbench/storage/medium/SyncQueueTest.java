package org.rumbench.storage.medium;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.rumbench.runtime.Completion;
import org.rumbench.runtime.Job;
import org.rumbench.runtime.JobHandle;
import org.rumbench.runtime.Priority;
import org.rumbench.runtime.Scheduler;
import org.rumbench.runtime.Timer;
import org.rumbench.storage.IoPurpose;
import org.rumbench.storage.LedgerSnapshot.Lengths;

/// In which order the syncs of one file begin, end and are told, when whoever is told acts at once.
class SyncQueueTest {
  private final List<String> events = new ArrayList<>();
  private final ArrayDeque<Runnable> dispatched = new ArrayDeque<>();
  private final ArrayDeque<String> failures = new ArrayDeque<>();
  private boolean isClosed;
  private final SyncQueue queue = new SyncQueue(new Device(), new AtOnce(), new Watched());

  /// Goal: who hears of a failed sync cannot have heard of the success of a later one, nor find it begun; and when he
  /// hears, the sync holds its file no more, which the next one does already.
  @Test
  void theOutcomeOfASyncIsToldBeforeTheNextOneStarts() {
    failures.add("device error");
    request("first");
    request("second");
    request("third");
    runAll();
    assertThat(events).containsExactly(
        "hold", "dispatch", "sync", "hold", "let go", "first: device error", "dispatch", "sync", "let go",
        "second: done", "third: done");
  }

  /// Goal: a sync that waited for the one before while the file was closed is refused, and lets go of nothing.
  @Test
  void aSyncOfAFileClosedMeanwhileIsRefused() {
    request("first");
    request("second");
    isClosed = true;
    runAll();
    assertThat(events).containsExactly("hold", "dispatch", "sync", "let go", "first: done", "second: closed");
  }

  private void request(String name) {
    Completion completion = new Completion();
    completion.onDone(failure -> events.add(name + ": " + (failure == null ? "done" : failure.getMessage())));
    queue.request(completion);
  }

  private void runAll() {
    while (!dispatched.isEmpty()) {
      dispatched.remove().run();
    }
  }

  private final class Watched implements SyncQueue.Target {
    @Override
    public long dirtyBytes() {
      return 0;
    }

    @Override
    public long onStart() {
      if (isClosed) {
        throw new IllegalStateException("closed");
      }
      events.add("hold");
      return 0;
    }

    @Override
    public void sync() {
      events.add("sync");
      if (!failures.isEmpty()) {
        throw new IllegalStateException(failures.remove());
      }
    }

    @Override
    public void onSynced(long covered) {}

    @Override
    public void onEnded() {
      events.add("let go");
    }
  }

  /// Runs what it is given within the call.
  private static final class AtOnce implements Scheduler {
    @Override
    public void execute(Runnable task) {
      task.run();
    }

    @Override
    public Timer schedule(long delayNanos, Runnable task) {
      throw new UnsupportedOperationException();
    }

    @Override
    public JobHandle submit(Job job, Priority priority) {
      throw new UnsupportedOperationException();
    }

    @Override
    public boolean runOrJoin(JobHandle job) {
      throw new UnsupportedOperationException();
    }

    @Override
    public boolean assist(JobHandle job) {
      throw new UnsupportedOperationException();
    }

    @Override
    public void runAll(Iterable<? extends Runnable> tasks) {
      throw new UnsupportedOperationException();
    }
  }

  /// Keeps the syncs it is given until the test runs them; can do nothing else.
  private final class Device implements Medium {
    @Override
    public void dispatch(long dirtyBytes, Runnable sync) {
      events.add("dispatch");
      dispatched.add(sync);
    }

    @Override
    public List<String> list() {
      throw new UnsupportedOperationException();
    }

    @Override
    public Lengths lengths(String name) {
      throw new UnsupportedOperationException();
    }

    @Override
    public MediumFile create(String name, IoPurpose purpose) {
      throw new UnsupportedOperationException();
    }

    @Override
    public MediumFile open(String name) {
      throw new UnsupportedOperationException();
    }

    @Override
    public void rename(String from, String to) {
      throw new UnsupportedOperationException();
    }

    @Override
    public void unlink(String name) {
      throw new UnsupportedOperationException();
    }

    @Override
    public void syncNames() {
      throw new UnsupportedOperationException();
    }

    @Override
    public Medium sub(String name) {
      throw new UnsupportedOperationException();
    }

    @Override
    public void lock() {
      throw new UnsupportedOperationException();
    }

    @Override
    public long usableBytes() {
      throw new UnsupportedOperationException();
    }

    @Override
    public int blockBytes() {
      throw new UnsupportedOperationException();
    }

    @Override
    public void close() {
      throw new UnsupportedOperationException();
    }
  }
}
