package org.rumbench.lsm.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.rumbench.engine.RecordView;
import org.rumbench.engine.WriteBatch;
import org.rumbench.lsm.memtable.ArenaPool;
import org.rumbench.lsm.memtable.Memtable;
import org.rumbench.lsm.record.KeyBytes;
import org.rumbench.lsm.record.RangeTombstones;
import org.rumbench.lsm.record.RecordSource;
import org.rumbench.runtime.RandomStream;
import org.rumbench.runtime.sim.SimRuntime;
import org.rumbench.storage.CorruptionException;
import org.rumbench.storage.ForwardingFile;
import org.rumbench.storage.IoPurpose;
import org.rumbench.storage.Storage;
import org.rumbench.storage.StorageFile;
import org.rumbench.storage.sim.MemoryMedium;

/// The blocks of tables as bytes of a file: what is read, where records lie, what damage does.
class TableBlocksTest {
  private static final int PAGE_BYTES = 4096;

  private final Storage storage = new MemoryMedium().open(new SimRuntime(1).environment("blocks"));
  private final BlockCodecs codecs = new BlockCodecs();

  /// A file that notes where it was read, and may change what it gives.
  private static final class Watched extends ForwardingFile {
    private final List<long[]> reads = new ArrayList<>();
    private long flippedAt = -1;

    Watched(StorageFile file) {
      super(file);
    }

    @Override
    public void read(long offset, MutableDirectBuffer target, int targetOffset, int length, IoPurpose purpose) {
      super.read(offset, target, targetOffset, length, purpose);
      reads.add(new long[] {offset, offset + length});
      if (flippedAt >= offset && flippedAt < offset + length) {
        int at = targetOffset + (int) (flippedAt - offset);
        target.putByte(at, (byte) (target.getByte(at) ^ 0x10));
      }
    }
  }

  private static byte[] key(int number) {
    byte[] key = new byte[10];
    new UnsafeBuffer(key).putLong(2, Integer.toUnsignedLong(number), java.nio.ByteOrder.BIG_ENDIAN);
    return key;
  }

  /// Values of random lengths below `longestValue`: half of each compresses, half does not.
  private static Memtable filled(int count, int longestValue) {
    RandomStream random = new RandomStream(count);
    Memtable memtable = new Memtable(new ArenaPool(64 << 20, 1), 0, new RandomStream(3));
    RecordView view = new RecordView();
    for (int i = 0; i < count; i++) {
      WriteBatch batch = new WriteBatch();
      byte[] value = new byte[random.nextInt(longestValue)];
      for (int j = 0; j < value.length / 2; j++) {
        value[j] = (byte) random.nextInt(256);
      }
      batch.put(new UnsafeBuffer(key(i)), 0, 10, 1, 0, new UnsafeBuffer(value), 0, value.length);
      UnsafeBuffer source = new UnsafeBuffer(batch.buffer(), 0, batch.lengthBytes());
      view.wrap(source, 0, batch.lengthBytes());
      memtable.announce(1, 1);
      memtable.add(view, source, i + 1);
    }
    return memtable;
  }

  private Watched file(Memtable memtable, long number, TableOptions options, List<TableMetadata> metadata) {
    TableWriter writer = new TableWriter(storage, number, IoPurpose.FLUSH, options, codecs);
    RecordSource source = memtable.walk();
    while (source.next()) {
      writer.add(source, source.valueBuffer(), source.valueOffset(), source.valueLength());
    }
    metadata.add(writer.finish(RangeTombstones.NONE, KeyBytes.of("x"), 0));
    return new Watched(writer.file());
  }

  private Table open(Watched file, TableMetadata metadata) {
    return Table.open(file, metadata, new BlockCache(1 << 20), codecs, IoPurpose.FLUSH, table -> {});
  }

  private static boolean isFound(Table table, int number) {
    UnsafeBuffer key = new UnsafeBuffer(key(number));
    ReadScratch scratch = new ReadScratch();
    table.lookup(key, 0, 10, KeyHash.of(key, 0, 10), Long.MAX_VALUE, IoPurpose.USER_READ, scratch);
    boolean isFound = scratch.candidate().isFound();
    scratch.candidate().clear();
    return isFound;
  }

  private static List<TableOptions> everyIndex() {
    TableOptions plain = TableOptions.of(512, 10);
    return List.of(
        plain, plain.with(IndexKind.TWO_LEVEL, 256, 0), plain.with(IndexKind.HASH, 4096, 0.75),
        plain.with(IndexKind.TWO_LEVEL, 256, 0.75).with(Compression.LZ4), plain.with(Compression.ZSTD));
  }

  @Test
  void aMergeReadsDataBlocksOnlyAndEachOnce() {
    Memtable memtable = filled(3_000, 60);
    int number = 1;
    for (TableOptions options : everyIndex()) {
      List<TableMetadata> metadata = new ArrayList<>();
      Watched file = file(memtable, number++, options, metadata);
      Table table = open(file, metadata.getFirst());
      long dataEnd = table.index().places().end();
      assertThat(dataEnd).isLessThan(metadata.getFirst().fileBytes() - TableDescriptor.FOOTER_LENGTH);
      for (int readAheadBytes : new int[] {256 * 1024, 10_000, 1}) {
        file.reads.clear();
        long records = 0;
        try (TableWalk walk = table.walk(IoPurpose.SCAN, readAheadBytes)) {
          while (walk.next()) {
            records++;
          }
        }
        assertThat(records).isEqualTo(3_000);
        assertThat(file.reads).allSatisfy(read -> {
          assertThat(read[0]).isGreaterThanOrEqualTo(TableDescriptor.HEADER_LENGTH);
          assertThat(read[1]).isLessThanOrEqualTo(dataEnd);
        });
        long bytes = file.reads.stream().mapToLong(read -> read[1] - read[0]).sum();
        long allowance = readAheadBytes == 1 ? 0 : file.reads.size() * 1_000L;
        assertThat(bytes).isBetween(dataEnd - TableDescriptor.HEADER_LENGTH,
            dataEnd - TableDescriptor.HEADER_LENGTH + allowance);
      }
    }
  }

  /// Goal: what is resident of a two-level index is small, and a point read brings one partition and one block.
  @Test
  void aTwoLevelIndexReadsOnePartitionForAPointRead() {
    Memtable memtable = filled(3_000, 60);
    List<TableMetadata> metadata = new ArrayList<>();
    TableOptions plain = TableOptions.of(512, 10);
    Watched whole = file(memtable, 1, plain, metadata);
    Watched parted = file(memtable, 2, plain.with(IndexKind.TWO_LEVEL, 256, 0), metadata);
    Table table = open(parted, metadata.get(1));
    assertThat(table.indexBytes()).isLessThan(open(whole, metadata.get(0)).indexBytes() * 6 / 10);
    parted.reads.clear();
    assertThat(isFound(table, 1234)).isTrue();
    assertThat(parted.reads).hasSize(2);
    assertThat(parted.reads.getFirst()[0]).isGreaterThanOrEqualTo(table.index().places().end());
    assertThat(isFound(table, 1234)).isTrue();
    assertThat(parted.reads).hasSize(2);
  }

  @Test
  void recordsBeginAtEveryOffsetOfAPage() {
    Memtable memtable = filled(60_000, 40);
    for (int blockBytes : new int[] {300, 4096, 100_000}) {
      List<TableMetadata> metadata = new ArrayList<>();
      Watched file = file(memtable, blockBytes, TableOptions.of(blockBytes, 10), metadata);
      Table table = open(file, metadata.getFirst());
      BitSet begun = new BitSet(PAGE_BYTES);
      BlockFeed feed = new BlockFeed(
          new BlockReader(file, blockBytes, new BlockCache(0), codecs), table.index().places(), IoPurpose.SCAN, 1);
      DataBlock block = new DataBlock();
      int straddling = 0;
      for (int i = 0; i < table.index().places().count(); i++) {
        feed.load(i, block);
        while (block.next()) {
          long at = table.index().places().offset(i) + block.entry();
          begun.set((int) (at % PAGE_BYTES));
          straddling += at / PAGE_BYTES != (at + block.position() - block.entry() - 1) / PAGE_BYTES ? 1 : 0;
        }
      }
      assertThat(begun.cardinality()).isEqualTo(PAGE_BYTES);
      assertThat(straddling).isGreaterThan(300);
      for (int i = 0; i < 60_000; i += 7) {
        assertThat(isFound(table, i)).isTrue();
      }
    }
  }

  @Test
  void compressionShortensWhatItCanAndLeavesTheRestPlain() {
    Memtable half = filled(2_000, 400);
    List<TableMetadata> metadata = new ArrayList<>();
    TableOptions plain = TableOptions.of(4096, 10);
    file(half, 1, plain, metadata);
    file(half, 2, plain.with(Compression.LZ4), metadata);
    file(half, 3, plain.with(Compression.ZSTD), metadata);
    assertThat(metadata.get(1).fileBytes()).isLessThan(metadata.get(0).fileBytes() * 7 / 10);
    assertThat(metadata.get(2).fileBytes()).isLessThan(metadata.get(0).fileBytes() * 7 / 10);
    assertThat(metadata).allSatisfy(one -> assertThat(one.blockBytes()).isEqualTo(metadata.get(0).blockBytes()));

    GrowingBuffer noise = new GrowingBuffer(4096);
    GrowingBuffer target = new GrowingBuffer(16);
    RandomStream random = new RandomStream(9);
    for (int i = 0; i < 512; i++) {
      noise.putLong(random.nextLong());
    }
    assertThat(codecs.compress(Compression.LZ4, noise, target)).isFalse();
    assertThat(codecs.compress(Compression.ZSTD, noise, target)).isFalse();
  }

  @Test
  void aFlippedBitIsFoundByTheChecksumBeforeAnythingIsDecompressed() {
    Memtable memtable = filled(300, 200);
    int number = 1;
    for (TableOptions options : everyIndex()) {
      List<TableMetadata> metadata = new ArrayList<>();
      Watched file = file(memtable, number++, options, metadata);
      Table table = open(file, metadata.getFirst());
      long end = table.index() instanceof TwoLevelIndex parted ? parted.end() : table.index().places().end();
      for (long at = TableDescriptor.HEADER_LENGTH; at < end; at += 37) {
        file.flippedAt = at;
        Table fresh = Table.open(
            file, metadata.getFirst(), new BlockCache(0), codecs, IoPurpose.FLUSH, gone -> {});
        boolean isBlock = at < table.index().places().end();
        if (isBlock) {
          assertThatThrownBy(() -> drain(fresh)).isInstanceOf(CorruptionException.class)
              .hasMessageContaining("block checksum");
        }
        assertThatThrownBy(() -> {
          for (int i = 0; i < 300; i++) {
            isFound(fresh, i);
          }
        }).isInstanceOf(CorruptionException.class).hasMessageContaining("block checksum");
      }
    }
  }

  private static void drain(Table table) {
    try (TableWalk walk = table.walk(IoPurpose.SCAN, 4096)) {
      while (walk.next()) {
        assertThat(walk.keyLength()).isEqualTo(10);
      }
    }
  }

  /// Goal: even a payload with the right checksum does no harm when its lengths are wrong.
  @Test
  void aPayloadThatDoesNotDecompressIsDamage() {
    for (Compression kind : new Compression[] {Compression.LZ4, Compression.ZSTD}) {
      GrowingBuffer plain = new GrowingBuffer(4096);
      for (int i = 0; i < 512; i++) {
        plain.putLong(i / 50);
      }
      GrowingBuffer payload = new GrowingBuffer(16);
      assertThat(codecs.compress(kind, plain, payload)).isTrue();
      int length = payload.length();
      UnsafeBuffer target = new UnsafeBuffer(new byte[8192]);
      codecs.decompress(kind.blockType(), "x", 0, payload.buffer(), 0, length, target, 4096);
      assertThat(target.getLong(8 * 500)).isEqualTo(10);
      for (int wrong : new int[] {4095, 4097, 100}) {
        assertThatThrownBy(
            () -> codecs.decompress(kind.blockType(), "x", 0, payload.buffer(), 0, length, target, wrong))
            .isInstanceOf(CorruptionException.class);
      }
      assertThatThrownBy(
          () -> codecs.decompress(kind.blockType(), "x", 0, payload.buffer(), 0, length - 3, target, 4096))
          .isInstanceOf(CorruptionException.class);
    }
  }
}
