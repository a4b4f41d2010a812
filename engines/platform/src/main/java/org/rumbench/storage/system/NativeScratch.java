package org.rumbench.storage.system;

import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.rumbench.coding.Checksum;

/// One thread's native memory for system calls: bytes on their way between a heap buffer and a file, and errno.
///
/// Aligned to [#ALIGNMENT_BYTES], so that it serves direct I/O too.
final class NativeScratch {
  static final int CAPACITY_BYTES = 128 * 1024;
  static final int ALIGNMENT_BYTES = 4096;

  final MemorySegment errno = Posix.newErrno();
  final Checksum checksum = new Checksum();
  final ByteBuffer bytes = aligned(CAPACITY_BYTES);
  final UnsafeBuffer buffer = new UnsafeBuffer(bytes);
  final long address = buffer.addressOffset();

  /// A direct buffer of `capacityBytes` that starts at an aligned address.
  static ByteBuffer aligned(int capacityBytes) {
    return ByteBuffer.allocateDirect(capacityBytes + ALIGNMENT_BYTES).alignedSlice(ALIGNMENT_BYTES)
        .limit(capacityBytes).slice();
  }

  /// A scratch for each thread that asks.
  static ThreadLocal<NativeScratch> perThread() {
    return ThreadLocal.withInitial(NativeScratch::new);
  }
}
