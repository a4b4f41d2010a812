package org.rumbench.lsm.table;

import org.agrona.concurrent.UnsafeBuffer;
import org.jspecify.annotations.Nullable;
import org.rumbench.coding.Checksum;
import org.rumbench.storage.IoPurpose;

/// Brings the data blocks of one table to a walk, checked, without filling the cache. One owner.
final class BlockFeed {
  private final Table table;
  private final IoPurpose purpose;
  private final int readAheadBytes;
  private final Checksum checksum = new Checksum();
  private final UnsafeBuffer own = new UnsafeBuffer(new byte[0]);
  private long windowOffset;
  private int windowLength;
  private BlockCache.@Nullable Entry pinned;

  BlockFeed(Table table, IoPurpose purpose, int readAheadBytes) {
    this.table = table;
    this.purpose = purpose;
    this.readAheadBytes = readAheadBytes;
  }

  /// Points `decoder` at the block; what the last call brought is gone.
  void load(int block, DataBlock decoder) {
    close();
    BlockIndex index = table.index();
    long offset = index.offset(block);
    int length = index.length(block);
    if (readAheadBytes == 0) {
      BlockCache.Entry entry = table.cache().acquire(table.metadata().number(), offset);
      if (entry != null) {
        pinned = entry;
        decoder.wrap(entry.buffer(), 0, length);
        return;
      }
    }
    ensure(offset, length + TableDescriptor.TRAILER_LENGTH);
    int at = (int) (offset - windowOffset);
    BlockTrailer.check(checksum, table.file().name(), table.metadata().number(), offset, own, at, length);
    decoder.wrap(own, at, length);
  }

  private void ensure(long offset, int length) {
    if (offset >= windowOffset && offset + length <= windowOffset + windowLength) {
      return;
    }
    BlockIndex index = table.index();
    int last = index.count() - 1;
    long dataEnd = index.offset(last) + index.length(last) + TableDescriptor.TRAILER_LENGTH;
    int toRead = (int) Math.min(Math.max(length, readAheadBytes), dataEnd - offset);
    if (own.capacity() < toRead) {
      own.wrap(new byte[Math.max(toRead, 8 * 1024)]);
    }
    windowLength = 0;
    table.file().read(offset, own, 0, toRead, purpose);
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
