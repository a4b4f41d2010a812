package org.rumbench.coding.system;

import java.lang.ref.Cleaner;
import org.agrona.UnsafeApi;
import org.agrona.collections.LongHashSet;
import org.agrona.concurrent.UnsafeBuffer;

/// Buffers from the C library's allocator. What was not given back goes when nothing refers to this any more; a buffer
/// alone does not keep it. One owner at a time.
public final class OutsideMemory {
  private static final Cleaner CLEANER = Cleaner.create();
  private static final byte[] NOTHING = new byte[0];

  private final Live live = new Live();

  /// Nothing allocated yet.
  @SuppressWarnings("this-escape") // Of a final class, at the end of its construction.
  public OutsideMemory() {
    CLEANER.register(this, live);
  }

  /// Addresses that are taken. Knows nothing of its owner, which it outlives.
  private static final class Live implements Runnable {
    private final LongHashSet addresses = new LongHashSet();

    @Override
    public void run() {
      addresses.forEachLong(UnsafeApi::freeMemory);
      addresses.clear();
    }
  }

  /// Wraps `target` around `bytes` of arbitrary content.
  public void allocate(UnsafeBuffer target, int bytes) {
    long address = UnsafeApi.allocateMemory(bytes);
    live.addresses.add(address);
    target.wrap(address, bytes);
  }

  /// Nobody reads or writes a buffer that was given to [#allocate] any more; it is empty afterwards. A second time it does
  /// nothing.
  public void free(UnsafeBuffer buffer) {
    if (live.addresses.remove(buffer.addressOffset())) {
      UnsafeApi.freeMemory(buffer.addressOffset());
      buffer.wrap(NOTHING);
    }
  }

  /// Buffers that were not given back.
  public int liveCount() {
    return live.addresses.size();
  }
}
