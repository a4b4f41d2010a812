package org.rumbench.microbench;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.zip.CRC32C;
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
import org.rumbench.runtime.RandomStream;

/// What does a get of Bitcask cost beside the least that it could: one positional read (or one copy out of a mapping) of
/// as many bytes at a scattered place of a cached file as large, and their CRC? Records of 1,000 B.
///
/// Between the two stands that read behind the least index there could be: what waiting for memory once costs before
/// anything is computed.
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@State(Scope.Thread)
@Fork(1)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
public class BareReadBenchmark {
  private static final int VALUE_BYTES = 1_000;
  /// A record of the log: 12 B, the key, the value.
  private static final int RECORD_BYTES = 12 + OpenedEngine.KEY_BYTES + VALUE_BYTES;

  /// How files are read.
  @Param({"channel", "mapped"})
  public String storage = "channel";

  /// Records in the store; a few thousand stay in the processor's caches and show what computing costs alone.
  @Param("1000000")
  public int records = 1_000_000;

  private final RandomStream random = new RandomStream(1);
  private final ByteBuffer direct = ByteBuffer.allocateDirect(RECORD_BYTES);
  private final byte[] copy = new byte[RECORD_BYTES];
  private final CRC32C crc = new CRC32C();
  private final Arena arena = Arena.ofShared();
  private OpenedEngine engine;
  private Path file;
  private FileChannel channel;
  private MemorySegment mapping;
  private MemorySegment index;
  private long last;
  /// Zero, which the compiler does not know.
  private int nothing;

  /// Nothing is open before [#open].
  @SuppressWarnings("NullAway.Init")
  public BareReadBenchmark() {}

  /// Writes the store and the file, both read once.
  @Setup(Level.Trial)
  public void open() throws IOException {
    engine = new OpenedEngine("bitcask", Map.of("segmentBytes", "64m"), storage.equals("mapped"), VALUE_BYTES);
    engine.load(records);
    file = Files.createTempFile("rumbench-bare", ".bin");
    channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE);
    for (int i = 0; i < records; i++) {
      // One by one, as the engine does: the kernel keeps what is written at once in larger pieces, which read faster.
      direct.clear();
      while (direct.hasRemaining()) {
        channel.write(direct);
      }
    }
    mapping = channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size(), arena);
    index = arena.allocate((long) records * Long.BYTES, Long.BYTES);
    for (int i = 0; i < records; i++) {
      index.setAtIndex(ValueLayout.JAVA_LONG, i, random.nextInt(records));
    }
    for (int i = 0; i < records; i++) {
      engine.get(i);
      if (storage.equals("mapped")) {
        MemorySegment.copy(mapping, ValueLayout.JAVA_BYTE, (long) i * RECORD_BYTES, copy, 0, RECORD_BYTES);
      }
    }
  }

  /// Removes both.
  @TearDown(Level.Trial)
  public void close() throws IOException {
    engine.close();
    arena.close();
    channel.close();
    Files.delete(file);
  }

  /// One get of the engine: the key directory, one read, the checksum, the value copied out.
  @Benchmark
  public long get() {
    engine.get(next());
    last = engine.lastLong();
    return last;
  }

  /// One read of as many bytes and their CRC32C.
  @Benchmark
  public long bare() throws IOException {
    return read(next());
  }

  /// The same at a place that is looked up first: no hash, no key to compare, eight bytes for each key.
  @Benchmark
  public long indexed() throws IOException {
    return read(index.getAtIndex(ValueLayout.JAVA_LONG, next()));
  }

  private long read(long record) throws IOException {
    long offset = record * RECORD_BYTES;
    crc.reset();
    if (storage.equals("mapped")) {
      MemorySegment.copy(mapping, ValueLayout.JAVA_BYTE, offset, copy, 0, RECORD_BYTES);
      crc.update(copy, 0, RECORD_BYTES);
    } else {
      direct.clear();
      while (direct.hasRemaining()) {
        channel.read(direct, offset + direct.position());
      }
      crc.update(direct.flip());
    }
    last = crc.getValue();
    return last;
  }

  /// A record at random that nobody can know before the answer to the one before it, as a client that waits for its
  /// answers asks: what overlaps with the next call would be throughput.
  private int next() {
    return random.nextInt(records) ^ ((int) last & nothing);
  }
}
