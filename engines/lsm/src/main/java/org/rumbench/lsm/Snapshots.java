package org.rumbench.lsm;

import java.util.SortedMap;
import java.util.TreeMap;
import org.rumbench.engine.Snapshot;

/// The sequences that merges must keep readable. Any thread.
final class Snapshots {
  private final SortedMap<Long, Integer> live = new TreeMap<>();

  /// A live snapshot of everything up to `sequence`.
  Snapshot open(long sequence) {
    synchronized (this) {
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
