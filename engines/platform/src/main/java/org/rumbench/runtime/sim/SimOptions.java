package org.rumbench.runtime.sim;

/// What a [SimRuntime] draws and what it is told.
///
/// @param workers          background workers per owner, 1 or more
/// @param fixedBudgetBytes the budget of every slice, or 0 to draw each from the seed (1 byte to 1 MiB, log-uniform)
/// @param taskNanos        what each task and slice costs beyond its charges, 1 or more, so that time never stands still
public record SimOptions(int workers, long fixedBudgetBytes, long taskNanos) {
  /// Two workers, drawn budgets, 100 ns a task.
  public static final SimOptions DEFAULT = new SimOptions(2, 0, 100);

  /// Checks the bounds.
  public SimOptions {
    if (workers < 1 || fixedBudgetBytes < 0 || taskNanos < 1) {
      throw new IllegalArgumentException("workers " + workers + ", fixed budget " + fixedBudgetBytes + " bytes, task "
          + taskNanos + " ns: at least 1, 0 and 1");
    }
  }

  /// These, with that many workers per owner.
  public SimOptions withWorkers(int count) {
    return new SimOptions(count, fixedBudgetBytes, taskNanos);
  }

  /// These, with one budget for every slice ([Long#MAX_VALUE] for unbounded).
  public SimOptions withFixedBudgetBytes(long bytes) {
    return new SimOptions(workers, bytes, taskNanos);
  }
}
