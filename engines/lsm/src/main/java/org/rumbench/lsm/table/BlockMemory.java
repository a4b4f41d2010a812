package org.rumbench.lsm.table;

import org.agrona.concurrent.UnsafeBuffer;
import org.jspecify.annotations.Nullable;
import org.rumbench.coding.system.OutsideMemory;

/// Where cached blocks lie. A large cache is outside the heap, where no garbage collector copies what it holds: on the
/// heap the blocks that enter a cache of gigabytes survive a young collection or two, in pauses of a tenth of a second. A
/// small one is on the heap: simulated stores lose their power without being closed. One owner at a time.
final class BlockMemory {
  /// Caches from this size on lie outside the heap.
  static final long OUTSIDE_FROM_BYTES = 1 << 20;

  private final @Nullable OutsideMemory outside;

  /// Memory for a cache of `capacityBytes`.
  BlockMemory(long capacityBytes) {
    this.outside = capacityBytes >= OUTSIDE_FROM_BYTES ? new OutsideMemory() : null;
  }

  /// Wraps `target` around `bytes` of arbitrary content.
  void allocate(UnsafeBuffer target, int bytes) {
    if (outside == null) {
      target.wrap(new byte[bytes]);
    } else {
      outside.allocate(target, bytes);
    }
  }

  /// Nobody reads or writes a buffer that came from [#allocate] any more.
  void free(UnsafeBuffer buffer) {
    if (outside != null) {
      outside.free(buffer);
    }
  }
}
