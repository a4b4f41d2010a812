package org.rumbench.lsm.twocomponent;

import java.util.concurrent.atomic.AtomicInteger;
import org.agrona.DirectBuffer;
import org.jspecify.annotations.Nullable;
import org.rumbench.lsm.record.KeyBytes;
import org.rumbench.lsm.record.RangeTombstones;

/// Everything a read looks at: the active memory tree, the sealed ones (newest first) of which the oldest is being
/// merged, and the disk tree. Immutable, reference-counted; whoever holds it keeps all of it.
///
/// Of the oldest sealed tree the keys below [#mergedBelow] have left: they are in the disk tree, and only there.
final class Components implements AutoCloseable {
  private final MemoryTree active;
  private final MemoryTree[] sealed;
  private final @Nullable KeyBytes mergedBelow;
  private final DiskTree disk;
  private final AtomicInteger references = new AtomicInteger(1);

  /// Holds its own references to all parts.
  Components(MemoryTree active, MemoryTree[] sealed, @Nullable KeyBytes mergedBelow, DiskTree disk) {
    this.active = active;
    this.sealed = sealed;
    this.mergedBelow = mergedBelow;
    this.disk = disk;
    active.memtable().retain();
    for (MemoryTree tree : sealed) {
      tree.memtable().retain();
    }
    disk.retain();
  }

  MemoryTree active() {
    return active;
  }

  MemoryTree[] sealed() {
    return sealed;
  }

  /// The oldest sealed tree; null when there is none.
  @Nullable MemoryTree oldest() {
    return sealed.length == 0 ? null : sealed[sealed.length - 1];
  }

  /// Where the rolling merge has come to in the oldest sealed tree; null for its beginning.
  @Nullable KeyBytes mergedBelow() {
    return mergedBelow;
  }

  /// The first key still in `sealed()[index]`; null for all.
  @Nullable KeyBytes firstIn(int index) {
    return index == sealed.length - 1 ? mergedBelow : null;
  }

  /// Whether `sealed()[index]` may still hold the key.
  boolean mayHold(int index, DirectBuffer key, int offset, int length) {
    KeyBytes first = firstIn(index);
    return first == null || first.compareTo(key, offset, length) <= 0;
  }

  /// The highest version among the range deletions over the key that arrived at or before `maxSequence`;
  /// [Long#MIN_VALUE] when there is none.
  long hiddenBelow(DirectBuffer key, int offset, int length, long maxSequence) {
    long highest = active.memtable().rangeTombstones().versionOver(key, offset, length, maxSequence);
    for (int i = 0; i < sealed.length; i++) {
      RangeTombstones ranges = sealed[i].memtable().rangeTombstones();
      if (!ranges.isEmpty() && mayHold(i, key, offset, length)) {
        highest = Math.max(highest, ranges.versionOver(key, offset, length, maxSequence));
      }
    }
    return Math.max(highest, disk.hiddenBelow(key, offset, length, maxSequence));
  }

  DiskTree disk() {
    return disk;
  }

  /// The lowest version in memory, `except` (which may be null) left out.
  long minMemoryVersion(@Nullable MemoryTree except) {
    long min = active.memtable().minVersion();
    for (MemoryTree tree : sealed) {
      if (tree != except) {
        min = Math.min(min, tree.memtable().minVersion());
      }
    }
    return min;
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
      for (MemoryTree tree : sealed) {
        tree.memtable().release();
      }
      disk.release();
    }
  }
}
