package org.rumbench.bitcask;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.rumbench.runtime.Completion;
import org.rumbench.runtime.JobHandle;
import org.rumbench.runtime.Priority;

/// The loading of all sealed segments by several jobs at once: each takes the next one, in any order, because of two
/// records of a key the better one stays whichever comes first. Any thread.
final class SegmentLoads {
  private static final int JOBS = 4;

  private final Deque<Segment> waiting;
  private final long hintBytes;
  private final List<JobHandle> handles = new ArrayList<>();
  private boolean isAborted;

  /// The hint files of `sealed` are `hintBytes` long in all. Nothing begins before [#start].
  SegmentLoads(List<Segment> sealed, long hintBytes) {
    this.waiting = new ArrayDeque<>(sealed);
    this.hintBytes = hintBytes;
  }

  /// How many entries all hint files hold when each takes so many bytes.
  long entriesOf(long entryBytes) {
    return hintBytes / entryBytes;
  }

  /// Gives the jobs to the background workers.
  void start(BitcaskStore store) {
    int jobs = Math.min(JOBS, waiting.size());
    for (int i = 0; i < jobs; i++) {
      handles.add(store.environment.scheduler().submit(new SegmentLoad(store, this), Priority.OPEN));
    }
  }

  /// The next segment to load; null when there is none, or when loading has been given up.
  synchronized @Nullable Segment next() {
    return isAborted ? null : waiting.poll();
  }

  synchronized boolean isAborted() {
    return isAborted;
  }

  /// Has the jobs end after their slice.
  synchronized void abort() {
    isAborted = true;
  }

  /// What to await until one of the jobs has ended; null when none runs. Called by the job that opens the store.
  @Nullable Completion running() {
    for (JobHandle handle : handles) {
      if (!handle.isDone()) {
        return handle.completion();
      }
    }
    return null;
  }

  /// Throws the failure of a job that has ended with one.
  void throwIfFailed() {
    for (JobHandle handle : handles) {
      if (handle.isDone()) {
        handle.completion().throwIfFailed();
      }
    }
  }
}
