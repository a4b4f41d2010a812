package org.rumbench.wisckey;

import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.rumbench.coding.BlockLogDescriptor;
import org.rumbench.engine.EngineContext;
import org.rumbench.engine.EngineOptions;
import org.rumbench.engine.GuardedEngine;
import org.rumbench.engine.OpenJob;
import org.rumbench.engine.StorageEngine;
import org.rumbench.lsm.CommitLog;
import org.rumbench.lsm.FileNumbers;
import org.rumbench.lsm.LeveledFactory;
import org.rumbench.lsm.LsmOpenJob;
import org.rumbench.lsm.LsmOptions;
import org.rumbench.lsm.LsmPorts;
import org.rumbench.lsm.LsmTree;
import org.rumbench.lsm.ValueSeparation;
import org.rumbench.runtime.Step;

/// Opens a store: the tree, with the value log in the place of its commit log. The tree asks for the log when it needs
/// it; all recovery is theirs together ([ValueLogReplay]).
final class WisckeyOpenJob implements OpenJob {
  private final EngineContext context;
  private final WisckeyOptions options;
  private final SegmentCatalog catalog = new SegmentCatalog();
  private final LsmOpenJob treeJob;
  private @Nullable ValueLog log;
  private @Nullable ValueLogCommit commit;
  private @Nullable RelocationOutputs relocated;
  private volatile @Nullable Collector collector;
  private @Nullable StorageEngine engine;

  WisckeyOpenJob(EngineContext given, WisckeyOptions options) {
    this.context = given;
    this.options = options;
    SortedMap<String, String> texts = new TreeMap<>(given.options().texts());
    texts.put("logReserveBytes", Long.toString(options.segmentBytes()));
    texts.put("logBlockBytes", Integer.toString(BlockLogDescriptor.BLOCK_BYTES));
    EngineContext treeContext =
        new EngineContext(given.environment(), given.storage(), new EngineOptions(texts), given.listener());
    treeJob =
        LsmTree.open(
            treeContext,
            LsmOptions.of(treeContext.options()),
            LeveledFactory.policyOf(treeContext.options()),
            new LsmPorts(this::openLog, this::beginMerge, catalog));
  }

  private CommitLog openLog(EngineContext treeContext, FileNumbers numbers) {
    ValueLog opened = new ValueLog(treeContext.storage(), numbers, options.segmentBytes());
    ValueLogCommit commits =
        new ValueLogCommit(
            treeContext.storage(), numbers, catalog, opened, options.separationThresholdBytes());
    log = opened;
    commit = commits;
    relocated = new RelocationOutputs(treeContext.storage(), opened, options.segmentBytes());
    return commits;
  }

  private ValueSeparation.Observer beginMerge(int outputLevel) {
    boolean isFlush = outputLevel == 0;
    return new GarbageObserver(
        present(log), present(commit), catalog, isFlush, isFlush ? null : newRelocator(), this::onInstalled);
  }

  /// What moves values within one compaction; null when none is to do so.
  private @Nullable ValueRelocator newRelocator() {
    return options.relocateInCompaction()
        ? new ValueRelocator(
            context.storage(), present(log), present(commit), options.relocationPolicy(), present(relocated))
        : null;
  }

  private void onInstalled() {
    Collector present = collector;
    if (present != null) {
      present.consider();
    }
  }

  private static <T> T present(@Nullable T part) {
    if (part == null) {
      throw new IllegalStateException("the log is opened before anything else");
    }
    return part;
  }

  @Override
  public String name() {
    return treeJob.name() + " with a value log";
  }

  @Override
  public Step step(long budgetBytes) {
    Step step = treeJob.step(budgetBytes);
    if (step instanceof Step.Done) {
      LsmTree tree = treeJob.tree();
      Collector collecting = new Collector(context, options, present(log), present(commit), catalog, tree);
      engine = new GuardedEngine(new WisckeyEngine(context, options, tree, present(log), collecting), tree.calls());
      collector = collecting;
      collecting.consider();
    }
    return step;
  }

  @Override
  public StorageEngine engine() {
    StorageEngine open = engine;
    if (open == null) {
      throw new IllegalStateException("the store is not open yet");
    }
    return open;
  }
}
