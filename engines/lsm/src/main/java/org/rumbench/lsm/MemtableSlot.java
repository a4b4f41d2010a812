package org.rumbench.lsm;

import org.jspecify.annotations.Nullable;
import org.rumbench.lsm.memtable.Memtable;
import org.rumbench.runtime.Completion;
import org.rumbench.runtime.Timer;

/// A memtable with its place in the commit log.
final class MemtableSlot {
  private final long number;
  private final Memtable memtable;
  private final Completion flushed = new Completion();
  private long lastSequence;
  private long nextPosition;
  private long newestMillis;

  private @Nullable Timer timer;

  /// `number` tells it from the store's other memtables of this life.
  MemtableSlot(long number, Memtable memtable) {
    this.number = number;
    this.memtable = memtable;
  }

  long number() {
    return number;
  }

  Memtable memtable() {
    return memtable;
  }

  /// Whether a time has been set for its flush. The writer's.
  boolean isTimed() {
    return timer != null;
  }

  /// Its flush begins when `due` runs, unless it is sealed before. The writer's.
  void setTimer(Timer due) {
    timer = due;
  }

  /// No more records: the last one had `sequence`, and the log goes on for the next memtable at `position`.
  /// `millis` is the wall time of this.
  void seal(long sequence, long position, long millis) {
    newestMillis = millis;
    Timer pending = timer;
    if (pending != null) {
      pending.cancel();
    }
    lastSequence = sequence;
    nextPosition = position;
  }

  /// The wall time by which every record had arrived, after [#seal].
  long newestMillis() {
    return newestMillis;
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
