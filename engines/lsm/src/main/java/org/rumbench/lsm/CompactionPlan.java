package org.rumbench.lsm;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.rumbench.engine.EngineEvent;
import org.rumbench.lsm.compaction.CompactionDecision;
import org.rumbench.lsm.compaction.CompactionDecision.Kind;
import org.rumbench.lsm.manifest.VersionEdit;
import org.rumbench.lsm.merge.MergeRun;
import org.rumbench.lsm.merge.MergeWalk;
import org.rumbench.lsm.merge.OutputCuts;
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

  @Override
  public List<Table> inputs() {
    return inputs;
  }

  @Override
  public boolean joinsRun() {
    return decision.joinsRun();
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
    return IoPurpose.compactionInto(decision.tier());
  }

  @Override
  public @Nullable MergeRun begin(MergeRun.Outputs outputs, ValueSeparation.Observer observer) {
    tree.emit(
        new EngineEvent.CompactionBegan(
            tree.nowNanos(), decision.fromLevel(), decision.outputLevel(), decision.inputBytes()));
    inputs.forEach(input -> tree.tableIs(EngineEvent.ComponentState.COMPACTING, input.metadata()));
    if (decision.kind() != Kind.MERGE) {
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
            tree.snapshots().sequences(), purgeVersion, tree.earliestReadMillis(), state.tables().rangeTombstones(),
            new TreeOutside(state, Set.copyOf(inputs), guarded));
    return new MergeRun(
        new MergeWalk(walks), retention, ownRanges, anchor,
        new OutputCuts(decision.outputTableBytes(), decision.grandparents(), decision.cuts()), newestMillis(), outputs, new ObserverWatcher(observer));
  }

  @Override
  public long expectedRecords() {
    return inputs.stream().mapToLong(table -> table.metadata().records()).sum();
  }

  @Override
  public long newestMillis() {
    return inputs.stream().mapToLong(table -> table.metadata().newestMillis()).max().orElse(0);
  }

  @Override
  public void describe(VersionEdit edit, List<TableMetadata> outputs) {
    inputs.forEach(input -> edit.removeTable(input.metadata().number()));
    for (Table moved : decision.kind() == Kind.MOVE ? inputs : List.<Table>of()) {
      edit.addTable(decision.outputLevel(), outputRun(inputs), moved.metadata());
    }
    for (TableMetadata output : outputs) {
      edit.addTable(decision.outputLevel(), decision.outputRun(outputs.getFirst().number()), output);
      outputBytes += output.fileBytes();
    }
  }

  private long outputRun(List<Table> tables) {
    return tables.isEmpty() ? CompactionDecision.LEVEL_RUN : decision.outputRun(tables.getFirst().metadata().number());
  }

  @Override
  public void install(List<Table> outputs) {
    if (decision.kind() == Kind.MOVE) {
      tree.states().moved(inputs, decision.outputLevel(), outputRun(inputs));
    } else {
      tree.states().merged(inputs, decision.outputLevel(), outputRun(outputs), outputs);
    }
    outputs.forEach(output -> tree.tableIs(EngineEvent.ComponentState.FLUSHED, output.metadata()));
    EngineEvent.ComponentState left =
        decision.kind() == Kind.MOVE ? EngineEvent.ComponentState.FLUSHED : EngineEvent.ComponentState.OBSOLETE;
    inputs.forEach(input -> tree.tableIs(left, input.metadata()));
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
