package org.rumbench.memory;

import com.github.luben.zstd.ZstdDictCompress;
import com.github.luben.zstd.ZstdDictDecompress;

/// A trained dictionary, digested for both directions; outside the heap until closed. Any thread.
record ZstdDictionary(ZstdDictCompress forCompression, ZstdDictDecompress forDecompression) implements AutoCloseable {
  /// Digests the bytes that a trainer made.
  static ZstdDictionary of(byte[] trained) {
    return new ZstdDictionary(new ZstdDictCompress(trained, ValueCodec.ZSTD_LEVEL), new ZstdDictDecompress(trained));
  }

  @Override
  public void close() {
    forCompression.close();
    forDecompression.close();
  }
}
