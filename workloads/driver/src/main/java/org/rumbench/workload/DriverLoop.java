package org.rumbench.workload;

/// The driver's own loop: its time, its tasks and its alarm. Tasks run one at a time.
public interface DriverLoop {
  /// Monotonic time in nanoseconds; only differences mean anything. Any thread.
  long nanos();

  /// Runs `task` on the loop, soon and never inside this call. Any thread. This is how a target answers.
  void execute(Runnable task);

  /// Runs `task` on the loop at `atNanos` of [#nanos], or soon when that has passed. Called on the loop.
  void wakeAt(long atNanos, Runnable task);
}
