package org.rumbench.lsm;

import java.util.Set;
import org.agrona.DirectBuffer;
import org.rumbench.lsm.merge.OutsideSources;
import org.rumbench.lsm.record.RangeTombstone;
import org.rumbench.lsm.table.Table;

/// The memtables, tables and guarded records outside a merge, as they were when it began.
final class TreeOutside implements OutsideSources {
  private final TreeState state;
  private final Set<Table> inputs;
  private final long minElsewhere;

  /// `state` is held by the caller as long as this is used; `guardedMin` is the lowest version kept outside the tree.
  TreeOutside(TreeState state, Set<Table> inputs, long guardedMin) {
    this.state = state;
    this.inputs = inputs;
    long min = Math.min(guardedMin, state.active().memtable().minVersion());
    for (MemtableSlot slot : state.immutables()) {
      min = Math.min(min, slot.memtable().minVersion());
    }
    this.minElsewhere = min;
  }

  @Override
  public long minVersionOf(DirectBuffer key, int offset, int length) {
    long min = minElsewhere;
    for (TableRun run : state.tables().runs()) {
      for (Table table : run.tables()) {
        if (table.metadata().minVersion() < min
            && !inputs.contains(table)
            && table.metadata().smallest().compareTo(key, offset, length) <= 0
            && table.metadata().largest().compareTo(key, offset, length) >= 0) {
          min = table.metadata().minVersion();
        }
      }
    }
    return min;
  }

  @Override
  public long minVersionIn(RangeTombstone range) {
    long min = minElsewhere;
    for (TableRun run : state.tables().runs()) {
      for (Table table : run.tables()) {
        if (!inputs.contains(table)
            && table.metadata().smallest().compareTo(range.to()) < 0
            && table.metadata().largest().compareTo(range.from()) >= 0) {
          min = Math.min(min, table.metadata().minVersion());
        }
      }
    }
    return min;
  }
}
