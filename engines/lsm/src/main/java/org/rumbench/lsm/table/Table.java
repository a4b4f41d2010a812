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
  private final BlockReader reader;
  private final TableIndex index;
  private final KeyFilter filter;
  private final RangeTombstones rangeTombstones;
  private final Unreferenced onUnreferenced;
  private final AtomicInteger references = new AtomicInteger(1);

  private Table(
      TableMetadata metadata, StorageFile file, BlockReader reader, TableIndex index, KeyFilter filter,
      RangeTombstones rangeTombstones, Unreferenced onUnreferenced) {
    this.metadata = metadata;
    this.file = file;
    this.reader = reader;
    this.index = index;
    this.filter = filter;
    this.rangeTombstones = rangeTombstones;
    this.onUnreferenced = onUnreferenced;
  }

  /// Reads footer, properties, index and filter of a complete file and checks them against `metadata`. Takes over the
  /// caller's reference to the file when it succeeds.
  public static Table open(
      StorageFile file, TableMetadata metadata, BlockCache cache, BlockCodecs codecs, IoPurpose purpose,
      Unreferenced onUnreferenced) {
    return new TableOpening(file, metadata, purpose).finish(cache, codecs, onUnreferenced);
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

    Table finish(BlockCache cache, BlockCodecs codecs, Unreferenced onUnreferenced) {
      RangeTombstones ranges = decodeRanges(part(0));
      KeyFilter filter = KeyFilter.decode(part(1), formatVersion);
      TableIndex index = TableIndex.decode(part(2), formatVersion);
      long blocksEnd = index instanceof TwoLevelIndex partitioned ? partitioned.end() : index.places().end();
      if (blocksEnd != tailOffset) {
        throw new CorruptionException(file.name(), tailOffset, "the end of the blocks", "it at " + blocksEnd);
      }
      TableMetadata stored = TableMetadata.decode(part(3), formatVersion).withFileBytes(metadata.fileBytes());
      if (!stored.equals(metadata)) {
        throw new CorruptionException(file.name(), tailOffset, metadata.toString(), stored.toString());
      }
      BlockReader reader = new BlockReader(file, metadata.number(), cache, codecs);
      return new Table(metadata, file, reader, index, filter, ranges, onUnreferenced);
    }

    private Fields part(int which) {
      int handle = tail.capacity() - TableDescriptor.FOOTER_LENGTH + which * TableDescriptor.HANDLE_LENGTH;
      long offset = tail.getLong(handle, ByteOrder.LITTLE_ENDIAN);
      int length = tail.getInt(handle + Long.BYTES, ByteOrder.LITTLE_ENDIAN);
      int at = Math.toIntExact(offset - tailOffset);
      BlockTrailer.checkPlain(checksum, file.name(), metadata.number(), offset, tail, at, length);
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
    if (filter != NoFilter.INSTANCE) {
      counters.filtersProbed++;
      if (!filter.mayContain(hash)) {
        return;
      }
    }
    counters.sourcesConsulted++;
    counters.blocksTouched++;
    counters.cacheHits++;
    boolean isHit = index instanceof HashIndex hashed
        ? lookupHashed(hashed, key, keyOffset, keyLength, hash, maxSequence, purpose, scratch)
        : lookupFrom(
            firstBlock(key, keyOffset, keyLength, purpose, scratch), key, keyOffset, keyLength, hash, maxSequence,
            purpose, scratch);
    if (!isHit && filter != NoFilter.INSTANCE) {
      counters.filterFalsePositives++;
    }
  }

  /// The block that the first record at or behind the key is in; as many as there are when there is none.
  int firstBlock(DirectBuffer key, int keyOffset, int keyLength, IoPurpose purpose, ReadScratch scratch) {
    return switch (index) {
      case BlockIndex sorted -> sorted.find(key, keyOffset, keyLength);
      case TwoLevelIndex partitioned -> partitioned.find(key, keyOffset, keyLength, reader, purpose, scratch);
      case HashIndex hashed -> hashed.sorted().find(key, keyOffset, keyLength);
    };
  }

  /// Looks into the blocks that the hash index names. A block that ends one before with the same key is not the key's
  /// first one: the hash belongs to another key there, and the record found would be an old one.
  private boolean lookupHashed(
      HashIndex hashed, DirectBuffer key, int keyOffset, int keyLength, long hash, long maxSequence,
      IoPurpose purpose, ReadScratch scratch) {
    for (int slot = hashed.first(hash); slot >= 0; slot = hashed.next(slot, hash)) {
      int block = hashed.block(slot);
      if (hashed.mayBeFirstOf(block, key, keyOffset, keyLength)
          && lookupFrom(block, key, keyOffset, keyLength, hash, maxSequence, purpose, scratch)) {
        return true;
      }
    }
    return false;
  }

  private boolean lookupFrom(
      int firstBlock, DirectBuffer key, int keyOffset, int keyLength, long hash, long maxSequence, IoPurpose purpose,
      ReadScratch scratch) {
    DataBlock decoder = scratch.block();
    BlockPlaces places = index.places();
    for (int block = firstBlock; block < places.count(); block++) {
      BlockCache.Entry entry = reader.through(places.offset(block), places.length(block), purpose, scratch);
      decoder.wrap(entry, 0, entry.lengthBytes());
      DataBlock.Found found =
          decoder.lookup(key, keyOffset, keyLength, hash, maxSequence, scratch.candidate(), entry);
      if (!decoder.isTaken()) {
        entry.unpin();
      }
      if (found != DataBlock.Found.GO_ON) {
        return found == DataBlock.Found.SETTLED_HIT;
      }
    }
    return false;
  }

  /// A sorted walk that reads `readAheadBytes` at a time past the cache (0: block by block, taking cached ones but
  /// leaving none); the caller holds a reference while it walks and closes it.
  public TableWalk walk(IoPurpose purpose, int readAheadBytes) {
    return new TableWalk(this, new BlockFeed(reader, index.places(), purpose, readAheadBytes));
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

  TableIndex index() {
    return index;
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
