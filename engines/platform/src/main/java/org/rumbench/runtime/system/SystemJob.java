package org.rumbench.runtime.system;

import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.rumbench.runtime.Completion;
import org.rumbench.runtime.Job;
import org.rumbench.runtime.JobHandle;
import org.rumbench.runtime.Priority;
import org.rumbench.runtime.Step;

/// A job and who has it. Any thread.
///
/// Whoever moves the state from READY to RUNNING by compare-and-set holds the slice: a worker or a joiner. The holder
/// alone moves it on from RUNNING. The state is also the happens-before edge between slices. Listeners of the completion
/// run on the thread that ended the job.
final class SystemJob implements JobHandle {
  private enum State {
    READY,
    RUNNING,
    WAITING,
    ENDED
  }

  private final SystemRuntime runtime;
  private final Job job;
  private final Priority priority;
  private final Completion completion = new Completion();
  private final AtomicReference<State> state = new AtomicReference<>(State.READY);
  private final AtomicBoolean isQueued = new AtomicBoolean();
  private final Object parking = new Object();
  private long slices;
  private volatile boolean isCancelled;

  SystemJob(SystemRuntime runtime, Job job, Priority priority) {
    this.runtime = runtime;
    this.job = job;
    this.priority = priority;
  }

  @Override
  public Completion completion() {
    return completion;
  }

  /// Puts the job into the workers' queue unless it is there. A stale entry (a joiner was faster) is harmless.
  void enqueue() {
    if (isQueued.compareAndSet(false, true)) {
      runtime.pool().enqueue(priority.ordinal(), this::runFromQueue);
    }
  }

  private void runFromQueue() {
    // Before the claim: a joiner that makes the job ready after this line enqueues it again.
    isQueued.set(false);
    runSliceIfReady();
  }

  /// Runs one slice here if nobody has the job. Returns whether it did.
  boolean runSliceIfReady() {
    if (!state.compareAndSet(State.READY, State.RUNNING)) {
      return false;
    }
    if (isCancelled) {
      end(new CancellationException(job.name()));
      return true;
    }
    Step step;
    try {
      step = job.step(runtime.sliceBytes());
    } catch (RuntimeException failure) {
      end(failure);
      return true;
    } catch (Error failure) {
      Failures.report(failure);
      end(new IllegalStateException("job " + job.name() + " failed: " + failure, failure));
      return true;
    }
    leave(step);
    return true;
  }

  private void leave(Step step) {
    switch (step) {
      case Step.Done() -> end(null);
      case Step.More() -> becomeReady(State.RUNNING);
      case Step.NotBefore(long nanos) -> {
        move(State.RUNNING, State.WAITING);
        runtime.afterDelay(nanos - System.nanoTime(), () -> becomeReady(State.WAITING));
      }
      case Step.Awaits(Completion awaited) -> {
        move(State.RUNNING, State.WAITING);
        awaited.onDone(failure -> becomeReady(State.WAITING));
      }
    }
    endIfCancelled();
  }

  private void becomeReady(State from) {
    if (move(from, State.READY)) {
      enqueue();
    }
  }

  /// Moves and wakes whoever is parked; false when a cancellation was faster.
  private boolean move(State from, State to) {
    synchronized (parking) {
      if (!state.compareAndSet(from, to)) {
        return false;
      }
      slices++;
      parking.notifyAll();
    }
    return true;
  }

  private void end(@Nullable RuntimeException failure) {
    state.set(State.ENDED);
    runtime.forget(this);
    try {
      if (failure == null) {
        completion.complete();
      } else {
        completion.fail(failure);
      }
    } finally {
      synchronized (parking) {
        slices++;
        parking.notifyAll();
      }
    }
  }

  @Override
  public void cancel() {
    isCancelled = true;
    endIfCancelled();
  }

  private void endIfCancelled() {
    if (isCancelled
        && (state.compareAndSet(State.READY, State.RUNNING) || state.compareAndSet(State.WAITING, State.RUNNING))) {
      end(new CancellationException(job.name()));
    }
  }

  /// Moves so far: grows whenever a slice is left or what the job waited for has come.
  long slices() {
    synchronized (parking) {
      return slices;
    }
  }

  /// Whether the job waits for a time or a completion, and did when `seen` was taken from [#slices].
  boolean isWaitingSince(long seen) {
    synchronized (parking) {
      return slices == seen && state.get() == State.WAITING;
    }
  }

  /// Parks until the job has moved on from `seen`, taken from [#slices]: its holder has left the slice, or what it waits
  /// for has come. Without `seen` a job that comes to wait between two looks would be waited for by whom it waits for.
  void park(long seen) {
    synchronized (parking) {
      State parkedOn = state.get();
      if (slices != seen || parkedOn == State.READY || completion.isDone()) {
        return;
      }
      Waiting.uninterrupted(() -> {
        while (slices == seen) {
          parking.wait();
        }
        return parkedOn;
      });
    }
  }

  @Override
  public String toString() {
    return job.name() + " (" + state.get() + ")";
  }
}
