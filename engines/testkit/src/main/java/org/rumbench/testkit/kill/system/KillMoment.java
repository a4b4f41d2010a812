package org.rumbench.testkit.kill.system;

/// When a process is to be killed. Whatever it was, a process that has nothing left to write is killed then.
sealed interface KillMoment {
  /// At once, when it has told `batches` acknowledgements.
  record AfterBatches(int batches) implements KillMoment {}

  /// When it has written `batches` more than it may hold at its opening, and writes no more: of all moments the one that
  /// repeats.
  record AtRest(int batches) implements KillMoment {}

  /// So long after it began to open the store, whatever it does by then.
  record WhileOpening(long delayNanos) implements KillMoment {}

  /// So long after background work of a kind began for the given time, counted from 1.
  record InWork(Told.Work work, int occurrence, long delayNanos) implements KillMoment {}
}
