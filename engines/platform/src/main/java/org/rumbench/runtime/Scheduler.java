package org.rumbench.runtime;

/// An owner's event loop with timers, and the background workers.
///
/// Tasks of [#execute] and [#schedule] run one at a time, on the owner's loop, in order of due time. Jobs run slice by
/// slice on background workers, by [Priority]. In a simulation there is one thread for everything and time is virtual;
/// slice budgets are drawn from the seed.
public interface Scheduler {
  /// Runs `task` on the owner's loop, soon and never inside this call. Any thread.
  void execute(Runnable task);

  /// Runs `task` on the owner's loop once `delayNanos` (zero or more) have passed. Any thread.
  Timer schedule(long delayNanos, Runnable task);

  /// Gives a job to the background workers. Any thread.
  JobHandle submit(Job job, Priority priority);

  /// The one way for an engine to wait: runs one slice of the job on the calling thread if nobody has it, else parks
  /// until its holder leaves the slice; a job that waits for a time or a completion is waited for. Returns whether the
  /// job has an outcome, so `while (!scheduler.runOrJoin(handle)) {}` drives it to its end.
  ///
  /// In a simulation a task inside the loop never parks: joining a job that awaits something is refused there with
  /// [IllegalStateException]; a caller outside the loop (a test) has the simulation run on until the job moves.
  /// Must not be called while holding a lock.
  boolean runOrJoin(JobHandle job);

  /// Speeds a job up by at most one slice: runs it on the calling thread if nobody has it, waits for its holder to leave it
  /// if somebody has, and returns at once when the job waits for a time or a completion (which may come through this very
  /// thread). Returns whether the job has an outcome. Must not be called while holding a lock.
  boolean assist(JobHandle job);

  /// Runs several independent tasks, possibly in parallel, and returns when all have run; a simulation runs them on
  /// the calling thread in an order drawn from the seed. The first failure is thrown after all have ended.
  void runAll(Iterable<? extends Runnable> tasks);
}
