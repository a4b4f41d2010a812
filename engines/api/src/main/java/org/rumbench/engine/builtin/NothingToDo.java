package org.rumbench.engine.builtin;

import org.rumbench.runtime.Job;
import org.rumbench.runtime.Step;

/// A job with no work: the flush or settling of an engine without files.
record NothingToDo(String name) implements Job {
  @Override
  public Step step(long budgetBytes) {
    return Step.DONE;
  }
}
