package org.rumbench.lsm;

import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.LongSupplier;
import org.rumbench.engine.Snapshot;

/// The sequences that merges must keep readable. Any thread.
public final class Snapshots {
  private final SortedMap<Long, Integer> live = new TreeMap<>();

  /// A live snapshot of everything visible now. A merge that looks at [#sequences] either finds it there or looked
  /// before: then everything that merge reads was visible already, and the snapshot shows no less.
  public Snapshot open(LongSupplier visibleSequence) {
    long sequence;
    synchronized (this) {
      sequence = visibleSequence.getAsLong();
      live.merge(sequence, 1, Integer::sum);
    }
    return new Open(sequence);
  }

  /// The sequence that `snapshot` shows; refused when it is closed or not one of these.
  public long sequenceOf(Snapshot snapshot) {
    if (!(snapshot instanceof Open open) || open.owner() != this) {
      throw new IllegalArgumentException("not a snapshot of this engine: " + snapshot);
    }
    if (open.isClosed) {
      throw new IllegalStateException("the snapshot is closed");
    }
    return open.sequence;
  }

  /// Sequences of all live snapshots, ascending.
  public synchronized long[] sequences() {
    return live.keySet().stream().mapToLong(Long::longValue).toArray();
  }

  private synchronized void close(long sequence) {
    live.computeIfPresent(sequence, (key, count) -> count == 1 ? null : count - 1);
  }

  private final class Open implements Snapshot {
    private final long sequence;
    private volatile boolean isClosed;

    Open(long sequence) {
      this.sequence = sequence;
    }

    Snapshots owner() {
      return Snapshots.this;
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
