package org.rumbench.lsm.table;

import java.util.Arrays;
import org.agrona.DirectBuffer;
import org.rumbench.coding.Checksum;
import org.rumbench.lsm.record.KeyBytes;
import org.rumbench.lsm.record.RangeTombstone;
import org.rumbench.lsm.record.RangeTombstones;
import org.rumbench.lsm.record.RecordCursor;
import org.rumbench.runtime.Invariant;
import org.rumbench.storage.IoPurpose;
import org.rumbench.storage.Storage;
import org.rumbench.storage.StorageFile;

/// Writes one table from records in order. One owner; after [#finish] the file is complete but not yet durable.
public final class TableWriter {
  private static final int APPEND_BYTES = 64 * 1024;

  private final StorageFile file;
  private final long number;
  private final TableOptions options;
  private final BlockCodecs codecs;
  private final Checksum checksum = new Checksum();
  private final DataBlockBuilder block;
  private final IndexBuilder index;
  private final GrowingBuffer compressed = new GrowingBuffer(16);
  private final GrowingBuffer pending = new GrowingBuffer(2 * APPEND_BYTES);
  private final GrowingBuffer largest = new GrowingBuffer(64);
  private final TableTotals totals = new TableTotals();
  private long fileOffset;
  private long[] hashes = new long[1024];
  private int hashCount;
  private long lastHash;

  /// Creates the file of table `number`; its bytes count under `purpose`.
  public TableWriter(Storage storage, long number, IoPurpose purpose, TableOptions options, BlockCodecs codecs) {
    this.number = number;
    this.options = options;
    this.codecs = codecs;
    this.block = new DataBlockBuilder(options.dataBlockHashRatio());
    this.index = new IndexBuilder(options);
    this.file = storage.create(nameOf(number), purpose);
    pending.putInt(TableDescriptor.MAGIC);
    pending.putInt(TableDescriptor.FORMAT_VERSION);
    pending.putLong(number);
  }

  private static String nameOf(long number) {
    String digits = Long.toString(number);
    return "0".repeat(Math.max(0, 6 - digits.length())) + digits + "." + TableDescriptor.EXTENSION;
  }

  /// Adds the next record with the given value in place of its own.
  public void add(RecordCursor record, DirectBuffer value, int valueOffset, int valueLength) {
    boolean isNewKey = totals.records() == 0
        || largest.length() != record.keyLength()
        || !sameAsLargest(record);
    if (!block.isEmpty() && block.lengthWith(record, valueLength) > options.blockBytes()) {
      endBlock();
    }
    if (isNewKey) {
      noteKey(record);
    }
    block.add(record, value, valueOffset, valueLength, isNewKey, lastHash);
    totals.add(
        record.keyBuffer(), record.keyOffset(), record.keyLength(), record.isTombstone(), valueLength, record.version(),
        record.sequence(), record.expiryMillis());
  }

  private boolean sameAsLargest(RecordCursor record) {
    return org.rumbench.coding.KeyOrder.compare(
            largest.buffer(), 0, largest.length(), record.keyBuffer(), record.keyOffset(), record.keyLength())
        == 0;
  }

  private void noteKey(RecordCursor record) {
    largest.clear();
    largest.putBytes(record.keyBuffer(), record.keyOffset(), record.keyLength());
    if (hashCount == hashes.length) {
      hashes = Arrays.copyOf(hashes, 2 * hashCount);
    }
    lastHash = KeyHash.of(record.keyBuffer(), record.keyOffset(), record.keyLength());
    hashes[hashCount++] = lastHash;
    index.onKey();
  }

  /// Records added.
  public long records() {
    return totals.records();
  }

  /// The file's length if it ended now, without index and filter.
  public long lengthBytes() {
    return fileOffset + pending.length() + block.finishedLengthBound();
  }

  private void endBlock() {
    GrowingBuffer plain = block.finish();
    totals.addBlock(plain.length());
    Compression kind = options.compression();
    boolean isCompressed = kind != Compression.NONE && codecs.compress(kind, plain, compressed);
    GrowingBuffer payload = isCompressed ? compressed : plain;
    index.onBlock(block.lastKey(), payload.length());
    append(isCompressed ? kind.blockType() : TableDescriptor.TYPE_PLAIN, payload.buffer(), 0, payload.length());
    block.clear();
    if (pending.length() >= APPEND_BYTES) {
      flushPending();
    }
  }

  /// Appends a block and returns its offset.
  private long append(byte type, DirectBuffer payload, int payloadOffset, int length) {
    long offset = fileOffset + pending.length();
    int at = pending.length();
    pending.putBytes(payload, payloadOffset, length);
    pending.ensure(TableDescriptor.TRAILER_LENGTH);
    BlockTrailer.put(checksum, number, offset, type, pending.buffer(), at, length);
    pending.skip(TableDescriptor.TRAILER_LENGTH);
    return offset;
  }

  private void flushPending() {
    file.append(pending.buffer(), 0, pending.length());
    fileOffset += pending.length();
    pending.clear();
  }

  /// Ends the table with range tombstones (whose place among the tables does not matter; `anchor` bounds a table that
  /// has no records), filter, index, properties and footer, and seals the file. Sync and release are the caller's.
  /// `newestMillis` is the wall time by which every record had arrived.
  public TableMetadata finish(RangeTombstones rangeTombstones, KeyBytes anchor, long newestMillis) {
    if (!block.isEmpty()) {
      endBlock();
    }
    for (RangeTombstone one : rangeTombstones.asList()) {
      totals.add(one);
    }
    Invariant.check(!totals.isEmpty(), "a table has records or range tombstones");
    index.finishPartitions(
        largest, (payload, offset, length) -> append(TableDescriptor.TYPE_PLAIN, payload, offset, length));
    GrowingBuffer footer = new GrowingBuffer(TableDescriptor.FOOTER_LENGTH);
    GrowingBuffer part = new GrowingBuffer(1024);
    encode(rangeTombstones, part);
    handle(footer, part);
    KeyFilter.of(options, hashes, hashCount).encode(part);
    handle(footer, part);
    index.encode(part, hashes);
    handle(footer, part);
    KeyBytes last = totals.records() == 0 ? anchor : KeyBytes.copyOf(largest.buffer(), 0, largest.length());
    TableMetadata metadata = totals.metadata(number, anchor, last, newestMillis);
    metadata.encode(part);
    handle(footer, part);
    endFooter(footer);
    pending.putBytes(footer.buffer(), 0, footer.length());
    flushPending();
    file.seal();
    return metadata.withFileBytes(fileOffset);
  }

  private static void encode(RangeTombstones rangeTombstones, GrowingBuffer target) {
    target.putVarint(rangeTombstones.asList().size());
    for (RangeTombstone one : rangeTombstones.asList()) {
      target.putKey(one.from());
      target.putKey(one.to());
      target.putLong(one.version());
      target.putVarint(one.sequence());
    }
  }

  private void handle(GrowingBuffer footer, GrowingBuffer payload) {
    footer.putLong(append(TableDescriptor.TYPE_PLAIN, payload.buffer(), 0, payload.length()));
    footer.putInt(payload.length());
    payload.clear();
  }

  private void endFooter(GrowingBuffer footer) {
    footer.putInt(0);
    footer.putInt(TableDescriptor.FORMAT_VERSION);
    footer.putInt(TableDescriptor.MAGIC);
    footer.putInt(footerSum(checksum, number, footer.buffer(), 0));
  }

  static int footerSum(Checksum checksum, long number, DirectBuffer footer, int offset) {
    return checksum
        .reset()
        .updateLong(number)
        .update(footer, offset, TableDescriptor.FOOTER_CHECKSUM_OFFSET)
        .value();
  }

  /// The file, whose one reference the caller takes over.
  public StorageFile file() {
    return file;
  }
}
