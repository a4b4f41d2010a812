package org.rumbench.microbench;

import java.io.IOException;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.agrona.concurrent.UnsafeBuffer;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import org.rumbench.engine.RecordView;
import org.rumbench.engine.WriteBatch;
import org.rumbench.lsm.memtable.ArenaPool;
import org.rumbench.lsm.memtable.Memtable;
import org.rumbench.lsm.record.KeyBytes;
import org.rumbench.lsm.record.RangeTombstones;
import org.rumbench.lsm.record.RecordSource;
import org.rumbench.lsm.table.BlockCache;
import org.rumbench.lsm.table.BlockCodecs;
import org.rumbench.lsm.table.Compression;
import org.rumbench.lsm.table.FilterKind;
import org.rumbench.lsm.table.IndexKind;
import org.rumbench.lsm.table.KeyHash;
import org.rumbench.lsm.table.ReadScratch;
import org.rumbench.lsm.table.Table;
import org.rumbench.lsm.table.TableMetadata;
import org.rumbench.lsm.table.TableOptions;
import org.rumbench.lsm.table.TableWalk;
import org.rumbench.lsm.table.TableWriter;
import org.rumbench.runtime.RandomStream;
import org.rumbench.storage.IoPurpose;

/// What does a read of one table of 100,000 rows of 116 bytes cost, by how the table is written? Half of each value
/// compresses. The block cache holds everything (`cached`) or nothing.
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 5, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Fork(1)
public class TableReadBenchmark {
  private static final int ROWS = 100_000;
  private static final int KEY_BYTES = 16;
  private static final int VALUE_BYTES = 100;
  private static final int SCANNED_ROWS = 100;

  /// How the table is written: index, filter, compression, keys per bucket in blocks.
  @Param({
    "block blocked none 0", "block blocked none 0.75", "two-level blocked none 0", "hash blocked none 0",
    "hash none none 0", "block classic none 0", "block none none 0", "block blocked lz4 0", "block blocked zstd 0"
  })
  public String table = "block blocked none 0";

  /// Whether the block cache holds the table.
  @Param({"true", "false"})
  public boolean cached = true;

  private final RandomStream random = new RandomStream(1);
  private final UnsafeBuffer key = new UnsafeBuffer(new byte[KEY_BYTES]);
  private final ReadScratch scratch = new ReadScratch();
  private final List<Table> opened = new ArrayList<>(1);
  private final BlockCodecs codecs = new BlockCodecs();
  private OpenedStorage storage;

  /// Nothing is open before [#open].
  @SuppressWarnings("NullAway.Init")
  public TableReadBenchmark() {}

  /// Writes the table.
  @Setup(Level.Trial)
  public void open() throws IOException {
    storage = new OpenedStorage("channel");
    TableWriter writer = new TableWriter(storage.storage, 1, IoPurpose.FLUSH, options(), codecs);
    RecordSource rows = rows().walk();
    while (rows.next()) {
      writer.add(rows, rows.valueBuffer(), rows.valueOffset(), rows.valueLength());
    }
    TableMetadata metadata = writer.finish(RangeTombstones.NONE, KeyBytes.of("x"), 0);
    BlockCache cache = new BlockCache(cached ? 64L << 20 : 0);
    opened.add(Table.open(writer.file(), metadata, cache, codecs, IoPurpose.FLUSH, table -> {}));
  }

  private TableOptions options() {
    String[] parts = table.split(" ", -1);
    return TableOptions.of(4096, 10)
        .with(IndexKind.named(parts[0]), 4096, Double.parseDouble(parts[3]))
        .with(FilterKind.named(parts[1]), 0)
        .with(Compression.named(parts[2]));
  }

  private Memtable rows() {
    Memtable memtable = new Memtable(new ArenaPool(64 << 20, 1), 0, new RandomStream(2));
    RecordView view = new RecordView();
    UnsafeBuffer value = new UnsafeBuffer(new byte[VALUE_BYTES]);
    for (int i = 0; i < ROWS; i++) {
      WriteBatch batch = new WriteBatch();
      point(2L * i);
      for (int at = 0; at < VALUE_BYTES / 2; at++) {
        value.putByte(at, (byte) random.nextInt(256));
      }
      batch.put(key, 0, KEY_BYTES, 1, 0, value, 0, VALUE_BYTES);
      UnsafeBuffer source = new UnsafeBuffer(batch.buffer(), 0, batch.lengthBytes());
      view.wrap(source, 0, batch.lengthBytes());
      memtable.announce(1, 1);
      memtable.add(view, source, i + 1L);
    }
    return memtable;
  }

  private void point(long number) {
    key.putLong(KEY_BYTES - Long.BYTES, number, ByteOrder.BIG_ENDIAN);
  }

  /// Removes it.
  @TearDown(Level.Trial)
  public void close() throws IOException {
    storage.close();
    codecs.close();
  }

  private boolean look(long number) {
    point(number);
    scratch.candidate().clear();
    long hash = KeyHash.of(key, 0, KEY_BYTES);
    opened.getFirst().lookup(key, 0, KEY_BYTES, hash, Long.MAX_VALUE, IoPurpose.USER_READ, scratch);
    return scratch.candidate().isFound();
  }

  /// A key that is there.
  @Benchmark
  public boolean present() {
    return look(2L * random.nextInt(ROWS));
  }

  /// A key between those that are there.
  @Benchmark
  public boolean absent() {
    return look(2L * random.nextInt(ROWS) + 1);
  }

  /// A hundred rows from a key that is there.
  @Benchmark
  public long scan() {
    point(2L * random.nextInt(ROWS - SCANNED_ROWS));
    long bytes = 0;
    try (TableWalk walk = opened.getFirst().walk(IoPurpose.SCAN, 0)) {
      boolean has = walk.seek(key, 0, KEY_BYTES);
      for (int row = 0; has && row < SCANNED_ROWS; row++) {
        bytes += walk.valueLength();
        has = walk.next();
      }
    }
    return bytes;
  }
}
