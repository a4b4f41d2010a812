package org.rumbench.runtime;

/// A job given to a [Scheduler]. Any thread.
public interface JobHandle {
  /// The outcome: done, or the failure of the step that threw. A cancelled job is done with a
  /// [java.util.concurrent.CancellationException].
  Completion completion();

  /// No further slice starts; one that is running ends first. The job's own clean-up is its owner's business.
  void cancel();

  /// Whether the job has an outcome.
  default boolean isDone() {
    return completion().isDone();
  }
}
