package org.rumbench.cluster.replica.system;

import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import org.rumbench.cluster.replica.LaneTask;
import org.rumbench.cluster.replica.Lanes;
import org.rumbench.runtime.Scheduler;

/// Lanes that are threads: reads of cold data wait for the device without holding up the node's loop.
///
/// Lane 0 takes all writes (an engine takes writes from one thread at a time), the others the reads, by hash of the key;
/// a single lane takes both. Completion events are handed to the loop in batches: one task on the loop drains all that
/// have run by then.
public final class ThreadLanes implements Lanes {
  private final Scheduler scheduler;
  private final Lane[] lanes;
  private final ConcurrentLinkedQueue<LaneTask> ran = new ConcurrentLinkedQueue<>();
  private final AtomicBoolean isDrainDue = new AtomicBoolean();
  private final Runnable drain = this::drain;
  private boolean isClosed;

  /// Starts `count` (one or more) lanes whose completion events run on the loop of `scheduler`.
  public ThreadLanes(String owner, int count, Scheduler scheduler) {
    if (count < 1) {
      throw new IllegalArgumentException("cluster.storageThreads is " + count + ", below 1");
    }
    this.scheduler = scheduler;
    lanes = new Lane[count];
    for (int i = 0; i < count; i++) {
      lanes[i] = new Lane(owner + "-lane-" + i);
    }
  }

  @Override
  public void submit(long keyHash, LaneTask task) {
    boolean isFirst = task.isWrite() || lanes.length == 1;
    int index = isFirst ? 0 : 1 + (int) Long.remainderUnsigned(keyHash, lanes.length - 1);
    lanes[index].tasks.add(task);
  }

  private void onRan(LaneTask task) {
    ran.add(task);
    if (isDrainDue.compareAndSet(false, true)) {
      scheduler.execute(drain);
    }
  }

  private void drain() {
    // Cleared first: what is added from here on has a drain of its own if this one does not see it.
    isDrainDue.set(false);
    for (LaneTask task = ran.poll(); task != null; task = ran.poll()) {
      task.onRan();
    }
  }

  @Override
  public void close() {
    if (isClosed) {
      return;
    }
    isClosed = true;
    for (Lane lane : lanes) {
      lane.tasks.add(Lane.END);
    }
    for (Lane lane : lanes) {
      lane.join();
    }
  }

  private final class Lane implements Runnable {
    private static final LaneTask END =
        new LaneTask() {
          @Override
          public boolean isWrite() {
            return false;
          }

          @Override
          public void run() {}

          @Override
          public void onRan() {}
        };

    final LinkedBlockingQueue<LaneTask> tasks = new LinkedBlockingQueue<>();
    private final Thread thread;

    Lane(String name) {
      thread = Thread.ofPlatform().daemon().name(name).start(this);
    }

    @Override
    public void run() {
      while (true) {
        LaneTask task;
        try {
          task = tasks.take();
        } catch (InterruptedException e) {
          // Nobody interrupts a lane; an engine in the middle of a write must not be stopped by it either.
          continue;
        }
        if (END.equals(task)) {
          return;
        }
        task.run();
        onRan(task);
      }
    }

    void join() {
      boolean isInterrupted = false;
      while (thread.isAlive()) {
        try {
          thread.join();
        } catch (InterruptedException e) {
          isInterrupted = true;
        }
      }
      if (isInterrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
