package org.rumbench.lsm;

import java.util.ArrayList;
import java.util.List;
import org.rumbench.engine.EngineMetrics;
import org.rumbench.lsm.compaction.TreeShape;
import org.rumbench.lsm.record.ReadCounters;
import org.rumbench.lsm.table.Table;

/// The figures of a tree, taken from its parts as they are at the moment.
final class TreeFigures {
  private TreeFigures() {}

  /// What `tree` reports; the caller adds what its parts alone know. Walks all tables; any thread.
  static EngineMetrics of(LsmTree tree, ReadCounters reads, long memtableBytes, long cacheBytes) {
    TreeShape shape = tree.background().shape();
    List<EngineMetrics.Level> levels = new ArrayList<>();
    tree.policy()
        .tiers(shape)
        .forEach(tier -> levels.add(new EngineMetrics.Level(tier.name(), tier.tables(), tier.bytes())));
    long indexBytes = 0;
    long filterBytes = 0;
    long immutableBytes = 0;
    TreeState state = tree.states().acquire();
    try {
      for (TableRun run : state.tables().runs()) {
        for (Table table : run.tables()) {
          indexBytes += table.indexBytes();
          filterBytes += table.filterBytes();
        }
      }
      for (MemtableSlot slot : state.immutables()) {
        immutableBytes += slot.memtable().dataBytes();
      }
    } finally {
      state.close();
    }
    return new EngineMetrics(
        new EngineMetrics.Memory(memtableBytes, indexBytes, filterBytes, cacheBytes, 0),
        new EngineMetrics.Reads(
            reads.pointReads, reads.sourcesConsulted, reads.filtersProbed, reads.filterFalsePositives,
            reads.blocksTouched, reads.cacheHits, reads.runsOutOfRange),
        new EngineMetrics.Work(
            tree.background().flushCount(), tree.background().compactionCount(), 0, 0,
            tree.background().runningCount()),
        List.copyOf(levels),
        tree.policy().debtBytes(shape) + immutableBytes,
        tree.gate().stalls(),
        tree.writePath().refusedWrites(),
        -1);
  }
}
