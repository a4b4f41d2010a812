package org.rumbench.microbench;

import java.io.IOException;
import java.nio.ByteBuffer;
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
import org.rumbench.runtime.RandomStream;
import org.rumbench.storage.IoPurpose;
import org.rumbench.storage.StorageFile;

/// What does reading 1 KB of a cached 64 MiB file cost through each storage, counting included? (Direct storage has no
/// cache: its figure is the device's.)
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 5, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Fork(1)
public class StorageReadBenchmark {
  private static final int FILE_BYTES = 64 * 1024 * 1024;
  private static final int READ_BYTES = 1024;

  /// The storage read from.
  @Param({"channel", "mapped", "direct"})
  public String medium = "channel";

  private final RandomStream random = new RandomStream(1);
  private final UnsafeBuffer onHeap = new UnsafeBuffer(new byte[READ_BYTES]);
  private final UnsafeBuffer offHeap = new UnsafeBuffer(ByteBuffer.allocateDirect(READ_BYTES));
  private OpenedStorage storage;
  private StorageFile file;

  /// Nothing is open before [#open].
  @SuppressWarnings("NullAway.Init")
  public StorageReadBenchmark() {}

  /// Writes the file.
  @Setup(Level.Trial)
  public void open() throws IOException {
    storage = new OpenedStorage(medium);
    file = storage.storage.create("table", IoPurpose.FLUSH);
    UnsafeBuffer chunk = new UnsafeBuffer(new byte[1024 * 1024]);
    while (file.lengthBytes() < FILE_BYTES) {
      file.append(chunk, 0, chunk.capacity());
    }
    file.seal();
  }

  /// Removes it.
  @TearDown(Level.Trial)
  public void close() throws IOException {
    storage.close();
  }

  private long offset() {
    return random.nextInt(FILE_BYTES - READ_BYTES);
  }

  /// Into a heap array.
  @Benchmark
  public UnsafeBuffer readOnHeap() {
    file.read(offset(), onHeap, 0, READ_BYTES, IoPurpose.USER_READ);
    return onHeap;
  }

  /// Into native memory.
  @Benchmark
  public UnsafeBuffer readOffHeap() {
    file.read(offset(), offHeap, 0, READ_BYTES, IoPurpose.USER_READ);
    return offHeap;
  }
}
