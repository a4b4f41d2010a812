package org.rumbench.lsm;

import java.util.List;
import org.rumbench.engine.EngineEvent;
import org.rumbench.lsm.manifest.VersionEdit;
import org.rumbench.lsm.memtable.Memtable;
import org.rumbench.lsm.merge.MergeRun;
import org.rumbench.lsm.merge.OutputCuts;
import org.rumbench.lsm.merge.OutsideSources;
import org.rumbench.lsm.merge.Retention;
import org.rumbench.lsm.table.Table;
import org.rumbench.lsm.table.TableMetadata;
import org.rumbench.storage.IoPurpose;

/// The oldest immutable memtable becomes a table of level 0.
final class FlushPlan implements MergePlan {
  private final LsmTree tree;
  private final MemtableSlot slot;
  private long outputBytes;

  FlushPlan(LsmTree tree, MemtableSlot slot) {
    this.tree = tree;
    this.slot = slot;
    slot.memtable().retain();
  }

  @Override
  public String name() {
    return "flush of a memtable";
  }

  @Override
  public int outputLevel() {
    return 0;
  }

  @Override
  public List<Table> inputs() {
    return List.of();
  }

  @Override
  public boolean joinsRun() {
    return false;
  }

  @Override
  public IoPurpose purpose() {
    return IoPurpose.FLUSH;
  }

  @Override
  public long newestMillis() {
    return slot.newestMillis();
  }

  @Override
  public MergeRun begin(MergeRun.Outputs outputs, ValueSeparation.Observer observer) {
    Memtable memtable = slot.memtable();
    tree.memtableIs(EngineEvent.ComponentState.FLUSHING, slot);
    tree.emit(new EngineEvent.FlushBegan(tree.nowNanos(), memtable.dataBytes()));
    Retention retention =
        new Retention(
            tree.snapshots().sequences(), Long.MIN_VALUE, Long.MIN_VALUE, memtable.rangeTombstones(),
            OutsideSources.ANYTHING);
    return new MergeRun(
        memtable.walk(), retention, memtable.rangeTombstones(), null, OutputCuts.NONE, newestMillis(), outputs,
        new ObserverWatcher(observer));
  }

  @Override
  public long expectedRecords() {
    return slot.memtable().recordCount();
  }

  @Override
  public void describe(VersionEdit edit, List<TableMetadata> outputs) {
    for (TableMetadata output : outputs) {
      edit.addTable(0, outputs.getFirst().number(), output);
      outputBytes += output.fileBytes();
    }
    edit.replayFrom(slot.nextPosition(), slot.lastSequence());
  }

  @Override
  public void install(List<Table> outputs) {
    tree.states().flushed(slot, outputs);
    tree.commitLog().release(slot.nextPosition());
    outputs.forEach(output -> tree.tableIs(EngineEvent.ComponentState.FLUSHED, output.metadata()));
    tree.memtableIs(EngineEvent.ComponentState.OBSOLETE, slot);
    tree.emit(new EngineEvent.FlushEnded(tree.nowNanos(), outputBytes));
  }

  @Override
  public void end(boolean isInstalled) {
    slot.memtable().release();
    if (isInstalled) {
      slot.flushed().complete();
    }
  }
}
