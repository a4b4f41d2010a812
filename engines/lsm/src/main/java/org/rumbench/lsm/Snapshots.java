package org.rumbench.lsm;

import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.LongSupplier;
import org.rumbench.engine.Snapshot;

/// The sequences that merges must keep readable. Any thread.
final class Snapshots {
  private final SortedMap<Long, Integer> live = new TreeMap<>();

  /// A live snapshot of everything visible now. A merge that looks at [#sequences] either finds it there or looked
  /// before: then everything that merge reads was visible already, and the snapshot shows no less.
  Snapshot open(LongSupplier visibleSequence) {
    long sequence;
    synchronized (this) {
      sequence = visibleSequence.getAsLong();
      live.merge(sequence, 1, Integer::sum);
    }
    return new Open(sequence);
  }

  /// Sequences of all live snapshots, ascending.
  synchronized long[] sequences() {
    return live.keySet().stream().mapToLong(Long::longValue).toArray();
  }

  private synchronized void close(long sequence) {
    live.computeIfPresent(sequence, (key, count) -> count == 1 ? null : count - 1);
  }

  private final class Open implements Snapshot {
    private final long sequence;
    private boolean isClosed;

    Open(long sequence) {
      this.sequence = sequence;
    }

    @Override
    public long sequence() {
      return sequence;
    }

    @Override
    public void close() {
      if (!isClosed) {
        isClosed = true;
        Snapshots.this.close(sequence);
      }
    }
  }
}
