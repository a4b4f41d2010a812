package org.rumbench.lsm.table;

import org.agrona.concurrent.UnsafeBuffer;
import org.jspecify.annotations.Nullable;
import org.rumbench.storage.IoPurpose;

/// Brings the data blocks of one table to a walk, checked and decompressed. One owner.
///
/// A walk without read-ahead, as scans have it, goes through the cache and leaves there what it read, as RocksDB's do
/// unless told otherwise: the replacement takes blocks first that were asked for once. A walk with read-ahead passes it by.
final class BlockFeed {
  private final BlockReader reader;
  private final BlockPlaces places;
  private final IoPurpose purpose;
  private final int readAheadBytes;
  private final ReadScratch scratch = new ReadScratch();
  private final UnsafeBuffer own = new UnsafeBuffer(new byte[0]);
  private final UnsafeBuffer plain = new UnsafeBuffer(new byte[0]);
  private long windowOffset;
  private int windowLength;
  private BlockCache.@Nullable Entry pinned;

  BlockFeed(BlockReader reader, BlockPlaces places, IoPurpose purpose, int readAheadBytes) {
    this.reader = reader;
    this.places = places;
    this.purpose = purpose;
    this.readAheadBytes = readAheadBytes;
  }

  IoPurpose purpose() {
    return purpose;
  }

  ReadScratch scratch() {
    return scratch;
  }

  /// Points `decoder` at the block; what the last call brought is gone.
  void load(int block, DataBlock decoder) {
    close();
    long offset = places.offset(block);
    int length = places.length(block);
    if (readAheadBytes == 0) {
      BlockCache.Entry entry = reader.through(offset, length, purpose, scratch);
      pinned = entry;
      decoder.wrap(entry, 0, entry.lengthBytes());
      return;
    }
    ensure(offset, length + TableDescriptor.TRAILER_LENGTH);
    int at = (int) (offset - windowOffset);
    int type = reader.check(scratch.checksum(), offset, own, at, length);
    if (type == TableDescriptor.TYPE_PLAIN) {
      decoder.wrap(own, at, length);
      return;
    }
    int plainLength = reader.plainLength(type, offset, own, at, length);
    if (plain.capacity() < plainLength) {
      plain.wrap(new byte[Math.max(plainLength, 8 * 1024)]);
    }
    reader.decompress(type, offset, own, at, length, plain, plainLength);
    decoder.wrap(plain, 0, plainLength);
  }

  private void ensure(long offset, int length) {
    if (offset >= windowOffset && offset + length <= windowOffset + windowLength) {
      return;
    }
    int toRead = (int) Math.min(Math.max(length, readAheadBytes), places.end() - offset);
    if (own.capacity() < toRead) {
      own.wrap(new byte[Math.max(toRead, 8 * 1024)]);
    }
    windowLength = 0;
    reader.file().read(offset, own, 0, toRead, purpose);
    windowOffset = offset;
    windowLength = toRead;
  }

  /// Unpins what the last load brought.
  void close() {
    BlockCache.Entry entry = pinned;
    if (entry != null) {
      pinned = null;
      entry.unpin();
    }
  }
}
