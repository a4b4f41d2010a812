package org.rumbench.lsm;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.rumbench.runtime.Completion;
import org.rumbench.runtime.Job;
import org.rumbench.runtime.Step;

/// The jobs an owner asks for: they wait for the tree's own work rather than doing any.
final class TreeJobs {
  private TreeJobs() {}

  private abstract static class Waiting implements Job {
    final LsmTree tree;
    private final String name;
    private @Nullable Completion awaited;

    Waiting(LsmTree tree, String name) {
      this.tree = tree;
      this.name = name;
    }

    @Override
    public String name() {
      return name;
    }

    @Override
    public Step step(long budgetBytes) {
      tree.checkNotClosed();
      tree.checkHealthy();
      Completion before = awaited;
      if (before != null) {
        awaited = null;
        before.throwIfFailed();
      }
      return advance();
    }

    abstract Step advance();

    Step await(Completion completion) {
      awaited = completion;
      return Step.awaits(completion);
    }
  }

  /// Done when `slot` (null: nothing) is a durable table.
  static Job flushOf(LsmTree tree, @Nullable MemtableSlot slot) {
    return new Waiting(tree, "flush") {
      @Override
      Step advance() {
        if (slot == null || slot.flushed().isDone()) {
          return Step.DONE;
        }
        Completion running = tree.background().flushRunning();
        return running == null ? Step.MORE : await(running);
      }
    };
  }

  /// Done when nothing is owed by the policy's own triggers.
  static Job settling(LsmTree tree) {
    return new Waiting(tree, "settle") {
      @Override
      Step advance() {
        tree.background().schedule();
        Completion running = tree.background().anyRunning();
        return running == null ? Step.DONE : await(running);
      }
    };
  }

  /// Done when `slot` is flushed and everything is one sorted run. One such job at a time keeps other compactions away.
  static Job compactionOfAll(LsmTree tree, @Nullable MemtableSlot slot) {
    return new Waiting(tree, "compaction of everything") {
      private boolean hasTurn;
      private boolean isFullStarted;

      @Override
      public Step step(long budgetBytes) {
        boolean isWell = false;
        try {
          Step step = super.step(budgetBytes);
          isWell = true;
          return step;
        } finally {
          if (!isWell) {
            endTurn();
          }
        }
      }

      private void endTurn() {
        if (hasTurn) {
          hasTurn = false;
          tree.background().setExclusive(false);
          tree.fullTurn().end();
        }
      }

      @Override
      Step advance() {
        if (!hasTurn) {
          Completion before = tree.fullTurn().take();
          if (before != null) {
            return Step.awaits(before);
          }
          hasTurn = true;
          tree.background().setExclusive(true);
        }
        // A full merge does not wait for old files to go, its end does.
        Completion running = isFullStarted ? tree.background().anyRunning() : tree.background().mergeRunning();
        if (running != null) {
          return await(running);
        }
        if (slot != null && !slot.flushed().isDone()) {
          tree.background().schedule();
          return Step.MORE;
        }
        if (!isFullStarted) {
          isFullStarted = true;
          Completion full = tree.background().startFull();
          if (full != null) {
            return await(full);
          }
        }
        endTurn();
        return Step.DONE;
      }
    };
  }

  /// Done when a manifest record with the edit is durable.
  static Job attachmentOf(LsmTree tree, Supplier<byte[]> edit) {
    return new Waiting(tree, "attachment") {
      private boolean hasTurn;

      @Override
      public Step step(long budgetBytes) {
        try {
          return super.step(budgetBytes);
        } catch (RuntimeException failure) {
          if (hasTurn) {
            hasTurn = false;
            tree.fail(failure);
            tree.turn().end();
          }
          throw failure;
        }
      }

      @Override
      Step advance() {
        if (hasTurn) {
          hasTurn = false;
          tree.turn().end();
          return Step.DONE;
        }
        Completion before = tree.turn().take();
        if (before != null) {
          return Step.awaits(before);
        }
        hasTurn = true;
        Completion synced = new Completion();
        tree.manifest().append(tree.newEdit().attach(edit.get()));
        tree.manifest().sync(synced);
        return await(synced);
      }
    };
  }
}
