package org.rumbench.lsm;

import java.util.ArrayList;
import java.util.List;
import org.rumbench.engine.Spares;
import org.rumbench.lsm.record.ReadCounters;
import org.rumbench.lsm.table.ReadScratch;

/// Scratches for point reads, reused, and the sum of what they counted: a read takes one and gives it back. Any thread;
/// lock-free unless all are taken.
public final class ScratchPool {
  private final Spares<ReadScratch> spares = new Spares<>(this::make, this::retire);
  private final List<ReadScratch> all = new ArrayList<>();
  private final ReadCounters retired = new ReadCounters();

  /// A scratch for one read.
  public ReadScratch take() {
    return spares.take();
  }

  /// The read is over; what its candidate pinned is let go.
  public void giveBack(ReadScratch scratch) {
    scratch.candidate().clear();
    spares.giveBack(scratch);
  }

  private synchronized ReadScratch make() {
    ReadScratch fresh = new ReadScratch();
    all.add(fresh);
    return fresh;
  }

  private synchronized void retire(ReadScratch scratch) {
    retired.add(scratch.userReads());
    all.remove(scratch);
  }

  /// What all user reads touched so far; exact when none is in flight.
  public synchronized ReadCounters total() {
    ReadCounters sum = new ReadCounters();
    sum.add(retired);
    all.forEach(scratch -> sum.add(scratch.userReads()));
    return sum;
  }
}
