package org.rumbench.lsm;

import java.util.concurrent.atomic.AtomicInteger;
import org.rumbench.lsm.record.RangeTombstones;

/// Everything a read looks at: the active memtable, those waiting for their flush (newest first) and the tables.
/// Immutable, reference-counted; whoever holds it keeps all of it.
final class TreeState implements TreePin {
  private final MemtableSlot active;
  private final MemtableSlot[] immutables;
  private final TableSet tables;
  private final RangeTombstones sealedRanges;
  private final AtomicInteger references = new AtomicInteger(1);

  /// Holds its own references to all parts.
  TreeState(MemtableSlot active, MemtableSlot[] immutables, TableSet tables) {
    this.active = active;
    this.immutables = immutables;
    this.tables = tables;
    RangeTombstones ranges = tables.rangeTombstones();
    active.memtable().retain();
    for (MemtableSlot slot : immutables) {
      slot.memtable().retain();
      ranges = ranges.with(slot.memtable().rangeTombstones());
    }
    tables.retain();
    this.sealedRanges = ranges;
  }

  MemtableSlot active() {
    return active;
  }

  MemtableSlot[] immutables() {
    return immutables;
  }

  TableSet tables() {
    return tables;
  }

  /// Range tombstones of everything but the active memtable.
  RangeTombstones sealedRanges() {
    return sealedRanges;
  }

  /// One more reference, unless the last one has gone.
  boolean tryRetain() {
    while (true) {
      int count = references.get();
      if (count == 0) {
        return false;
      }
      if (references.compareAndSet(count, count + 1)) {
        return true;
      }
    }
  }

  @Override
  public void close() {
    if (references.decrementAndGet() == 0) {
      active.memtable().release();
      for (MemtableSlot slot : immutables) {
        slot.memtable().release();
      }
      tables.release();
    }
  }
}
