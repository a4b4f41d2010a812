package org.rumbench.bitcask;

import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/// The hint buffers of a store, and the memory of them all: those in use, and one that waits for the next segment. Any
/// thread.
final class HintBuffers {
  private final AtomicLong memoryBytes = new AtomicLong();
  private @Nullable HintBuffer spare;

  /// An empty buffer, until it is given back: for the next segment of the writer, which need not wait while it grows.
  synchronized HintBuffer borrow() {
    HintBuffer found = spare;
    spare = null;
    return found == null ? fresh() : found;
  }

  /// An empty, small buffer, until it is given back.
  HintBuffer fresh() {
    return new HintBuffer(memoryBytes);
  }

  /// Nobody uses `buffer` any more. The larger one of two is kept: segments of a store are alike, and theirs grow long.
  synchronized void giveBack(HintBuffer buffer) {
    HintBuffer other = spare;
    boolean isKept = other == null || other.capacityBytes() < buffer.capacityBytes();
    if (isKept) {
      spare = buffer.clear();
    }
    HintBuffer gone = isKept ? other : buffer;
    if (gone != null) {
      memoryBytes.addAndGet(-gone.capacityBytes());
    }
  }

  /// Memory held.
  long memoryBytes() {
    return memoryBytes.get();
  }
}
