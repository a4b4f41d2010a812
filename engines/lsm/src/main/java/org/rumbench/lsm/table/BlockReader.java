package org.rumbench.lsm.table;

import org.agrona.concurrent.UnsafeBuffer;
import org.rumbench.coding.Checksum;
import org.rumbench.lsm.record.ReadCounters;
import org.rumbench.storage.IoPurpose;
import org.rumbench.storage.StorageFile;

/// Brings the blocks of one table from the cache or the file, checked and decompressed. Any thread; each with a scratch
/// of its own.
///
/// A block is checked before anything in it is believed: its checksum first, then it is decompressed to the length that
/// it says itself.
final class BlockReader {
  private final StorageFile file;
  private final long number;
  private final BlockCache cache;
  private final BlockCodecs codecs;

  /// A reader of table `number`.
  BlockReader(StorageFile file, long number, BlockCache cache, BlockCodecs codecs) {
    this.file = file;
    this.number = number;
    this.cache = cache;
    this.codecs = codecs;
  }

  StorageFile file() {
    return file;
  }

  /// The block with a stored payload of `length` bytes, pinned; it is in the cache afterwards.
  BlockCache.Entry through(long offset, int length, IoPurpose purpose, ReadScratch scratch) {
    ReadCounters counters = scratch.counters();
    counters.blocksTouched++;
    BlockCache.Entry entry = cache.acquire(number, offset);
    if (entry != null) {
      counters.cacheHits++;
      return entry;
    }
    entry = read(offset, length, purpose, scratch);
    cache.publish(entry);
    return entry;
  }

  /// Reads a block beside the cache, checks it, and brings it there.
  private BlockCache.Entry read(long offset, int length, IoPurpose purpose, ReadScratch scratch) {
    UnsafeBuffer stage = scratch.stage(length + TableDescriptor.TRAILER_LENGTH);
    file.read(offset, stage, 0, length + TableDescriptor.TRAILER_LENGTH, purpose);
    int type = check(scratch.checksum(), offset, stage, 0, length);
    int plainLength = plainLength(type, offset, stage, 0, length);
    BlockCache.Entry entry = cache.claim(number, offset, plainLength);
    boolean isWhole = false;
    try {
      if (type == TableDescriptor.TYPE_PLAIN) {
        entry.putBytes(0, stage, 0, length);
      } else {
        UnsafeBuffer plain = scratch.plain(plainLength);
        codecs.decompress(type, file.name(), offset, stage, 0, length, plain, plainLength);
        entry.putBytes(0, plain, 0, plainLength);
      }
      entry.setLengthBytes(plainLength);
      isWhole = true;
    } finally {
      if (!isWhole) {
        cache.discard(entry);
      }
    }
    return entry;
  }

  /// Checks a payload and its trailer; returns the block's type.
  int check(Checksum checksum, long offset, UnsafeBuffer buffer, int at, int length) {
    return BlockTrailer.check(checksum, file.name(), number, offset, buffer, at, length);
  }

  /// The plain length of a checked payload.
  int plainLength(int type, long offset, UnsafeBuffer buffer, int at, int length) {
    return type == TableDescriptor.TYPE_PLAIN
        ? length : BlockCodecs.plainLength(file.name(), offset, buffer, at, length);
  }

  /// Brings a checked and compressed payload back to the start of `target`.
  void decompress(int type, long offset, UnsafeBuffer buffer, int at, int length, UnsafeBuffer target, int plainLength) {
    codecs.decompress(type, file.name(), offset, buffer, at, length, target, plainLength);
  }
}
