package org.rumbench.bitcask;

import org.rumbench.runtime.Step;

/// One piece of maintenance, in slices: sealing a segment, or a merge. Its whole state is its fields.
interface Task {
  /// Runs one slice of at most `budgetBytes`, at least one record.
  Step step(long budgetBytes);

  /// Lets go of files when the store closes or the task failed; what it wrote is an orphan that recovery removes.
  void abandon();
}
