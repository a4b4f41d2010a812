package org.rumbench.memory;

import static org.rumbench.engine.OptionCheck.atLeast;

import org.rumbench.bitcask.KeyMemory;

/// How the memory of a store is shared out. Immutable.
///
/// What is fixed comes first (sketches, codecs, a dictionary), the key directory takes what it needs, and resident
/// values with their tables have the rest: when keys grow, residents shrink, down to the least that a table works with.
/// The hint entries of the log's segments that are being written are counted with the keys; where the keys alone fill
/// memory, they come on top, some 30 bytes and the key for each record of such a segment.
///
/// @param memoryBytes   the bound of it all
/// @param shards        parts of the table, each with a lock of its own; a power of two
/// @param chunkBytes    unit of a shard's memory; a power of two
/// @param sketchWords   words of each shard's frequency sketch, 0 for none; else a power of two
/// @param dictionaryBytes length of the dictionary, 0 for none
/// @param overheadBytes what is fixed
record MemoryPlan(
    long memoryBytes, int shards, int chunkBytes, int sketchWords, int dictionaryBytes, long overheadBytes) {
  /// Fewest chunks of a shard: its index, one that is written, one in reserve.
  static final int LEAST_CHUNKS = 3;
  /// Values above this length are kept as they are.
  static final int MAXIMUM_COMPRESSED_BYTES = 64 * 1024;

  private static final int MAXIMUM_SHARDS = 16;
  private static final long PLAIN_SHARD_BYTES = 2 << 20;
  private static final long ZSTD_SHARD_BYTES = 16 << 20;
  private static final int LEAST_CHUNK_BYTES = 4 << 10;
  private static final int MOST_CHUNK_BYTES = 1 << 20;
  private static final int CHUNKS_OF_A_SHARD = 32;
  private static final int BYTES_OF_A_SKETCH_WORD = 512;
  private static final int LEAST_DICTIONARY_BYTES = 1 << 10;
  private static final int MOST_DICTIONARY_BYTES = 16 << 10;
  /// The first slabs of entries and the first buckets of a key directory.
  private static final long LEAST_KEY_BYTES = 336 << 10;
  /// Upper estimate of a compressor's and a decompressor's tables with the parameters of [ValueCodec], apart from what
  /// grows with the longest value.
  private static final long ZSTD_CONTEXT_BYTES = 256 << 10;
  private static final long ZSTD_BYTES_OF_A_VALUE_BYTE = 6;
  /// Upper estimate of a digested dictionary's tables, for both directions.
  private static final long DICTIONARY_TABLE_BYTES = 256 << 10;

  /// The plan for these options; [IllegalArgumentException] when the bound is below the least that works.
  static MemoryPlan of(MemoryOptions options) {
    boolean isZstd = options.compression() == Compression.ZSTD;
    long bytes = options.memoryBytes();
    int shards = powerOfTwoWithin(bytes / (isZstd ? ZSTD_SHARD_BYTES : PLAIN_SHARD_BYTES), 1, MAXIMUM_SHARDS);
    long shardBytes = bytes / shards;
    int chunkBytes = powerOfTwoWithin(shardBytes / CHUNKS_OF_A_SHARD, LEAST_CHUNK_BYTES, MOST_CHUNK_BYTES);
    int sketchWords = options.admission() == Admission.TINYLFU
        ? powerOfTwoWithin(shardBytes / BYTES_OF_A_SKETCH_WORD, 64, 1 << 24)
        : 0;
    int dictionaryBytes = options.hasDictionary()
        ? powerOfTwoWithin(bytes / 256, LEAST_DICTIONARY_BYTES, MOST_DICTIONARY_BYTES)
        : 0;
    long overhead = (long) sketchWords * Long.BYTES * shards;
    int longest = longestCompressed(chunkBytes);
    if (options.compression() != Compression.NONE) {
      overhead += (long) shards * ValueCodec.scratchBytes(longest);
    }
    if (isZstd) {
      overhead += shards * (ZSTD_CONTEXT_BYTES + ZSTD_BYTES_OF_A_VALUE_BYTE * longest);
    }
    if (dictionaryBytes > 0) {
      overhead += 3L * dictionaryBytes + DictionaryTraining.sampleBytes(dictionaryBytes) + DICTIONARY_TABLE_BYTES;
    }
    MemoryPlan plan = new MemoryPlan(bytes, shards, chunkBytes, sketchWords, dictionaryBytes, overhead);
    atLeast(MemoryOptions.MEMORY_BYTES, bytes, overhead + plan.leastResidentBytes() + LEAST_KEY_BYTES);
    return plan;
  }

  private static int powerOfTwoWithin(long value, int low, int high) {
    return (int) Long.highestOneBit(Math.clamp(value, low, high));
  }

  private static int longestCompressed(int chunkBytes) {
    return Math.min(chunkBytes, MAXIMUM_COMPRESSED_BYTES);
  }

  /// The longest value that is compressed.
  int longestCompressed() {
    return longestCompressed(chunkBytes);
  }

  /// What residents have at least.
  long leastResidentBytes() {
    return (long) shards * LEAST_CHUNKS * chunkBytes;
  }

  /// What keys may take.
  KeyMemory keyMemory() {
    return new KeyMemory(MemoryOptions.MEMORY_BYTES, memoryBytes, memoryBytes - overheadBytes - leastResidentBytes());
  }

  /// Chunks of each shard while the key directory takes `keyBytes`.
  int chunksOfAShard(long keyBytes) {
    long left = (memoryBytes - overheadBytes - keyBytes) / ((long) shards * chunkBytes);
    return (int) Math.max(LEAST_CHUNKS, left);
  }
}
