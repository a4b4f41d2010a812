package org.rumbench.memory;

/// How resident values are compressed. Never shows on disk.
enum Compression {
  /// Not at all.
  NONE,
  /// LZ4, by its fast compressor.
  LZ4,
  /// Zstandard at its level 3.
  ZSTD
}
