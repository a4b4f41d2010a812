package org.rumbench.lsm.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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

/// Tables against the memtable they were written from, and filters against arithmetic.
class TableTest {
  private final Storage storage = new MemoryMedium().open(new SimRuntime(1).environment("table"));
  private final BlockCache cache = new BlockCache(32 * 1024);

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
    TableWriter writer = new TableWriter(storage, number, IoPurpose.FLUSH, blockBytes, 10);
    RecordSource source = memtable.walk();
    while (source.next()) {
      writer.add(source, source.valueBuffer(), source.valueOffset(), source.valueLength());
    }
    TableMetadata metadata = writer.finish(RangeTombstones.NONE, KeyBytes.of("x"), 0);
    return Table.open(writer.file(), metadata, cache, IoPurpose.FLUSH, table -> {});
  }

  private static String describe(RecordSource source) {
    return KeyBytes.copyOf(source.keyBuffer(), source.keyOffset(), source.keyLength()).hashCode()
        + ":" + source.kindAndFlags() + ":" + source.version() + ":" + source.sequence() + ":"
        + source.expiryMillis() + ":" + source.valueLength();
  }

  @Test
  void walkGivesWhatWasWritten() {
    for (int blockBytes : new int[] {64, 300, 4096}) {
      Memtable memtable = filled(blockBytes, 3_000);
      Table table = written(memtable, blockBytes, blockBytes);
      RecordSource expected = memtable.walk();
      try (TableWalk walk = table.walk(IoPurpose.SCAN, blockBytes == 300 ? 8_192 : 0)) {
        while (expected.next()) {
          assertThat(walk.next()).isTrue();
          assertThat(describe(walk)).isEqualTo(describe(expected));
        }
        assertThat(walk.next()).isFalse();
      }
    }
  }

  @Test
  void lookupAndSeekAgreeWithTheMemtable() {
    for (int blockBytes : new int[] {64, 300, 4096}) {
      Memtable memtable = filled(7 + blockBytes, 2_000);
      Table table = written(memtable, 10_000 + blockBytes, blockBytes);
      RandomStream random = new RandomStream(blockBytes);
      ReadScratch found = new ReadScratch();
      ReadScratch expected = new ReadScratch();
      for (int i = 0; i < 5_000; i++) {
        byte[] key = new byte[1 + random.nextInt(12)];
        for (int j = 0; j < key.length; j++) {
          key[j] = (byte) (random.nextInt(3) - 1);
        }
        UnsafeBuffer buffer = new UnsafeBuffer(key);
        long bound = random.nextInt(2_200);
        found.candidate().clear();
        expected.candidate().clear();
        table.lookup(
            buffer, 0, key.length, KeyHash.of(buffer, 0, key.length), bound, IoPurpose.USER_READ, found);
        memtable.lookup(buffer, 0, key.length, bound, expected.candidate());
        assertThat(found.candidate().isFound()).isEqualTo(expected.candidate().isFound());
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
            assertThat(describe(walk)).isEqualTo(describe(inMemory));
            has = inMemory.next();
            assertThat(walk.next()).isEqualTo(has);
          }
        }
      }
    }
  }

  @Test
  void aBlockInTheWrongFileIsDamage() {
    Table table = written(filled(3, 500), 77, 300);
    TableMetadata wrong = withNumber(table.metadata(), 78);
    assertThatThrownBy(() -> Table.open(table.file(), wrong, cache, IoPurpose.FLUSH, gone -> {}))
        .isInstanceOf(CorruptionException.class);
  }

  private static TableMetadata withNumber(TableMetadata from, long number) {
    return new TableMetadata(
        number, from.fileBytes(), from.records(), from.tombstones(), from.rangeTombstones(), from.minVersion(),
        from.maxVersion(), from.minSequence(), from.maxSequence(), from.keyBytes(), from.valueBytes(),
        from.blockBytes(), from.newestMillis(), from.lastExpiryMillis(),
        from.smallest(), from.largest());
  }

  @Test
  void aboutOnePercentOfForeignKeysPassTheFilter() {
    int count = 200_000;
    long[] hashes = new long[count];
    UnsafeBuffer key = new UnsafeBuffer(new byte[12]);
    for (int i = 0; i < count; i++) {
      key.putLong(0, i * 3L);
      hashes[i] = KeyHash.of(key, 0, 12);
    }
    BloomFilter filter = BloomFilter.of(hashes, count, 10);
    int passed = 0;
    for (int i = 0; i < count; i++) {
      assertThat(filter.mayContain(hashes[i])).isTrue();
      key.putLong(0, i * 3L + 1);
      passed += filter.mayContain(KeyHash.of(key, 0, 12)) ? 1 : 0;
    }
    assertThat(passed / (double) count).isBetween(0.005, 0.0105);
  }

  @Test
  void theCacheStaysWithinItsCapacityAndFindsWhatItHolds() {
    BlockCache small = new BlockCache(8 * 16 * 1024);
    for (int i = 0; i < 2_000; i++) {
      BlockCache.Entry entry = small.claim(1, i * 5_000L, 4_000);
      entry.buffer().putInt(0, i);
      small.publish(entry);
      entry.unpin();
    }
    assertThat(small.usedBytes()).isLessThanOrEqualTo(8 * 16 * 1024);
    int hits = 0;
    for (int i = 0; i < 2_000; i++) {
      BlockCache.Entry entry = small.acquire(1, i * 5_000L);
      if (entry != null) {
        hits++;
        assertThat(entry.buffer().getInt(0)).isEqualTo(i);
        entry.unpin();
      }
    }
    assertThat(hits).isBetween(16, 32);
  }
}
