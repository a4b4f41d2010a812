package org.rumbench.lsm.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
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
import org.rumbench.storage.IoPurpose;
import org.rumbench.storage.Storage;
import org.rumbench.storage.sim.MemoryMedium;

/// Tables against the memtable they were written from.
class TableTest {
  private final Storage storage = new MemoryMedium().open(new SimRuntime(1).environment("table"));
  private final BlockCache cache = new BlockCache(32 * 1024);
  private final BlockCodecs codecs = new BlockCodecs();

  /// Every kind of index, filter and compression, with blocks from one record to many.
  private static List<TableOptions> everyKind() {
    List<TableOptions> kinds = new ArrayList<>();
    for (int blockBytes : new int[] {64, 300, 4096}) {
      TableOptions plain = TableOptions.of(blockBytes, 10);
      kinds.add(plain);
      kinds.add(plain.with(IndexKind.TWO_LEVEL, 64, 0.75).with(Compression.LZ4));
      kinds.add(plain.with(IndexKind.TWO_LEVEL, 4096, 0).with(FilterKind.CLASSIC, 0));
      kinds.add(plain.with(IndexKind.HASH, 4096, 0).with(FilterKind.NONE, 0));
      kinds.add(plain.with(IndexKind.HASH, 4096, 1.5).with(Compression.ZSTD).with(FilterKind.CLASSIC, 3));
      kinds.add(plain.with(IndexKind.BLOCK, 4096, 0.2).with(FilterKind.BLOCKED, 24));
    }
    return kinds;
  }

  private static Memtable filled(long seed, int count) {
    RandomStream random = new RandomStream(seed);
    Memtable memtable = new Memtable(new ArenaPool(4 << 20, 1), 0, new RandomStream(seed));
    RecordView view = new RecordView();
    for (int i = 1; i <= count; i++) {
      WriteBatch batch = new WriteBatch();
      byte[] key = new byte[1 + random.nextInt(12)];
      for (int j = 0; j < key.length; j++) {
        key[j] = (byte) (random.nextInt(3) - 1);
      }
      UnsafeBuffer buffer = new UnsafeBuffer(key);
      long version = random.nextInt(50);
      if (random.nextInt(5) == 0) {
        batch.delete(buffer, 0, key.length, version);
      } else {
        batch.put(buffer, 0, key.length, version, random.nextInt(2) * 7L, buffer, 0, random.nextInt(key.length));
      }
      UnsafeBuffer source = new UnsafeBuffer(batch.buffer(), 0, batch.lengthBytes());
      view.wrap(source, 0, batch.lengthBytes());
      memtable.announce(version, version);
      memtable.add(view, source, i);
    }
    return memtable;
  }

  private Table written(Memtable memtable, long number, int blockBytes) {
    return written(memtable, number, TableOptions.of(blockBytes, 10));
  }

  private Table written(Memtable memtable, long number, TableOptions options) {
    TableWriter writer = new TableWriter(storage, number, IoPurpose.FLUSH, options, codecs);
    RecordSource source = memtable.walk();
    while (source.next()) {
      writer.add(source, source.valueBuffer(), source.valueOffset(), source.valueLength());
    }
    TableMetadata metadata = writer.finish(RangeTombstones.NONE, KeyBytes.of("x"), 0);
    return Table.open(writer.file(), metadata, cache, codecs, IoPurpose.FLUSH, table -> {});
  }

  private static String describe(RecordSource source) {
    return KeyBytes.copyOf(source.keyBuffer(), source.keyOffset(), source.keyLength()).hashCode()
        + ":" + source.kindAndFlags() + ":" + source.version() + ":" + source.sequence() + ":"
        + source.expiryMillis() + ":" + source.valueLength();
  }

  @Test
  void walkGivesWhatWasWritten() {
    int number = 100;
    for (TableOptions options : everyKind()) {
      Memtable memtable = filled(++number, 3_000);
      Table table = written(memtable, number, options);
      RecordSource expected = memtable.walk();
      try (TableWalk walk = table.walk(IoPurpose.SCAN, number % 2 == 0 ? 8_192 : 0)) {
        while (expected.next()) {
          assertThat(walk.next()).isTrue();
          assertThat(describe(walk)).as(options.toString()).isEqualTo(describe(expected));
        }
        assertThat(walk.next()).isFalse();
      }
    }
  }

  @Test
  void lookupAndSeekAgreeWithTheMemtable() {
    int number = 200;
    for (TableOptions options : everyKind()) {
      Memtable memtable = filled(++number, 2_000);
      Table table = written(memtable, number, options);
      compare(memtable, table, new RandomStream(number), options);
    }
  }

  private static void compare(Memtable memtable, Table table, RandomStream random, TableOptions options) {
    ReadScratch found = new ReadScratch();
    ReadScratch expected = new ReadScratch();
    for (int i = 0; i < 1_500; i++) {
      byte[] key = new byte[1 + random.nextInt(12)];
      for (int j = 0; j < key.length; j++) {
        key[j] = (byte) (random.nextInt(3) - 1);
      }
      UnsafeBuffer buffer = new UnsafeBuffer(key);
      long bound = random.nextInt(2_200);
      found.candidate().clear();
      expected.candidate().clear();
      table.lookup(buffer, 0, key.length, KeyHash.of(buffer, 0, key.length), bound, IoPurpose.USER_READ, found);
      memtable.lookup(buffer, 0, key.length, bound, expected.candidate());
      assertThat(found.candidate().isFound()).as(options.toString()).isEqualTo(expected.candidate().isFound());
      if (found.candidate().isFound()) {
        assertThat(found.candidate().version()).isEqualTo(expected.candidate().version());
        assertThat(found.candidate().sequence()).isEqualTo(expected.candidate().sequence());
        assertThat(found.candidate().valueLength()).isEqualTo(expected.candidate().valueLength());
      }
      RecordSource inMemory = memtable.walk();
      try (TableWalk walk = table.walk(IoPurpose.SCAN, 0)) {
        boolean has = inMemory.seek(buffer, 0, key.length);
        assertThat(walk.seek(buffer, 0, key.length)).isEqualTo(has);
        for (int step = 0; has && step < 4; step++) {
          assertThat(describe(walk)).as(options.toString()).isEqualTo(describe(inMemory));
          has = inMemory.next();
          assertThat(walk.next()).isEqualTo(has);
        }
      }
    }
  }

  @Test
  void aBlockInTheWrongFileIsDamage() {
    Table table = written(filled(3, 500), 77, 300);
    TableMetadata wrong = withNumber(table.metadata(), 78);
    assertThatThrownBy(() -> Table.open(table.file(), wrong, cache, codecs, IoPurpose.FLUSH, gone -> {}))
        .isInstanceOf(CorruptionException.class);
  }

  private static TableMetadata withNumber(TableMetadata from, long number) {
    return new TableMetadata(
        number, from.fileBytes(), from.records(), from.tombstones(), from.rangeTombstones(), from.minVersion(),
        from.maxVersion(), from.minSequence(), from.maxSequence(), from.keyBytes(), from.valueBytes(),
        from.blockBytes(), from.newestMillis(), from.lastExpiryMillis(),
        from.smallest(), from.largest());
  }
}
