package org.rumbench.testkit.stress.system;

import org.rumbench.engine.EngineMetrics;
import org.rumbench.runtime.JobHandle;

/// Asks for flushes, full compactions and figures while everything goes on, and moves the purge version behind the
/// writer. Drives the jobs itself, so that slices run on threads of all kinds.
final class UpkeepActor extends Actor {
  private final boolean isPurging;

  UpkeepActor(StressContent content, StressBoard board, StressStore store, StressPlan plan, long seed) {
    super(content, board, store, plan, seed);
    this.isPurging = plan.isPurging();
  }

  @Override
  boolean step() {
    switch (random.nextInt(8)) {
      case 0 -> drive(engine.compactAll());
      case 1 -> {
        JobHandle one = engine.compactAll();
        JobHandle other = random.nextBoolean() ? engine.compactAll() : engine.flush();
        drive(other);
        drive(one);
      }
      case 2, 3, 4 -> drive(engine.flush());
      case 5 -> checkFigures();
      default -> {
        checkFigures();
        if (isPurging) {
          // All writes up to here have been acknowledged, and later ones are higher.
          long version = board.acknowledged();
          board.purge(version);
          engine.setPurgeVersion(version);
        }
      }
    }
    return true;
  }

  private void drive(JobHandle handle) {
    try {
      store.drive(handle);
      board.jobs.increment();
    } catch (java.util.concurrent.CancellationException cancelled) {
      if (!board.isClosing()) {
        throw cancelled;
      }
    }
  }

  private void checkFigures() {
    long acknowledged = board.acknowledged();
    EngineMetrics metrics = engine.metrics();
    Judge.check(metrics.memory().totalBytes() >= 0, "memory below nothing", -1, metrics.memory().totalBytes(), 0);
    Judge.check(metrics.debtBytes() >= 0, "debt below nothing", -1, metrics.debtBytes(), 0);
    Judge.check(metrics.refusedWrites() == 0, "writes above the purge version were refused", -1,
        metrics.refusedWrites(), 0);
    for (EngineMetrics.Level level : metrics.shape()) {
      Judge.check(level.files() >= 0 && level.bytes() >= 0, "a level below nothing", -1, level.files(), 0);
    }
    Judge.check(
        acknowledged == 0 || engine.highestVersion() >= acknowledged, "the highest version lags behind", -1,
        engine.highestVersion(), acknowledged);
  }
}
