package org.rumbench.lsm;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;
import org.rumbench.lsm.record.ReadCounters;
import org.rumbench.lsm.table.ReadScratch;

/// Scratches for point reads, reused: a read takes one and gives it back. Any thread; lock-free unless all are taken.
public final class ScratchPool {
  private static final int SLOTS = 16;

  private final AtomicReferenceArray<@Nullable ReadScratch> free = new AtomicReferenceArray<>(SLOTS);
  private final List<ReadScratch> all = new ArrayList<>();
  private final ReadCounters retired = new ReadCounters();

  /// A scratch for one read.
  public ReadScratch take() {
    for (int i = 0; i < SLOTS; i++) {
      if (free.getPlain(i) != null) {
        ReadScratch scratch = free.getAndSet(i, null);
        if (scratch != null) {
          return scratch;
        }
      }
    }
    ReadScratch fresh = new ReadScratch();
    synchronized (this) {
      all.add(fresh);
    }
    return fresh;
  }

  /// The read is over; what its candidate pinned is let go.
  public void giveBack(ReadScratch scratch) {
    scratch.candidate().clear();
    for (int i = 0; i < SLOTS; i++) {
      if (free.getPlain(i) == null && free.compareAndSet(i, null, scratch)) {
        return;
      }
    }
    synchronized (this) {
      retired.add(scratch.userReads());
      all.remove(scratch);
    }
  }

  /// What all user reads touched so far; exact when none is in flight.
  public synchronized ReadCounters total() {
    ReadCounters sum = new ReadCounters();
    sum.add(retired);
    all.forEach(scratch -> sum.add(scratch.userReads()));
    return sum;
  }
}
