package org.rumbench.wisckey;

import org.jspecify.annotations.Nullable;
import org.rumbench.lsm.LsmTree;
import org.rumbench.runtime.Completion;
import org.rumbench.runtime.Job;
import org.rumbench.runtime.JobHandle;
import org.rumbench.runtime.Step;

/// Waits until the tree and the collector owe nothing, having reorganised everything first when asked to. Does no work
/// itself: merging tells what is dead, collecting gives the tree new pointers to merge, so it looks at both until
/// neither has anything to do.
final class UpkeepJob implements Job {
  private enum Stage {
    REORGANISE,
    SETTLE,
    COLLECT
  }

  private final String name;
  private final LsmTree tree;
  private final Collector collector;
  private final boolean isFull;
  private Stage stage;
  private @Nullable Completion awaited;

  UpkeepJob(String name, LsmTree tree, Collector collector, boolean isFull) {
    this.name = name;
    this.tree = tree;
    this.collector = collector;
    this.isFull = isFull;
    this.stage = isFull ? Stage.REORGANISE : Stage.SETTLE;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public Step step(long budgetBytes) {
    Completion before = awaited;
    RuntimeException failure = before == null ? null : before.failure();
    if (failure != null) {
      end();
      throw failure;
    }
    return switch (stage) {
      case REORGANISE -> {
        JobHandle compaction = tree.compactAll();
        stage = Stage.SETTLE;
        yield await(compaction.completion());
      }
      case SETTLE -> {
        JobHandle settling = tree.settle();
        stage = Stage.COLLECT;
        yield await(settling.completion());
      }
      case COLLECT -> {
        if (isFull) {
          collector.beginFull();
        }
        Completion collected = collector.owed();
        if (collected == null) {
          end();
          yield Step.DONE;
        }
        stage = Stage.SETTLE;
        yield await(collected);
      }
    };
  }

  private void end() {
    if (isFull) {
      collector.endFull();
    }
  }

  private Step await(Completion next) {
    awaited = next;
    return Step.awaits(next);
  }
}
