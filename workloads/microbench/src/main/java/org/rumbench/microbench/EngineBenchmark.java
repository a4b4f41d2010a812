package org.rumbench.microbench;

import java.io.IOException;
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
import org.rumbench.engine.WriteStatus;
import org.rumbench.runtime.RandomStream;

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
  private static final int VALUE_BYTES = 100;

  /// The design.
  @Param({"leveled", "size-tiered", "universal", "two-component", "bitcask", "wisckey", "memory"})
  public String design = "leveled";

  private final RandomStream random = new RandomStream(1);
  private OpenedEngine engine;

  /// Nothing is open before [#open].
  @SuppressWarnings("NullAway.Init")
  public EngineBenchmark() {}

  /// Loads the records and does all background work.
  @Setup(Level.Trial)
  public void open() throws IOException {
    engine = new OpenedEngine(design, Map.of(), false, VALUE_BYTES);
    engine.load(RECORDS);
  }

  /// Closes it and removes its files.
  @TearDown(Level.Trial)
  public void close() throws IOException {
    engine.close();
  }

  /// Overwrites a record, handed to the operating system.
  @Benchmark
  public WriteStatus put() {
    return engine.put(random.nextInt(RECORDS));
  }

  /// Reads one that is there.
  @Benchmark
  public boolean present() {
    return engine.get(random.nextInt(RECORDS));
  }

  /// Asks for one that is not.
  @Benchmark
  public boolean absent() {
    return engine.get(RECORDS + (long) random.nextInt(RECORDS));
  }
}
