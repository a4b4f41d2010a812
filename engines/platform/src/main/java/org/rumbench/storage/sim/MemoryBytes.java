package org.rumbench.storage.sim;

import java.util.Arrays;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

/// The bytes of one file in memory, in chunks, so that growing copies nothing. It outlives whoever has it open.
///
/// One writer; readers see what the writer has published through the file's logical length.
final class MemoryBytes {
  private static final int CHUNK_BITS = 15;
  private static final int CHUNK_BYTES = 1 << CHUNK_BITS;

  private volatile byte[][] chunks = new byte[0][];
  private volatile long lengthBytes;
  private volatile long allocatedBytes;
  private int openCount;
  private boolean isUnlinked;

  long lengthBytes() {
    return lengthBytes;
  }

  long allocatedBytes() {
    return allocatedBytes;
  }

  void allocated(long bytes) {
    allocatedBytes = bytes;
  }

  synchronized void opened() {
    openCount++;
  }

  /// Returns whether the bytes are to be freed.
  synchronized boolean closed() {
    openCount--;
    return isUnlinked && openCount == 0;
  }

  /// Returns whether the bytes are to be freed.
  synchronized boolean unlinked() {
    isUnlinked = true;
    return openCount == 0;
  }

  void write(long offsetBytes, DirectBuffer source, int offset, int length) {
    long end = offsetBytes + length;
    ensure((int) ((end + CHUNK_BYTES - 1) >>> CHUNK_BITS));
    byte[][] all = chunks;
    int done = 0;
    while (done < length) {
      long at = offsetBytes + done;
      int within = (int) (at & (CHUNK_BYTES - 1));
      int part = Math.min(length - done, CHUNK_BYTES - within);
      source.getBytes(offset + done, all[(int) (at >>> CHUNK_BITS)], within, part);
      done += part;
    }
    lengthBytes = end;
  }

  private void ensure(int count) {
    byte[][] all = chunks;
    if (count <= all.length) {
      return;
    }
    byte[][] grown = Arrays.copyOf(all, Math.max(count, all.length + (all.length >> 2)));
    for (int i = all.length; i < grown.length; i++) {
      grown[i] = new byte[CHUNK_BYTES];
    }
    chunks = grown;
  }

  void read(long offsetBytes, MutableDirectBuffer target, int targetOffset, int length) {
    byte[][] all = chunks;
    int done = 0;
    while (done < length) {
      long at = offsetBytes + done;
      int within = (int) (at & (CHUNK_BYTES - 1));
      int part = Math.min(length - done, CHUNK_BYTES - within);
      target.putBytes(targetOffset + done, all[(int) (at >>> CHUNK_BITS)], within, part);
      done += part;
    }
  }

  void truncate(long length) {
    lengthBytes = length;
    int count = (int) ((length + CHUNK_BYTES - 1) >>> CHUNK_BITS);
    chunks = Arrays.copyOf(chunks, Math.min(count, chunks.length));
  }
}
