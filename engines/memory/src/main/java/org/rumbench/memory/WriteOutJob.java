package org.rumbench.memory;

import org.jspecify.annotations.Nullable;
import org.rumbench.engine.StorageEngine;
import org.rumbench.runtime.Job;
import org.rumbench.runtime.JobHandle;
import org.rumbench.runtime.Step;

/// Writes out what was dirty when it began, a shard in a slice, and flushes the log. One use.
final class WriteOutJob implements Job {
  private final ResidentWriter writer;
  private final Residents residents;
  private final StorageEngine log;
  private int nextShard;
  private @Nullable JobHandle flush;

  WriteOutJob(ResidentWriter writer, Residents residents, StorageEngine log) {
    this.writer = writer;
    this.residents = residents;
    this.log = log;
  }

  @Override
  public String name() {
    return "memory flush";
  }

  @Override
  public Step step(long budgetBytes) {
    if (nextShard < residents.count()) {
      nextShard += writer.tryWriteOut(residents.shard(nextShard)) ? 1 : 0;
      return Step.MORE;
    }
    JobHandle started = flush;
    if (started == null) {
      started = log.flush();
      flush = started;
    }
    started.completion().throwIfFailed();
    return started.isDone() ? Step.DONE : Step.awaits(started.completion());
  }
}
