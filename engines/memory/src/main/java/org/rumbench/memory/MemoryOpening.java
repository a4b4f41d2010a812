package org.rumbench.memory;

import org.jspecify.annotations.Nullable;
import org.rumbench.bitcask.Bitcask;
import org.rumbench.engine.EngineContext;
import org.rumbench.engine.GuardedEngine;
import org.rumbench.engine.OpenJob;
import org.rumbench.engine.StorageEngine;
import org.rumbench.runtime.Step;

/// Opens the Bitcask below; nothing is resident then.
final class MemoryOpening implements OpenJob {
  private final EngineContext context;
  private final MemoryOptions options;
  private final MemoryPlan plan;
  private final Bitcask.Opening opening;
  private volatile @Nullable StorageEngine engine;

  MemoryOpening(EngineContext context, MemoryOptions options) {
    this.context = context;
    this.options = options;
    this.plan = MemoryPlan.of(options);
    this.opening = Bitcask.open(context, plan.keyMemory());
  }

  @Override
  public String name() {
    return "open memory";
  }

  @Override
  public Step step(long budgetBytes) {
    Step step = opening.step(budgetBytes);
    if (step instanceof Step.Done && engine == null) {
      MemoryEngine opened = new MemoryEngine(context.environment(), options, plan, opening.bitcask());
      engine = new GuardedEngine(opened, opened.calls());
    }
    return step;
  }

  @Override
  public StorageEngine engine() {
    StorageEngine opened = engine;
    if (opened == null) {
      throw new IllegalStateException("the store is not open yet");
    }
    return opened;
  }
}
