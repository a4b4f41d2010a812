package org.rumbench.microbench;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Map;
import java.util.concurrent.TimeUnit;
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
/// Two rows stand between: that read behind the least index there could be, which is what waiting for memory once costs
/// before anything is computed, and a get of the least engine there could be ([StaticStore]), which reads and checks as
/// each must and can do nothing else. All but the get of Bitcask read one and the same file.
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@State(Scope.Thread)
@Fork(1)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
public class BareReadBenchmark {
  private static final int VALUE_BYTES = 1_000;

  /// How files are read.
  @Param({"channel", "mapped"})
  public String storage = "channel";

  /// Records in the store; a few thousand stay in the processor's caches and show what computing costs alone.
  @Param("1000000")
  public int records = 1_000_000;

  private final RandomStream random = new RandomStream(1);
  private final Arena arena = Arena.ofShared();
  private OpenedEngine engine;
  private StaticStore least;
  private MemorySegment index;
  private long last;
  /// Zero, which the compiler does not know.
  private int nothing;

  /// Nothing is open before [#open].
  @SuppressWarnings("NullAway.Init")
  public BareReadBenchmark() {}

  /// Writes both stores and reads both once.
  @Setup(Level.Trial)
  public void open() throws IOException {
    engine = new OpenedEngine("bitcask", Map.of("segmentBytes", "64m"), storage.equals("mapped"), VALUE_BYTES);
    engine.load(records);
    least = new StaticStore(records, VALUE_BYTES, storage);
    index = arena.allocate((long) records * Long.BYTES, Long.BYTES);
    for (int i = 0; i < records; i++) {
      index.setAtIndex(ValueLayout.JAVA_LONG, i, random.nextInt(records));
    }
    for (int i = 0; i < records; i++) {
      engine.get(i);
      least.get(i);
    }
  }

  /// Removes both.
  @TearDown(Level.Trial)
  public void close() throws IOException {
    engine.close();
    least.close();
    arena.close();
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
    last = least.readBare(next());
    return last;
  }

  /// The same at a place that is looked up first: no hash, no key to compare, eight bytes for each key.
  @Benchmark
  public long indexed() throws IOException {
    last = least.readBare(index.getAtIndex(ValueLayout.JAVA_LONG, next()));
    return last;
  }

  /// One get of the least engine: a table that never changes, one read, the checksum, the value copied out.
  @Benchmark
  public long least() {
    last = least.get(next());
    return last;
  }

  /// A record at random that nobody can know before the answer to the one before it, as a client that waits for its
  /// answers asks: what overlaps with the next call would be throughput.
  private int next() {
    return random.nextInt(records) ^ ((int) last & nothing);
  }
}
