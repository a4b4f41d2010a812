package org.rumbench.lsm.twocomponent;

import org.rumbench.lsm.memtable.Memtable;
import org.rumbench.runtime.Completion;

/// One memory tree of C0: a memtable with its place in the commit log.
final class MemoryTree {
  private final long number;
  private final Memtable memtable;
  private final Completion merged = new Completion();
  private long lastSequence;
  private long nextPosition;

  /// `number` tells it from the store's other memory trees of this life.
  MemoryTree(long number, Memtable memtable) {
    this.number = number;
    this.memtable = memtable;
  }

  long number() {
    return number;
  }

  Memtable memtable() {
    return memtable;
  }

  /// No more records: the last one had `sequence`, and the log goes on for the next tree at `position`.
  void seal(long sequence, long position) {
    lastSequence = sequence;
    nextPosition = position;
  }

  /// Sequence of the last record, after [#seal].
  long lastSequence() {
    return lastSequence;
  }

  /// Where the commit log is needed from once all of this tree is in C1.
  long nextPosition() {
    return nextPosition;
  }

  /// Done when all of it is durable in C1.
  Completion merged() {
    return merged;
  }
}
