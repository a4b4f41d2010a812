package org.rumbench.testkit.stress.system;

import java.util.SplittableRandom;
import org.rumbench.engine.StorageEngine;

/// One thread of a run: does its step again and again until the run is over or the engine refuses it.
abstract class Actor implements Runnable {
  final StressContent content;
  final StressBoard board;
  final StressStore store;
  final StorageEngine engine;
  final SplittableRandom random;
  private final boolean isInterrupting;

  Actor(StressContent content, StressBoard board, StressStore store, StressPlan plan, long seed) {
    this.content = content;
    this.board = board;
    this.store = store;
    this.engine = store.engine();
    this.random = new SplittableRandom(seed);
    this.isInterrupting = plan.isInterrupting();
  }

  /// One piece of work; its first call on the engine is the one that a closed engine must refuse. False when there is
  /// nothing left to do.
  abstract boolean step() throws InterruptedException;

  @Override
  public void run() {
    try {
      boolean hasMore = true;
      while (hasMore && !board.isOver()) {
        boolean mustBeRefused = board.isClosed();
        boolean isInterrupted = isInterrupting && random.nextInt(8) == 0;
        if (isInterrupted) {
          Thread.currentThread().interrupt();
        }
        hasMore = step();
        if (!Thread.interrupted() && isInterrupted) {
          board.violation("an interrupt got lost in the engine", null);
        }
        if (mustBeRefused && hasMore) {
          board.violation("a closed engine answered", null);
        }
      }
    } catch (IllegalStateException refused) {
      if (!board.isClosing()) {
        board.violation("an open engine refused a call", refused);
      }
    } catch (Throwable failure) {
      board.violation("a call failed", failure);
    }
  }
}
