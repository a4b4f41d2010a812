package org.rumbench.lsm;

import org.rumbench.lsm.memtable.Memtable;
import org.rumbench.runtime.Completion;

/// A memtable with its place in the commit log.
final class MemtableSlot {
  private final Memtable memtable;
  private final Completion flushed = new Completion();
  private long lastSequence;
  private long nextPosition;

  MemtableSlot(Memtable memtable) {
    this.memtable = memtable;
  }

  Memtable memtable() {
    return memtable;
  }

  /// No more records: the last one had `sequence`, and the log goes on for the next memtable at `position`.
  void seal(long sequence, long position) {
    lastSequence = sequence;
    nextPosition = position;
  }

  /// Sequence of the last record, after [#seal].
  long lastSequence() {
    return lastSequence;
  }

  /// Where the commit log is needed from once this memtable is a table.
  long nextPosition() {
    return nextPosition;
  }

  /// Done when it is a durable table.
  Completion flushed() {
    return flushed;
  }
}
