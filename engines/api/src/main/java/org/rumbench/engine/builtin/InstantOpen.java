package org.rumbench.engine.builtin;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.rumbench.engine.OpenJob;
import org.rumbench.engine.StorageEngine;
import org.rumbench.runtime.Step;

/// The opening of an engine that has nothing to recover: one slice.
final class InstantOpen implements OpenJob {
  private final String engineName;
  private final Supplier<StorageEngine> opener;
  private volatile @Nullable StorageEngine engine;

  InstantOpen(String engineName, Supplier<StorageEngine> opener) {
    this.engineName = engineName;
    this.opener = opener;
  }

  @Override
  public String name() {
    return "open " + engineName;
  }

  @Override
  public Step step(long budgetBytes) {
    engine = opener.get();
    return Step.DONE;
  }

  @Override
  public StorageEngine engine() {
    StorageEngine opened = engine;
    if (opened == null) {
      throw new IllegalStateException("not open yet: " + engineName);
    }
    return opened;
  }
}
