package org.rumbench.runtime.sim;

import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;
import org.rumbench.runtime.Completion;
import org.rumbench.runtime.Invariant;
import org.rumbench.runtime.Job;
import org.rumbench.runtime.JobHandle;
import org.rumbench.runtime.Priority;
import org.rumbench.runtime.Step;

/// A job in a simulation.
final class SimJob implements JobHandle {
  private enum State {
    READY,
    RUNNING,
    AWAITING,
    ENDED
  }

  private final SimRuntime runtime;
  private final SimProcess process;
  private final Job job;
  private final Priority priority;
  private final Completion completion = new Completion();
  private State state = State.READY;
  private long notBeforeNanos = Long.MIN_VALUE;
  private long moves;
  private boolean isCancelled;

  SimJob(SimRuntime runtime, SimProcess process, Job job, Priority priority) {
    this.runtime = runtime;
    this.process = process;
    this.job = job;
    this.priority = priority;
  }

  String name() {
    return job.name();
  }

  Priority priority() {
    return priority;
  }

  SimProcess process() {
    return process;
  }

  /// How often its state has changed; claims of an earlier state are void.
  long moves() {
    return moves;
  }

  @Override
  public Completion completion() {
    return completion;
  }

  boolean isRunning() {
    return state == State.RUNNING;
  }

  /// Whether a slice may run right now.
  boolean isReady() {
    return state == State.READY && notBeforeNanos <= runtime.nanos() && process.isAlive();
  }

  /// Has a worker run the next slice once `earliestNanos` and the end of the current task have come.
  void becomeReady(long earliestNanos) {
    state = State.READY;
    notBeforeNanos = earliestNanos;
    moves++;
    runtime.emitClaim(this, moves, earliestNanos);
  }

  /// Runs one slice inside the task that has been entered.
  void runSlice() {
    state = State.RUNNING;
    moves++;
    Step step;
    try {
      step = job.step(runtime.drawBudget());
    } catch (RuntimeException failure) {
      end(failure);
      return;
    } catch (Error failure) {
      state = State.ENDED;
      throw failure;
    }
    switch (step) {
      case Step.Done() -> end(null);
      case Step.More() -> becomeReady(Long.MIN_VALUE);
      case Step.NotBefore(long nanos) -> becomeReady(nanos);
      case Step.Awaits(Completion awaited) -> {
        state = State.AWAITING;
        long seen = moves;
        awaited.onDone(failure -> {
          if (moves == seen) {
            becomeReady(Long.MIN_VALUE);
          }
        });
      }
    }
    if (isCancelled) {
      cancel();
    }
  }

  @Override
  public void cancel() {
    isCancelled = true;
    if (state != State.RUNNING && state != State.ENDED) {
      end(new CancellationException(job.name()));
    }
  }

  private void end(@Nullable RuntimeException failure) {
    Invariant.check(state != State.ENDED, "a job ends once");
    state = State.ENDED;
    moves++;
    if (failure == null) {
      completion.complete();
    } else {
      completion.fail(failure);
    }
  }

  @Override
  public String toString() {
    return process.name() + ": " + job.name() + " (" + state + ")";
  }
}
