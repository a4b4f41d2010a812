package org.rumbench.storage.sim;

import java.util.Arrays;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/// The bytes of one file in memory, in chunks, so that growing copies nothing. It outlives whoever has it open.
///
/// One writer; readers see what the writer has published through the file's logical length.
final class MemoryBytes {
  private static final int CHUNK_BITS = 15;
  private static final int CHUNK_BYTES = 1 << CHUNK_BITS;
  private static final int FIRST_BYTES = 512;

  private volatile byte[][] chunks = new byte[0][];
  private volatile long lengthBytes;
  private volatile long allocatedBytes;
  private int openCount;
  private boolean isUnlinked;

  /// An empty file.
  MemoryBytes() {}

  /// A file of an earlier life, which nobody appends to: short content is not copied.
  MemoryBytes(byte[] content) {
    if (content.length <= CHUNK_BYTES) {
      chunks = new byte[][] {content};
      lengthBytes = content.length;
    } else {
      write(0, new UnsafeBuffer(content), 0, content.length);
    }
    allocatedBytes = content.length;
  }

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
    ensure(end);
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

  /// Has room up to `end`. The first chunk starts small and doubles: most files of a simulation are short.
  private void ensure(long end) {
    byte[][] all = chunks;
    int count = (int) ((end + CHUNK_BYTES - 1) >>> CHUNK_BITS);
    int first = end >= CHUNK_BYTES ? CHUNK_BYTES : Math.max(FIRST_BYTES, Integer.highestOneBit((int) end) << 1);
    if (count <= all.length && (count == 0 || all[0].length >= first)) {
      return;
    }
    byte[][] grown =
        count <= all.length ? all.clone() : Arrays.copyOf(all, Math.max(count, all.length + (all.length >> 2)));
    for (int i = all.length; i < grown.length; i++) {
      grown[i] = new byte[i == 0 ? first : CHUNK_BYTES];
    }
    if (grown[0].length < first) {
      grown[0] = Arrays.copyOf(grown[0], first);
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
