package org.rumbench.lsm.table;

import com.github.luben.zstd.ZstdCompressCtx;
import com.github.luben.zstd.ZstdDecompressCtx;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/// Zstandard contexts, reused: each has memory outside the heap, which [#close] frees. Any thread.
///
/// A few of either kind wait for their next use; one more than that is freed when it is given back.
final class ZstdContexts implements AutoCloseable {
  private static final int SLOTS = 8;
  private static final int LEVEL = 3;

  private final AtomicReferenceArray<@Nullable ZstdCompressCtx> compressors = new AtomicReferenceArray<>(SLOTS);
  private final AtomicReferenceArray<@Nullable ZstdDecompressCtx> decompressors = new AtomicReferenceArray<>(SLOTS);
  private final AtomicBoolean isClosed = new AtomicBoolean();

  /// Compresses into `target`, which has room for the worst case; the length.
  int compress(byte[] source, int offset, int length, byte[] target, int targetOffset, int room) {
    ZstdCompressCtx context = takenFrom(compressors);
    if (context == null) {
      context = new ZstdCompressCtx().setLevel(LEVEL).setChecksum(false).setContentSize(false);
    }
    try {
      return context.compressByteArray(target, targetOffset, room, source, offset, length);
    } finally {
      if (!isKeptIn(compressors, context)) {
        context.close();
      }
    }
  }

  /// Decompresses into `target` and returns the length; throws [com.github.luben.zstd.ZstdException].
  int decompress(byte[] source, int offset, int length, byte[] target, int targetOffset, int room) {
    ZstdDecompressCtx context = takenFrom(decompressors);
    if (context == null) {
      context = new ZstdDecompressCtx();
    }
    try {
      return context.decompressByteArray(target, targetOffset, room, source, offset, length);
    } finally {
      if (!isKeptIn(decompressors, context)) {
        context.close();
      }
    }
  }

  private static <T> @Nullable T takenFrom(AtomicReferenceArray<@Nullable T> slots) {
    for (int i = 0; i < SLOTS; i++) {
      if (slots.getPlain(i) != null) {
        T context = slots.getAndSet(i, null);
        if (context != null) {
          return context;
        }
      }
    }
    return null;
  }

  private <T> boolean isKeptIn(AtomicReferenceArray<@Nullable T> slots, T context) {
    for (int i = 0; i < SLOTS && !isClosed.get(); i++) {
      if (slots.getPlain(i) == null && slots.compareAndSet(i, null, context)) {
        // Closing may have passed this slot already: then whoever takes the context out again frees it.
        return !isClosed.get() || !slots.compareAndSet(i, context, null);
      }
    }
    return false;
  }

  @Override
  public void close() {
    isClosed.set(true);
    for (int i = 0; i < SLOTS; i++) {
      ZstdCompressCtx compressor = compressors.getAndSet(i, null);
      if (compressor != null) {
        compressor.close();
      }
      ZstdDecompressCtx decompressor = decompressors.getAndSet(i, null);
      if (decompressor != null) {
        decompressor.close();
      }
    }
  }
}
