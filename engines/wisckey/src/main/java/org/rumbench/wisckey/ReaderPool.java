package org.rumbench.wisckey;

import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/// Value readers for point reads, reused: a read takes one and gives it back. Any thread, lock-free.
final class ReaderPool {
  private static final int SLOTS = 16;

  private final AtomicReferenceArray<@Nullable ValueReader> free = new AtomicReferenceArray<>(SLOTS);
  private final LongAdder clientReads = new LongAdder();

  ValueReader take() {
    for (int i = 0; i < SLOTS; i++) {
      if (free.getPlain(i) != null) {
        ValueReader reader = free.getAndSet(i, null);
        if (reader != null) {
          return reader;
        }
      }
    }
    return new ValueReader();
  }

  void giveBack(ValueReader reader) {
    for (int i = 0; i < SLOTS; i++) {
      if (free.getPlain(i) == null && free.compareAndSet(i, null, reader)) {
        return;
      }
    }
  }

  /// A client's point read looked into the log.
  void countClientRead() {
    clientReads.increment();
  }

  /// Client's point reads that looked into the log so far.
  long clientReads() {
    return clientReads.sum();
  }
}
