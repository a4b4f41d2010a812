package org.rumbench.microbench;

import java.io.IOException;
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
import org.rumbench.coding.BlockLogDescriptor;
import org.rumbench.coding.BlockLogWriter;
import org.rumbench.coding.RecordLogDescriptor;
import org.rumbench.coding.RecordLogReader;
import org.rumbench.coding.RecordLogWriter;
import org.rumbench.storage.ByteSource;
import org.rumbench.storage.IoPurpose;
import org.rumbench.storage.StorageFile;

/// What does a unit of a log cost in either framing: appended without a device, appended to a file, read back?
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 4, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 6, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Fork(2)
public class LogFramingBenchmark {
  private static final int MAGIC = 0x4d4a4854;
  private static final long LOG_BYTES = 32L << 20;

  /// Units back to back, or in blocks.
  @Param({"units", "blocks"})
  public String framing = "units";

  /// Length of a unit's payload.
  @Param({"30", "130", "1030", "100000"})
  public int payloadBytes = 130;

  private final UnsafeBuffer payload = new UnsafeBuffer(new byte[100_000]);
  private final StorageFile forgetful = new ForgetfulFile();
  private Runnable toForgetful = () -> {};
  private Runnable toFile = () -> {};
  private OpenedStorage storage;
  private StorageFile written = forgetful;
  private StorageFile file = forgetful;
  private RecordLogReader reader = RecordLogReader.inspect(
      ByteSource.of("none", new byte[0]), 1, BlockLogDescriptor.FORMAT_VERSION);

  /// Nothing is open before [#open].
  @SuppressWarnings("NullAway.Init")
  public LogFramingBenchmark() {}

  /// Writes the log that is read.
  @Setup(Level.Trial)
  public void open() throws IOException {
    storage = new OpenedStorage("channel");
    written = storage.storage.create("written", IoPurpose.LOG);
    Runnable append = appending(written);
    while (written.lengthBytes() < LOG_BYTES) {
      append.run();
    }
    file = storage.storage.create("file", IoPurpose.LOG);
    toFile = appending(file);
    toForgetful = appending(forgetful);
    reader = reader();
  }

  private Runnable appending(StorageFile to) {
    if (framing.equals("blocks")) {
      BlockLogWriter writer = new BlockLogWriter(to, MAGIC, 1, BlockLogDescriptor.BLOCK_BYTES);
      return () -> writer.append(to.lengthBytes(), payload, 0, payloadBytes);
    }
    RecordLogWriter writer = new RecordLogWriter(to, MAGIC, 1);
    return () -> writer.append(to.lengthBytes(), payload, 0, payloadBytes);
  }

  private RecordLogReader reader() {
    return RecordLogReader.open(written, MAGIC, 1, BlockLogDescriptor.FORMAT_VERSION, IoPurpose.RECOVERY);
  }

  /// Removes it.
  @TearDown(Level.Trial)
  public void close() throws IOException {
    storage.close();
  }

  /// Frames a unit.
  @Benchmark
  public void append() {
    toForgetful.run();
  }

  /// Frames a unit and hands it to the operating system.
  @Benchmark
  public void appendToFile() {
    toFile.run();
    if (file.lengthBytes() > LOG_BYTES) {
      file.truncate(RecordLogDescriptor.FILE_HEADER_LENGTH);
    }
  }

  /// Reads the next unit of a cached file.
  @Benchmark
  public long next() {
    if (!reader.next()) {
      reader = reader();
    }
    return reader.sequence();
  }
}
