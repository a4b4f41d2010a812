package org.rumbench.lsm.table;

import java.nio.ByteOrder;
import org.agrona.concurrent.UnsafeBuffer;
import org.jspecify.annotations.Nullable;
import org.rumbench.coding.Checksum;
import org.rumbench.coding.KeyOrder;
import org.rumbench.dump.DumpSink;
import org.rumbench.dump.KeyText;
import org.rumbench.dump.RecordLogDump;
import org.rumbench.engine.RecordDescriptor;
import org.rumbench.engine.RecordKind;
import org.rumbench.lsm.record.KeyBytes;
import org.rumbench.lsm.record.RangeTombstone;
import org.rumbench.lsm.record.RangeTombstones;
import org.rumbench.storage.ByteSource;
import org.rumbench.storage.CorruptionException;

/// Shows one table, whole or damaged ([TableDescriptor]). One owner; used once.
///
/// Data blocks are found by the index, or without one by themselves: a block's entries say their lengths, and where
/// they end stand the restarts that follow from them and a checksum that fits. Beyond the checksums it compares what
/// says the same twice: order, index, filter and properties with the records.
public final class TableDump {
  private final ByteSource source;
  private final DumpSink sink;
  private final Checksum checksum = new Checksum();
  private final DataBlock decoder = new DataBlock();
  private final GrowingBuffer key = new GrowingBuffer(64);
  private final GrowingBuffer lastKey = new GrowingBuffer(64);
  private final TableTotals totals = new TableTotals();
  private final BlockCodecs codecs;
  private UnsafeBuffer plain = new UnsafeBuffer(new byte[0]);
  private UnsafeBuffer bytes = new UnsafeBuffer(new byte[64 * 1024]);
  private long number;
  private long lastVersion;
  private long lastSequence;
  private boolean areAllBlocksGood = true;

  /// A dump of `source`.
  public TableDump(ByteSource source, DumpSink sink, BlockCodecs codecs) {
    this.codecs = codecs;
    this.source = source;
    this.sink = sink;
  }

  /// Shows it. `namedNumber` is the file number that its name tells, or [RecordLogDump#NO_ID].
  public void run(long namedNumber) {
    long length = source.lengthBytes();
    if (length < TableDescriptor.HEADER_LENGTH + TableDescriptor.FOOTER_LENGTH) {
      sink.damage(0, length + " bytes: too few for a header and a footer");
      return;
    }
    source.read(0, bytes, 0, TableDescriptor.HEADER_LENGTH);
    long headerNumber = bytes.getLong(TableDescriptor.HEADER_FILE_OFFSET, ByteOrder.LITTLE_ENDIAN);
    TableTail tail = new TableTail(source, namedNumber == RecordLogDump.NO_ID ? headerNumber : namedNumber);
    number = namedNumber == RecordLogDump.NO_ID ? headerNumber : namedNumber;
    if (!tail.hasFooter() && headerNumber != number) {
      TableTail other = new TableTail(source, headerNumber);
      if (other.hasFooter()) {
        sink.damage(0, "table " + headerNumber + " in a file named for " + number);
        tail = other;
        number = headerNumber;
      }
    }
    header(headerNumber);
    TableIndex index = tail.index();
    if (index == null) {
      openBlocks(tail.dataEnd(), tail.hasFooter());
    } else {
      indexedBlocks(tail, index.places());
    }
    tail.dump(sink);
    compareProperties(tail);
  }

  private void header(long headerNumber) {
    int magic = bytes.getInt(0, ByteOrder.LITTLE_ENDIAN);
    int version = bytes.getInt(TableDescriptor.HEADER_VERSION_OFFSET, ByteOrder.LITTLE_ENDIAN);
    boolean isGood =
        magic == TableDescriptor.MAGIC && TableDescriptor.isReadable(version) && headerNumber == number;
    if (isGood) {
      sink.part(0, "header", "magic RBST", "format " + version, "table " + number);
    } else {
      sink.damage(0, "the header, which no reader relies on, is " + KeyText.hex(bytes, 0, TableDescriptor.HEADER_LENGTH)
          + " instead of magic RBST, format " + TableDescriptor.FORMAT_VERSION + ", table " + number);
    }
  }

  // ---- data blocks

  private void indexedBlocks(TableTail tail, BlockPlaces index) {
    long expected = TableDescriptor.HEADER_LENGTH;
    for (int block = 0; block < index.count(); block++) {
      long offset = index.offset(block);
      int length = index.length(block);
      if (offset != expected || offset + length + TableDescriptor.TRAILER_LENGTH > tail.dataEnd()) {
        sink.damage(expected, "the index has block " + block + " at " + offset + " with " + length + " bytes");
        areAllBlocksGood = false;
        return;
      }
      load(offset, length + TableDescriptor.TRAILER_LENGTH);
      String reason = reasonAgainst(offset, length);
      if (reason == null) {
        block(offset, length, tail, block);
      } else {
        sink.damage(offset, "data block of " + length + " bytes: " + reason);
        areAllBlocksGood = false;
      }
      expected = offset + length + TableDescriptor.TRAILER_LENGTH;
    }
    if (expected != tail.dataEnd()) {
      sink.damage(expected, tail.dataEnd() - expected + " bytes behind the last data block that the index has");
      areAllBlocksGood = false;
    }
  }

  private void openBlocks(long end, boolean isEndKnown) {
    areAllBlocksGood = false;
    long at = TableDescriptor.HEADER_LENGTH;
    while (at < end) {
      int length = openLength(at, end);
      if (length < 0) {
        sink.damage(at, isEndKnown
            ? "no whole data block, and nothing says where the next one begins"
            : "no whole data block: a damaged one, or the end of them");
        return;
      }
      block(at, length, null, 0);
      at += length + TableDescriptor.TRAILER_LENGTH;
    }
  }

  /// The payload length of the data block at `offset`, by its entries alone; -1 when there is none before `end`.
  private int openLength(long offset, long end) {
    long rest = end - offset;
    for (long room = Math.min(64 * 1024, rest); ; room = Math.min(4 * room, rest)) {
      int available = (int) Math.min(room, Integer.MAX_VALUE - 8);
      load(offset, available);
      int length = openLengthWithin(offset, available);
      if (length >= 0 || room == rest || available < room) {
        return length;
      }
    }
  }

  private int openLengthWithin(long offset, int available) {
    int compressed = BlockCodecs.openLength(bytes, 0, available - TableDescriptor.TRAILER_LENGTH);
    if (compressed >= 0 && reasonAgainst(offset, compressed) == null) {
      return compressed;
    }
    GrowingBuffer restarts = new GrowingBuffer(64);
    decoder.wrapOpen(bytes, 0);
    for (int entries = 0; ; entries++) {
      int at = decoder.position();
      if (entries > 0) {
        int length = closedLength(offset, at, restarts, available);
        if (length >= 0) {
          return length;
        }
      }
      if (entries % TableDescriptor.RESTART_INTERVAL == 0) {
        restarts.putInt(at);
      }
      if (!decoder.nextWithin(available)) {
        return -1;
      }
    }
  }

  /// Length of the payload at the start of what is loaded if its entries end at `at`; -1 when they do not.
  private int closedLength(long offset, int at, GrowingBuffer restarts, int available) {
    int end = at + restarts.length();
    int room = available - TableDescriptor.TRAILER_LENGTH - Integer.BYTES;
    if (end > room || KeyOrder.compare(bytes, at, restarts.length(), restarts.buffer(), 0, restarts.length()) != 0) {
      return -1;
    }
    int count = restarts.length() / Integer.BYTES;
    if (isCount(end, count) && reasonAgainst(offset, end + Integer.BYTES) == null) {
      return end + Integer.BYTES;
    }
    for (int buckets = 1; buckets <= 0xffff && end + buckets + Short.BYTES <= room; buckets++) {
      int behind = end + buckets + Short.BYTES;
      if (isCount(behind, count | TableDescriptor.FLAG_BUCKETS)
          && (bytes.getShort(end + buckets, ByteOrder.LITTLE_ENDIAN) & 0xffff) == buckets
          && reasonAgainst(offset, behind + Integer.BYTES) == null) {
        return behind + Integer.BYTES;
      }
    }
    return -1;
  }

  private boolean isCount(int at, int count) {
    return bytes.getInt(at, ByteOrder.LITTLE_ENDIAN) == count;
  }

  private void load(long offset, int length) {
    if (bytes.capacity() < length) {
      bytes = new UnsafeBuffer(new byte[length]);
    }
    source.read(offset, bytes, 0, length);
  }

  /// Why what was loaded is no whole block; null when it is one.
  private @Nullable String reasonAgainst(long offset, int length) {
    try {
      BlockTrailer.check(checksum, source.name(), number, offset, bytes, 0, length);
      return null;
    } catch (CorruptionException e) {
      return e.getMessage();
    }
  }

  /// Shows the block that was loaded and has passed its checksum.
  private void block(long offset, int length, @Nullable TableTail tail, int block) {
    int type = bytes.getByte(length);
    boolean isPlain = type == TableDescriptor.TYPE_PLAIN;
    UnsafeBuffer payload = bytes;
    int payloadLength = length;
    if (!isPlain) {
      try {
        payloadLength = decompress(type, offset, length);
      } catch (CorruptionException e) {
        damagedWithin(offset, e.getMessage() + ", in a block with the right checksum");
        return;
      }
      payload = plain;
    }
    int limit = DataBlock.entriesEnd(payload, payloadLength);
    if (limit < 0) {
      damagedWithin(offset, "a block with the right checksum and restarts that do not fit in it");
      return;
    }
    int count = 0;
    totals.addBlock(payloadLength);
    decoder.wrapOpen(payload, 0);
    while (decoder.nextWithin(limit)) {
      count++;
    }
    int end = decoder.position();
    sink.part(offset, "block", "data", lengthOf(type, length, payloadLength), count + " records", "checksum ok");
    decoder.wrapOpen(payload, 0);
    key.clear();
    for (int at = 0; decoder.nextWithin(limit); at = decoder.position()) {
      entry(offset + (isPlain ? at : 0), tail, block);
    }
    if (end != limit) {
      damagedWithin(offset + (isPlain ? end : 0), "no entry, in a block with the right checksum");
    }
  }

  private static String lengthOf(int type, int length, int plainLength) {
    return type == TableDescriptor.TYPE_PLAIN
        ? length + " bytes" : length + " bytes, " + Compression.ofType(type) + " of " + plainLength;
  }

  private void damagedWithin(long offset, String what) {
    sink.damage(offset, what);
    areAllBlocksGood = false;
  }

  private int decompress(int type, long offset, int length) {
    int plainLength = BlockCodecs.plainLength(source.name(), offset, bytes, 0, length);
    if (plain.capacity() < plainLength) {
      plain = new UnsafeBuffer(new byte[plainLength]);
    }
    codecs.decompress(type, source.name(), offset, bytes, 0, length, plain, plainLength);
    return plainLength;
  }

  private void entry(long offset, @Nullable TableTail tail, int block) {
    int code = decoder.kindAndFlags() & RecordDescriptor.KIND_MASK;
    boolean isRecord = code == RecordKind.VALUE.code() || code == RecordKind.TOMBSTONE.code();
    if (!isRecord || decoder.shared() > key.length()) {
      sink.damage(offset, "an entry of kind " + code + " that shares " + decoder.shared() + " bytes of "
          + key.length() + ", in a block with the right checksum");
      areAllBlocksGood = false;
      return;
    }
    key.cutTo(decoder.shared());
    key.putBytes(decoder.buffer(), decoder.suffixAt(), decoder.suffixLength());
    RecordKind kind = RecordKind.ofCode(code);
    boolean isPointer = (decoder.kindAndFlags() & RecordDescriptor.FLAG_POINTER) != 0;
    sink.record(offset, kind, isPointer, decoder.version(), decoder.sequence(), decoder.expiryMillis(),
        KeyText.of(key.buffer(), 0, key.length()),
        sink.valueOf(kind, isPointer, decoder.buffer(), decoder.valueAt(), decoder.valueLength()));
    compare(offset, tail, block);
    totals.add(
        key.buffer(), 0, key.length(), kind == RecordKind.TOMBSTONE, decoder.valueLength(), decoder.version(),
        decoder.sequence(), decoder.expiryMillis());
  }

  // ---- what says the same twice

  private void compare(long offset, @Nullable TableTail tail, int block) {
    boolean isNewKey = true;
    if (totals.records() > 0) {
      int order = KeyOrder.compare(lastKey.buffer(), 0, lastKey.length(), key.buffer(), 0, key.length());
      isNewKey = order != 0;
      boolean isBehind = order < 0 || (order == 0 && (decoder.version() < lastVersion
          || (decoder.version() == lastVersion && decoder.sequence() < lastSequence)));
      if (!isBehind) {
        sink.damage(offset, "a record out of order");
      }
    }
    lastKey.clear();
    lastKey.putBytes(key.buffer(), 0, key.length());
    lastVersion = decoder.version();
    lastSequence = decoder.sequence();
    if (tail == null) {
      return;
    }
    long hash = KeyHash.of(key.buffer(), 0, key.length());
    SortedKeys lastKeys = tail.lastKeys();
    if (lastKeys != null && lastKeys.find(key.buffer(), 0, key.length()) > block) {
      sink.damage(offset, "a key that the index has in a later block");
    }
    if (isNewKey && tail.index() instanceof HashIndex hashed && !hasSlot(hashed, hash, block)) {
      sink.damage(offset, "a key that the hash index does not have in this block");
    }
    KeyFilter filter = tail.filter();
    if (filter != null && !filter.mayContain(hash)) {
      sink.damage(offset, "a key that the filter does not let pass");
    }
  }

  private static boolean hasSlot(HashIndex hashed, long hash, int block) {
    for (int slot = hashed.first(hash); slot >= 0; slot = hashed.next(slot, hash)) {
      if (hashed.block(slot) == block) {
        return true;
      }
    }
    return false;
  }

  private void compareProperties(TableTail tail) {
    TableMetadata stored = tail.properties();
    RangeTombstones ranges = tail.ranges();
    if (stored == null || ranges == null || !areAllBlocksGood) {
      return;
    }
    for (RangeTombstone one : ranges.asList()) {
      totals.add(one);
    }
    KeyBytes largest = totals.records() == 0 ? stored.largest() : KeyBytes.copyOf(lastKey.buffer(), 0, lastKey.length());
    TableMetadata seen = totals.metadata(number, stored.smallest(), largest, stored.newestMillis());
    if (tail.formatVersion() == TableDescriptor.FIRST_FORMAT_VERSION) {
      seen = seen.asOfFirstFormat();
    }
    if (!seen.equals(stored)) {
      sink.damage(tail.dataEnd(), "the records add up to " + seen + ", the properties say " + stored);
    }
  }
}
