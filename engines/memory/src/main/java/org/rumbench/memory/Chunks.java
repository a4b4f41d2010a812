package org.rumbench.memory;

import java.util.Objects;
import org.agrona.concurrent.UnsafeBuffer;
import org.jspecify.annotations.Nullable;
import org.rumbench.coding.system.OutsideMemory;
import org.rumbench.runtime.Invariant;

/// The memory of one table: chunks of one size, never more of them than the budget, some of them spare. One owner at a
/// time.
///
/// Large chunks lie outside the heap. Small ones are on it: simulated stores lose their power without being closed.
final class Chunks {
  private static final int OUTSIDE_FROM_BYTES = 64 * 1024;

  private final int chunkBytes;
  private final @Nullable OutsideMemory outside;
  private final @Nullable UnsafeBuffer[] buffers;
  /// What each buffer would say of itself: to ask it costs a look-up one wait for memory more.
  private final long[] addresses;
  private final int[] spare;
  private int spareCount;
  private int allocated;
  private int budget;

  /// No chunks yet, and at most `most` ever.
  Chunks(int chunkBytes, int most) {
    this.chunkBytes = chunkBytes;
    this.outside = chunkBytes >= OUTSIDE_FROM_BYTES ? new OutsideMemory() : null;
    this.buffers = new @Nullable UnsafeBuffer[most];
    this.addresses = new long[most];
    this.spare = new int[most];
    this.budget = most;
  }

  int chunkBytes() {
    return chunkBytes;
  }

  /// Chunks that there may be.
  int budget() {
    return budget;
  }

  void setBudget(int chunks) {
    budget = Math.min(chunks, buffers.length);
  }

  /// Chunks that there are, in use or spare.
  int allocated() {
    return allocated;
  }

  /// Spare chunks, and those that may still be allocated.
  int available() {
    return spareCount + Math.max(0, budget - allocated);
  }

  /// Takes a chunk, of which there is one available; its content is arbitrary.
  int take() {
    Invariant.check(available() > 0, "a chunk is taken when one is available");
    if (spareCount > 0) {
      return spare[--spareCount];
    }
    int chunk = 0;
    while (buffers[chunk] != null) {
      chunk++;
    }
    OutsideMemory memory = outside;
    UnsafeBuffer buffer = new UnsafeBuffer(0, 0);
    if (memory == null) {
      buffer.wrap(new byte[chunkBytes]);
    } else {
      memory.allocate(buffer, chunkBytes);
    }
    buffers[chunk] = buffer;
    addresses[chunk] = buffer.addressOffset();
    allocated++;
    return chunk;
  }

  /// A chunk is not used any more.
  void giveBack(int chunk) {
    spare[spareCount++] = chunk;
  }

  /// Frees everything; nothing is called any more.
  void close() {
    OutsideMemory memory = outside;
    for (int chunk = 0; chunk < buffers.length; chunk++) {
      UnsafeBuffer buffer = buffers[chunk];
      if (memory != null && buffer != null) {
        memory.free(buffer);
      }
      buffers[chunk] = null;
    }
    spareCount = 0;
    allocated = 0;
  }

  /// Frees spare chunks until no more are allocated than the budget has; whether that was enough.
  boolean trim() {
    while (allocated > budget && spareCount > 0) {
      int chunk = spare[--spareCount];
      OutsideMemory memory = outside;
      if (memory != null) {
        memory.free(of(chunk));
      }
      buffers[chunk] = null;
      allocated--;
    }
    return allocated <= budget;
  }

  /// Where a chunk in use begins, in [#array] when that is not null.
  long address(int chunk) {
    return addresses[chunk];
  }

  /// The array that a chunk in use lies in, null for one outside the heap.
  byte @Nullable [] array(int chunk) {
    return outside == null ? of(chunk).byteArray() : null;
  }

  /// The memory of a chunk in use.
  UnsafeBuffer of(int chunk) {
    return Objects.requireNonNull(buffers[chunk]);
  }
}
