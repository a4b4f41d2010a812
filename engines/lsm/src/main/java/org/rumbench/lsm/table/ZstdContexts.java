package org.rumbench.lsm.table;

import com.github.luben.zstd.ZstdCompressCtx;
import com.github.luben.zstd.ZstdDecompressCtx;
import org.rumbench.engine.Spares;

/// Zstandard contexts, reused: each has memory outside the heap, which [#close] frees. Any thread.
///
/// A few of either kind wait for their next use; one more than that is freed when it is given back.
final class ZstdContexts implements AutoCloseable {
  private static final int LEVEL = 3;

  private final Spares<ZstdCompressCtx> compressors =
      new Spares<>(
          () -> new ZstdCompressCtx().setLevel(LEVEL).setChecksum(false).setContentSize(false), ZstdCompressCtx::close);
  private final Spares<ZstdDecompressCtx> decompressors =
      new Spares<>(ZstdDecompressCtx::new, ZstdDecompressCtx::close);
  private volatile boolean isClosed;

  /// Compresses into `target`, which has room for the worst case; the length.
  int compress(byte[] source, int offset, int length, byte[] target, int targetOffset, int room) {
    ZstdCompressCtx context = compressors.take();
    try {
      return context.compressByteArray(target, targetOffset, room, source, offset, length);
    } finally {
      giveBack(compressors, context);
    }
  }

  /// Decompresses into `target` and returns the length; throws [com.github.luben.zstd.ZstdException].
  int decompress(byte[] source, int offset, int length, byte[] target, int targetOffset, int room) {
    ZstdDecompressCtx context = decompressors.take();
    try {
      return context.decompressByteArray(target, targetOffset, room, source, offset, length);
    } finally {
      giveBack(decompressors, context);
    }
  }

  private <T> void giveBack(Spares<T> spares, T context) {
    spares.giveBack(context);
    if (isClosed) {
      // Closing may have passed the slot before the context came back to it.
      spares.dropIdle();
    }
  }

  @Override
  public void close() {
    isClosed = true;
    compressors.dropIdle();
    decompressors.dropIdle();
  }
}
