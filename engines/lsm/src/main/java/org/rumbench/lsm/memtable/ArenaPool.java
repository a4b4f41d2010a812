package org.rumbench.lsm.memtable;

import java.util.ArrayDeque;
import org.agrona.concurrent.UnsafeBuffer;

/// Arenas of memtables, recycled while a store is open. Any thread.
public final class ArenaPool {
  private final int arenaBytes;
  private final int keptCount;
  private final ArrayDeque<UnsafeBuffer> free = new ArrayDeque<>();
  private long allocatedBytes;

  /// Arenas of `arenaBytes`; at most `keptCount` are kept for reuse.
  public ArenaPool(int arenaBytes, int keptCount) {
    this.arenaBytes = arenaBytes;
    this.keptCount = keptCount;
  }

  /// An arena of the usual size, or of `atLeastBytes` for a batch that needs more. Its content is arbitrary.
  UnsafeBuffer take(int atLeastBytes) {
    synchronized (this) {
      if (atLeastBytes <= arenaBytes && !free.isEmpty()) {
        return free.removeLast();
      }
      allocatedBytes += Math.max(arenaBytes, atLeastBytes);
    }
    return new UnsafeBuffer(new byte[Math.max(arenaBytes, atLeastBytes)]);
  }

  /// Nobody reads the arena any more.
  synchronized void giveBack(UnsafeBuffer arena) {
    if (arena.capacity() == arenaBytes && free.size() < keptCount) {
      free.addLast(arena);
    } else {
      allocatedBytes -= arena.capacity();
    }
  }

  /// Bytes of all arenas, free ones included.
  public synchronized long allocatedBytes() {
    return allocatedBytes;
  }
}
