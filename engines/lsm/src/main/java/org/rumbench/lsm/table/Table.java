package org.rumbench.lsm.table;

import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.rumbench.coding.Checksum;
import org.rumbench.lsm.record.RangeTombstone;
import org.rumbench.lsm.record.RangeTombstones;
import org.rumbench.lsm.record.ReadCounters;
import org.rumbench.storage.CorruptionException;
import org.rumbench.storage.IoPurpose;
import org.rumbench.storage.StorageFile;

/// One open table: index, filter and range tombstones in memory, data blocks through the cache. Any thread.
///
/// Reference-counted by the sets of tables that hold it; at zero `onUnreferenced` decides what becomes of the file.
public final class Table {
  /// Told when nothing holds a table any more.
  @FunctionalInterface
  public interface Unreferenced {
    /// The last reference went; the file's one reference is the listener's to release.
    void onUnreferenced(Table table);
  }

  private final TableMetadata metadata;
  private final StorageFile file;
  private final BlockCache cache;
  private final BlockIndex index;
  private final BloomFilter filter;
  private final RangeTombstones rangeTombstones;
  private final Unreferenced onUnreferenced;
  private final AtomicInteger references = new AtomicInteger(1);

  private Table(
      TableMetadata metadata, StorageFile file, BlockCache cache, BlockIndex index, BloomFilter filter,
      RangeTombstones rangeTombstones, Unreferenced onUnreferenced) {
    this.metadata = metadata;
    this.file = file;
    this.cache = cache;
    this.index = index;
    this.filter = filter;
    this.rangeTombstones = rangeTombstones;
    this.onUnreferenced = onUnreferenced;
  }

  /// Reads footer, properties, index and filter of a complete file and checks them against `metadata`. Takes over the
  /// caller's reference to the file when it succeeds.
  public static Table open(
      StorageFile file, TableMetadata metadata, BlockCache cache, IoPurpose purpose, Unreferenced onUnreferenced) {
    return new TableOpening(file, metadata, purpose).finish(cache, onUnreferenced);
  }

  /// The parts of a table as they are read.
  private static final class TableOpening {
    private final StorageFile file;
    private final TableMetadata metadata;
    private final Checksum checksum = new Checksum();
    private final UnsafeBuffer tail;
    private final long tailOffset;
    private final int formatVersion;

    TableOpening(StorageFile file, TableMetadata metadata, IoPurpose purpose) {
      this.file = file;
      this.metadata = metadata;
      long length = file.lengthBytes();
      if (length != metadata.fileBytes() || length < TableDescriptor.HEADER_LENGTH + TableDescriptor.FOOTER_LENGTH) {
        throw new CorruptionException(
            file.name(), 0, "a table of " + metadata.fileBytes() + " bytes", length + " bytes");
      }
      UnsafeBuffer footer = new UnsafeBuffer(new byte[TableDescriptor.FOOTER_LENGTH]);
      long footerOffset = length - TableDescriptor.FOOTER_LENGTH;
      file.read(footerOffset, footer, 0, TableDescriptor.FOOTER_LENGTH, purpose);
      int sum = TableWriter.footerSum(checksum, metadata.number(), footer, 0);
      if (sum != footer.getInt(TableDescriptor.FOOTER_CHECKSUM_OFFSET, ByteOrder.LITTLE_ENDIAN)
          || footer.getInt(TableDescriptor.FOOTER_MAGIC_OFFSET, ByteOrder.LITTLE_ENDIAN) != TableDescriptor.MAGIC) {
        throw new CorruptionException(file.name(), footerOffset, "a table's footer", "other bytes");
      }
      int version = footer.getInt(TableDescriptor.FOOTER_VERSION_OFFSET, ByteOrder.LITTLE_ENDIAN);
      if (!TableDescriptor.isReadable(version)) {
        throw new CorruptionException(
            file.name(), footerOffset, "format version " + TableDescriptor.FIRST_FORMAT_VERSION + " to "
                + TableDescriptor.FORMAT_VERSION, "version " + version);
      }
      formatVersion = version;
      tailOffset = footer.getLong(0, ByteOrder.LITTLE_ENDIAN);
      tail = new UnsafeBuffer(new byte[Math.toIntExact(length - tailOffset)]);
      file.read(tailOffset, tail, 0, tail.capacity(), purpose);
    }

    Table finish(BlockCache cache, Unreferenced onUnreferenced) {
      RangeTombstones ranges = decodeRanges(part(0));
      BloomFilter filter = BloomFilter.decode(part(1));
      BlockIndex index = BlockIndex.decode(part(2), tail);
      TableMetadata stored = TableMetadata.decode(part(3), formatVersion).withFileBytes(metadata.fileBytes());
      if (!stored.equals(metadata)) {
        throw new CorruptionException(file.name(), tailOffset, metadata.toString(), stored.toString());
      }
      return new Table(metadata, file, cache, index, filter, ranges, onUnreferenced);
    }

    private Fields part(int which) {
      int handle = tail.capacity() - TableDescriptor.FOOTER_LENGTH + which * TableDescriptor.HANDLE_LENGTH;
      long offset = tail.getLong(handle, ByteOrder.LITTLE_ENDIAN);
      int length = tail.getInt(handle + Long.BYTES, ByteOrder.LITTLE_ENDIAN);
      int at = Math.toIntExact(offset - tailOffset);
      BlockTrailer.check(checksum, file.name(), metadata.number(), offset, tail, at, length);
      return new Fields(file.name(), offset, tail, at, length);
    }
  }

  /// Reads a block of range tombstones.
  static RangeTombstones decodeRanges(Fields fields) {
    List<RangeTombstone> ranges = new ArrayList<>();
    for (int left = fields.nextLength(); left > 0; left--) {
      ranges.add(new RangeTombstone(fields.nextKey(), fields.nextKey(), fields.nextLong(), fields.nextVarint()));
    }
    return RangeTombstones.of(ranges);
  }

  /// Offers the newest record of the key with a sequence of at most `maxSequence` to the scratch's candidate. `hash` is
  /// the key's [KeyHash]. At most one data block is read unless a key's records fill more.
  public void lookup(
      DirectBuffer key, int keyOffset, int keyLength, long hash, long maxSequence, IoPurpose purpose,
      ReadScratch scratch) {
    ReadCounters counters = scratch.counters();
    counters.filtersProbed++;
    if (!filter.mayContain(hash)) {
      return;
    }
    counters.sourcesConsulted++;
    counters.blocksTouched++;
    counters.cacheHits++;
    DataBlock decoder = scratch.block();
    int block = index.find(key, keyOffset, keyLength);
    for (; block < index.count(); block++) {
      BlockCache.Entry entry = blockThrough(block, purpose, scratch);
      decoder.wrap(entry.buffer(), 0, index.length(block));
      DataBlock.Found found =
          decoder.lookup(key, keyOffset, keyLength, maxSequence, scratch.candidate(), entry);
      if (!decoder.isTaken()) {
        entry.unpin();
      }
      switch (found) {
        case SETTLED_HIT -> {
          return;
        }
        case SETTLED_MISS -> block = index.count();
        case GO_ON -> {}
      }
    }
    counters.filterFalsePositives++;
  }

  private BlockCache.Entry blockThrough(int block, IoPurpose purpose, ReadScratch scratch) {
    ReadCounters counters = scratch.counters();
    counters.blocksTouched++;
    long offset = index.offset(block);
    BlockCache.Entry entry = cache.acquire(metadata.number(), offset);
    if (entry != null) {
      counters.cacheHits++;
      return entry;
    }
    int length = index.length(block);
    entry = cache.claim(metadata.number(), offset, length + TableDescriptor.TRAILER_LENGTH);
    boolean isRead = false;
    try {
      file.read(offset, entry.buffer(), 0, length + TableDescriptor.TRAILER_LENGTH, purpose);
      BlockTrailer.check(scratch.checksum(), file.name(), metadata.number(), offset, entry.buffer(), 0, length);
      isRead = true;
    } finally {
      if (!isRead) {
        cache.discard(entry);
      }
    }
    cache.publish(entry);
    return entry;
  }

  /// A sorted walk that reads `readAheadBytes` at a time past the cache (0: block by block, taking cached ones but
  /// leaving none); the caller holds a reference while it walks and closes it.
  public TableWalk walk(IoPurpose purpose, int readAheadBytes) {
    return new TableWalk(this, new BlockFeed(this, purpose, readAheadBytes));
  }

  /// What is known of it.
  public TableMetadata metadata() {
    return metadata;
  }

  /// Its range tombstones.
  public RangeTombstones rangeTombstones() {
    return rangeTombstones;
  }

  /// Bytes of its block index in memory.
  public long indexBytes() {
    return index.memoryBytes();
  }

  /// Bytes of its filter in memory.
  public long filterBytes() {
    return filter.memoryBytes();
  }

  /// Its file.
  public StorageFile file() {
    return file;
  }

  BlockIndex index() {
    return index;
  }

  BlockCache cache() {
    return cache;
  }

  /// One more reference; the caller holds one already.
  public void retain() {
    references.incrementAndGet();
  }

  /// One reference less.
  public void release() {
    if (references.decrementAndGet() == 0) {
      onUnreferenced.onUnreferenced(this);
    }
  }

  @Override
  public String toString() {
    return file.name();
  }
}
