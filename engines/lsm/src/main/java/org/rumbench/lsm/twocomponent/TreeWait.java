package org.rumbench.lsm.twocomponent;

import org.jspecify.annotations.Nullable;
import org.rumbench.runtime.Completion;
import org.rumbench.runtime.Job;
import org.rumbench.runtime.Step;

/// A job an owner asks for: it waits for the tree's own merges rather than doing any.
final class TreeWait implements Job {
  /// What is waited for.
  enum Until {
    /// The memory tree is in C1.
    FLUSHED,
    /// The memory tree is in C1 and every subtree was rewritten since.
    REWRITTEN,
    /// No merge is owed.
    IDLE
  }

  private final TwoComponentEngine tree;
  private final String name;
  private final @Nullable MemoryTree memory;
  private final Until until;
  private long sweep;
  private @Nullable Completion awaited;

  /// A wait for `memory` (null: none) and more, as `until` says.
  TreeWait(TwoComponentEngine tree, String name, @Nullable MemoryTree memory, Until until) {
    this.tree = tree;
    this.name = name;
    this.memory = memory;
    this.until = until;
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
    MemoryTree target = memory;
    if (target != null && !target.merged().isDone()) {
      return awaitOr(Step.MORE);
    }
    return switch (until) {
      case FLUSHED -> Step.DONE;
      case IDLE -> awaitOr(Step.DONE);
      case REWRITTEN -> rewrite();
    };
  }

  private Step rewrite() {
    if (sweep == 0) {
      sweep = tree.background().askForSweep();
    }
    return tree.background().sweepsEnded() >= sweep ? Step.DONE : awaitOr(Step.MORE);
  }

  /// Awaits the running job; `idle` when none runs.
  private Step awaitOr(Step idle) {
    tree.background().schedule();
    Completion running = tree.background().anyRunning();
    if (running == null) {
      return idle;
    }
    awaited = running;
    return Step.awaits(running);
  }
}
