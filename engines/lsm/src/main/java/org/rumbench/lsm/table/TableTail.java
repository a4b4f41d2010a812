package org.rumbench.lsm.table;

import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import org.agrona.concurrent.UnsafeBuffer;
import org.jspecify.annotations.Nullable;
import org.rumbench.coding.Checksum;
import org.rumbench.dump.DumpSink;
import org.rumbench.dump.KeyText;
import org.rumbench.engine.RecordKind;
import org.rumbench.lsm.record.KeyBytes;
import org.rumbench.lsm.record.RangeTombstone;
import org.rumbench.lsm.record.RangeTombstones;
import org.rumbench.storage.ByteSource;
import org.rumbench.storage.CorruptionException;

/// What stands behind the data blocks of a table that may be damaged: read before them, shown after them. One owner.
///
/// Each part is there or, when its bytes are not as written, null and named as damage.
final class TableTail {
  private static final String[] PARTS = {"ranges", "filter", "index", "props"};

  private final ByteSource source;
  private final long number;
  private final long footerOffset;
  private final UnsafeBuffer footer = new UnsafeBuffer(new byte[TableDescriptor.FOOTER_LENGTH]);
  private final @Nullable String[] reasons = new String[PARTS.length];
  private final boolean hasFooter;
  private @Nullable RangeTombstones ranges;
  private @Nullable KeyFilter filter;
  private @Nullable TableIndex index;
  private @Nullable SortedKeys lastKeys;
  private final List<String> partitionReasons = new ArrayList<>();
  private @Nullable TableMetadata properties;

  TableTail(ByteSource source, long number) {
    this.source = source;
    this.number = number;
    this.footerOffset = source.lengthBytes() - TableDescriptor.FOOTER_LENGTH;
    source.read(footerOffset, footer, 0, TableDescriptor.FOOTER_LENGTH);
    hasFooter = isFooterOf(number);
    if (hasFooter) {
      read();
    }
  }

  /// Whether the footer is one of that table.
  private boolean isFooterOf(long table) {
    return TableWriter.footerSum(new Checksum(), table, footer, 0)
            == footer.getInt(TableDescriptor.FOOTER_CHECKSUM_OFFSET, ByteOrder.LITTLE_ENDIAN)
        && footer.getInt(TableDescriptor.FOOTER_MAGIC_OFFSET, ByteOrder.LITTLE_ENDIAN) == TableDescriptor.MAGIC;
  }

  private void read() {
    for (int part = 0; part < PARTS.length; part++) {
      try {
        Fields fields = fields(part);
        switch (part) {
          case 0 -> ranges = Table.decodeRanges(fields);
          case 1 -> filter = KeyFilter.decode(fields, formatVersion());
          case 2 -> index = TableIndex.decode(fields, formatVersion());
          default -> properties = TableMetadata.decode(fields, formatVersion());
        }
        if (fields.hasMore()) {
          reasons[part] = "more bytes than its fields need";
        }
      } catch (CorruptionException e) {
        reasons[part] = e.getMessage();
      }
    }
    TableIndex present = index;
    if (present != null) {
      lastKeys = lastKeysOf(present);
    }
  }

  private @Nullable SortedKeys lastKeysOf(TableIndex present) {
    return switch (present) {
      case BlockIndex sorted -> sorted.lastKeys();
      case HashIndex hashed -> hashed.sorted().lastKeys();
      case TwoLevelIndex partitioned -> keysOf(partitioned);
    };
  }

  /// The keys of all partitions; null when one is damaged.
  private @Nullable SortedKeys keysOf(TwoLevelIndex partitioned) {
    if (partitioned.end() != offset(0)) {
      reasons[2] = "the index ends the blocks at " + partitioned.end() + ", the ranges begin at " + offset(0);
      index = null;
      return null;
    }
    SortedKeys.Builder keys = new SortedKeys.Builder(partitioned.places().count());
    boolean areAllGood = true;
    for (int i = 0; i < partitioned.partitions(); i++) {
      String reason = "";
      try {
        UnsafeBuffer bytes = block(partitioned.offset(i), partitioned.length(i));
        reason = partitioned.addKeys(i, bytes, keys) ? "" : "keys that do not fit in it";
      } catch (CorruptionException e) {
        reason = String.valueOf(e.getMessage());
      }
      partitionReasons.add(reason);
      areAllGood &= reason.isEmpty();
    }
    return areAllGood ? keys.build() : null;
  }

  private Fields fields(int part) {
    long offset = offset(part);
    int length = length(part);
    if (offset < TableDescriptor.HEADER_LENGTH || length < 0
        || offset + length + TableDescriptor.TRAILER_LENGTH > footerOffset) {
      throw new CorruptionException(
          source.name(), footerOffset, "a handle inside the file", offset + " and " + length + " bytes");
    }
    return new Fields(source.name(), offset, block(offset, length), 0, length);
  }

  private UnsafeBuffer block(long offset, int length) {
    UnsafeBuffer bytes = new UnsafeBuffer(new byte[length + TableDescriptor.TRAILER_LENGTH]);
    source.read(offset, bytes, 0, bytes.capacity());
    BlockTrailer.checkPlain(new Checksum(), source.name(), number, offset, bytes, 0, length);
    return bytes;
  }

  private long offset(int part) {
    return footer.getLong(part * TableDescriptor.HANDLE_LENGTH, ByteOrder.LITTLE_ENDIAN);
  }

  private int length(int part) {
    return footer.getInt(part * TableDescriptor.HANDLE_LENGTH + Long.BYTES, ByteOrder.LITTLE_ENDIAN);
  }

  int formatVersion() {
    return footer.getInt(TableDescriptor.FOOTER_VERSION_OFFSET, ByteOrder.LITTLE_ENDIAN);
  }

  boolean hasFooter() {
    return hasFooter;
  }

  /// Where the data blocks end: where the index says, or at the first part when the footer tells, else at the end of the
  /// file.
  long dataEnd() {
    if (index instanceof TwoLevelIndex partitioned) {
      return partitioned.places().end();
    }
    return hasFooter ? Math.clamp(offset(0), TableDescriptor.HEADER_LENGTH, footerOffset) : source.lengthBytes();
  }

  @Nullable RangeTombstones ranges() {
    return ranges;
  }

  @Nullable KeyFilter filter() {
    return filter;
  }

  @Nullable TableIndex index() {
    return index;
  }

  /// The last keys of all data blocks; null when they are not known.
  @Nullable SortedKeys lastKeys() {
    return lastKeys;
  }

  @Nullable TableMetadata properties() {
    return properties;
  }

  /// Shows all parts and the footer.
  void dump(DumpSink sink) {
    if (!hasFooter) {
      sink.damage(footerOffset, "no footer of table " + number + ": another checksum or magic; without it the range "
          + "tombstones, filter, index and properties cannot be found");
      return;
    }
    long expected = dataEnd();
    if (index instanceof TwoLevelIndex partitioned) {
      expected = partitioned.end();
      dumpPartitions(partitioned, sink);
    }
    for (int part = 0; part < PARTS.length; part++) {
      if (offset(part) != expected) {
        sink.damage(expected, "the " + PARTS[part] + " begin at " + offset(part) + " instead of here");
      }
      show(part, sink);
      expected = offset(part) + length(part) + TableDescriptor.TRAILER_LENGTH;
    }
    if (expected != footerOffset) {
      sink.damage(expected, "the footer begins at " + footerOffset + " instead of here");
    }
    int version = formatVersion();
    sink.part(footerOffset, "footer", "table " + number, "format " + version, "checksum ok");
    if (!TableDescriptor.isReadable(version)) {
      sink.damage(footerOffset + TableDescriptor.FOOTER_VERSION_OFFSET, "format version " + version);
    }
  }

  private void dumpPartitions(TwoLevelIndex partitioned, DumpSink sink) {
    for (int i = 0; i < partitioned.partitions(); i++) {
      String reason = partitionReasons.get(i);
      if (reason.isEmpty()) {
        sink.part(partitioned.offset(i), "keys", partitioned.length(i) + " bytes", "partition " + i, "checksum ok");
      } else {
        sink.damage(partitioned.offset(i), "partition " + i + " of the index: " + reason);
      }
    }
  }

  private void show(int part, DumpSink sink) {
    String reason = reasons[part];
    if (reason != null) {
      sink.damage(offset(part), "the " + PARTS[part] + ": " + reason);
      return;
    }
    sink.part(offset(part), PARTS[part], length(part) + " bytes", facts(part), "checksum ok");
    RangeTombstones shown = ranges;
    if (part == 0 && shown != null) {
      for (RangeTombstone one : shown.asList()) {
        sink.record(offset(part), RecordKind.RANGE_TOMBSTONE, false, one.version(), one.sequence(), 0,
            text(one.from()), "up to " + text(one.to()));
      }
    }
  }

  private String facts(int part) {
    return switch (part) {
      case 0 -> (ranges == null ? 0 : ranges.asList().size()) + " range tombstones";
      case 1 -> filter == null ? "" : filter.describe();
      case 2 -> index == null ? "" : index.describe();
      default -> properties == null ? "" : factsOf(properties);
    };
  }

  private static String factsOf(TableMetadata table) {
    return table.records() + " records  " + table.tombstones() + " deletes  " + table.rangeTombstones()
        + " range deletes  versions " + table.minVersion() + ".." + table.maxVersion() + "  seqs "
        + table.minSequence() + ".." + table.maxSequence() + "  keys " + text(table.smallest()) + ".."
        + text(table.largest());
  }

  private static String text(KeyBytes key) {
    return KeyText.of(key.asBuffer(), 0, key.length());
  }
}
