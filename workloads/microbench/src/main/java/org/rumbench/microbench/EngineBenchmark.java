package org.rumbench.microbench;

import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
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
import org.rumbench.engine.Durability;
import org.rumbench.engine.EngineContext;
import org.rumbench.engine.EngineFactory;
import org.rumbench.engine.EngineListener;
import org.rumbench.engine.EngineOptions;
import org.rumbench.engine.OpenJob;
import org.rumbench.engine.ReadOutcome;
import org.rumbench.engine.ReadResult;
import org.rumbench.engine.StorageEngine;
import org.rumbench.engine.WriteBatch;
import org.rumbench.engine.WriteStatus;
import org.rumbench.runtime.Entropy;
import org.rumbench.runtime.Environment;
import org.rumbench.runtime.JobHandle;
import org.rumbench.runtime.Priority;
import org.rumbench.runtime.RandomStream;
import org.rumbench.runtime.system.SystemRuntime;
import org.rumbench.storage.IoPurpose;
import org.rumbench.storage.Storage;
import org.rumbench.storage.system.ChannelStorage;

/// Puts and gets of whole engines on real files, 100 B values under 16 B keys: with `-prof gc` what an operation
/// allocates. Background work runs beside; what it allocates is counted too, spread over the operations.
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@State(Scope.Thread)
@Fork(1)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
public class EngineBenchmark {
  private static final int RECORDS = 200_000;
  private static final int KEY_BYTES = 16;
  private static final int VALUE_BYTES = 100;

  /// The design.
  @Param({"leveled", "size-tiered", "universal", "two-component", "bitcask", "wisckey"})
  public String design = "leveled";

  private final RandomStream random = new RandomStream(1);
  private final UnsafeBuffer key = new UnsafeBuffer(new byte[KEY_BYTES]);
  private final UnsafeBuffer value = new UnsafeBuffer(new byte[VALUE_BYTES]);
  private final WriteBatch batch = new WriteBatch();
  private final ReadResult result = new ReadResult(new UnsafeBuffer(new byte[VALUE_BYTES]));
  private Path directory = Path.of(".");
  private SystemRuntime runtime = SystemRuntime.start(1);
  private Environment environment = runtime.environmentWithOwnLoop("engine", Entropy.of(1));
  private Storage storage;
  private StorageEngine engine;
  private long version;

  /// Nothing is open before [#open].
  @SuppressWarnings("NullAway.Init")
  public EngineBenchmark() {}

  /// Loads the records and does all background work.
  @Setup(Level.Trial)
  public void open() throws IOException {
    directory = Files.createTempDirectory("rumbench-engine");
    EngineFactory factory =
        ServiceLoader.load(EngineFactory.class).stream().map(ServiceLoader.Provider::get)
            .filter(each -> each.name().equals(design)).findFirst().orElseThrow();
    storage = ChannelStorage.open(directory, environment);
    EngineOptions options = EngineOptions.of(factory.options(), Map.of());
    OpenJob opening = factory.open(new EngineContext(environment, storage, options, EngineListener.NONE));
    drive(environment.scheduler().submit(opening, Priority.OPEN));
    engine = opening.engine();
    for (int i = 0; i < RECORDS; i++) {
      put(i);
    }
    drive(engine.flush());
    drive(engine.settle());
  }

  private void drive(JobHandle job) {
    while (!environment.scheduler().runOrJoin(job)) {
      // Each round runs or awaits one slice.
    }
    job.completion().throwIfFailed();
  }

  /// Closes it and removes its files.
  @TearDown(Level.Trial)
  public void close() throws IOException {
    engine.close();
    storage.close();
    runtime.close();
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }

  private void point(long number) {
    key.putLong(KEY_BYTES - Long.BYTES, number * 0x9E3779B97F4A7C15L, ByteOrder.BIG_ENDIAN);
  }

  private WriteStatus put(long number) {
    point(number);
    value.putLong(0, number);
    batch.clear().put(key, 0, KEY_BYTES, ++version, 0, value, 0, VALUE_BYTES);
    WriteStatus status = engine.write(batch, Durability.BUFFERED, failure -> {});
    while (status == WriteStatus.STALLED) {
      Thread.onSpinWait();
      status = engine.write(batch, Durability.BUFFERED, failure -> {});
    }
    return status;
  }

  private boolean get(long number) {
    point(number);
    engine.get(key, 0, KEY_BYTES, IoPurpose.USER_READ, 0, result);
    return result.outcome() == ReadOutcome.VALUE;
  }

  /// Overwrites a record, handed to the operating system.
  @Benchmark
  public WriteStatus put() {
    return put(random.nextInt(RECORDS));
  }

  /// Reads one that is there.
  @Benchmark
  public boolean present() {
    return get(random.nextInt(RECORDS));
  }

  /// Asks for one that is not.
  @Benchmark
  public boolean absent() {
    return get(RECORDS + (long) random.nextInt(RECORDS));
  }
}
