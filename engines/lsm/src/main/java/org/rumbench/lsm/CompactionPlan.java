package org.rumbench.lsm;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.rumbench.engine.EngineEvent;
import org.rumbench.lsm.compaction.CompactionDecision;
import org.rumbench.lsm.manifest.VersionEdit;
import org.rumbench.lsm.merge.MergeRun;
import org.rumbench.lsm.merge.MergeWalk;
import org.rumbench.lsm.merge.Retention;
import org.rumbench.lsm.record.KeyBytes;
import org.rumbench.lsm.record.RangeTombstones;
import org.rumbench.lsm.table.Table;
import org.rumbench.lsm.table.TableMetadata;
import org.rumbench.lsm.table.TableWalk;
import org.rumbench.storage.IoPurpose;

/// Some tables are merged into others, as a policy decided.
final class CompactionPlan implements MergePlan {
  private static final int READ_AHEAD_BYTES = 256 * 1024;

  private final LsmTree tree;
  private final CompactionDecision decision;
  private final List<Table> inputs;
  private final List<TableWalk> walks = new ArrayList<>();
  private @Nullable TreeState pinned;
  private long outputBytes;

  /// `inputs` are the decision's tables in its order, marked busy by the caller.
  CompactionPlan(LsmTree tree, CompactionDecision decision, List<Table> inputs) {
    this.tree = tree;
    this.decision = decision;
    this.inputs = List.copyOf(inputs);
  }

  List<Table> inputs() {
    return inputs;
  }

  CompactionDecision decision() {
    return decision;
  }

  @Override
  public String name() {
    return "compaction of level " + decision.fromLevel() + " into " + decision.outputLevel();
  }

  @Override
  public int outputLevel() {
    return decision.outputLevel();
  }

  @Override
  public IoPurpose purpose() {
    return IoPurpose.compactionInto(tree.tierOf(decision));
  }

  @Override
  public @Nullable MergeRun begin(MergeRun.Outputs outputs, ValueSeparation.Observer observer) {
    tree.emit(
        new EngineEvent.CompactionBegan(
            tree.nowNanos(), decision.fromLevel(), decision.outputLevel(), decision.inputBytes()));
    if (decision.isMove()) {
      return null;
    }
    // The fence first, then the state: a write below the fence has been applied to a memtable seen here.
    long purgeVersion = tree.purgeVersion();
    long guarded = tree.guards().minVersion();
    TreeState state = tree.states().acquire();
    pinned = state;
    RangeTombstones ownRanges = RangeTombstones.NONE;
    KeyBytes anchor = inputs.getFirst().metadata().smallest();
    for (Table input : inputs) {
      walks.add(input.walk(purpose(), READ_AHEAD_BYTES));
      ownRanges = ownRanges.with(input.rangeTombstones());
      if (input.metadata().smallest().compareTo(anchor) < 0) {
        anchor = input.metadata().smallest();
      }
      input.file().adviseSequential();
    }
    // Not those of memtables: a power cut may take a range tombstone whose log is not synced, and what it hid must be there.
    Retention retention =
        new Retention(
            tree.snapshots().sequences(), purgeVersion, state.tables().rangeTombstones(),
            new TreeOutside(state, Set.copyOf(inputs), guarded));
    return new MergeRun(
        new MergeWalk(walks), retention, ownRanges, anchor, decision.grandparents(), decision.outputTableBytes(),
        outputs, new ObserverWatcher(observer));
  }

  @Override
  public long expectedRecords() {
    return inputs.stream().mapToLong(table -> table.metadata().records()).sum();
  }

  @Override
  public void describe(VersionEdit edit, List<TableMetadata> outputs) {
    inputs.forEach(input -> edit.removeTable(input.metadata().number()));
    if (decision.isMove()) {
      edit.addTable(decision.outputLevel(), inputs.getFirst().metadata());
    }
    for (TableMetadata output : outputs) {
      edit.addTable(decision.outputLevel(), output);
      outputBytes += output.fileBytes();
    }
  }

  @Override
  public void install(List<Table> outputs) {
    if (decision.isMove()) {
      tree.states().moved(inputs.getFirst(), decision.outputLevel());
    } else {
      tree.states().merged(inputs, decision.outputLevel(), outputs);
    }
    tree.emit(
        new EngineEvent.CompactionEnded(
            tree.nowNanos(), decision.fromLevel(), decision.outputLevel(), decision.inputBytes(), outputBytes));
  }

  @Override
  public void end(boolean isInstalled) {
    walks.forEach(TableWalk::close);
    TreeState state = pinned;
    if (state != null) {
      pinned = null;
      state.close();
    }
  }
}
