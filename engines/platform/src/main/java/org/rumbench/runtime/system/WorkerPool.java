package org.rumbench.runtime.system;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.PriorityBlockingQueue;
import java.util.concurrent.atomic.AtomicLong;

/// Daemon threads that take work by rank, first come first served within one. Any thread.
///
/// Threads are never interrupted, because an interrupt closes file channels under their other users; they are stopped by
/// entries that rank before all work.
final class WorkerPool {
  private static final int STOP_RANK = -2;

  /// The rank of the parts of a [org.rumbench.runtime.Scheduler#runAll]: somebody already waits for them.
  static final int PART_RANK = -1;

  private record Entry(int rank, long sequence, Runnable work) implements Comparable<Entry> {
    @Override
    public int compareTo(Entry other) {
      return rank != other.rank ? Integer.compare(rank, other.rank) : Long.compare(sequence, other.sequence);
    }
  }

  private final PriorityBlockingQueue<Entry> queue = new PriorityBlockingQueue<>();
  private final AtomicLong sequences = new AtomicLong();
  private final List<Thread> threads = new ArrayList<>();

  WorkerPool(int threadCount) {
    for (int i = 0; i < threadCount; i++) {
      threads.add(Thread.ofPlatform().daemon().name("background-" + i).start(this::work));
    }
  }

  int threadCount() {
    return threads.size();
  }

  void enqueue(int rank, Runnable work) {
    queue.add(new Entry(rank, sequences.getAndIncrement(), work));
  }

  private void work() {
    while (true) {
      Entry entry = Waiting.uninterrupted(queue::take);
      if (entry.rank() == STOP_RANK) {
        return;
      }
      Failures.reportFrom(entry.work());
    }
  }

  /// Lets running slices end and waits for that; what still waits is not run.
  void stop() {
    for (int i = 0; i < threads.size(); i++) {
      enqueue(STOP_RANK, () -> {});
    }
    for (Thread thread : threads) {
      if (!thread.equals(Thread.currentThread())) {
        Waiting.uninterrupted(() -> {
          thread.join();
          return thread;
        });
      }
    }
  }
}
