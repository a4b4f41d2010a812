package org.rumbench.microbench;

import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Threads;
import org.openjdk.jmh.annotations.Warmup;
import org.rumbench.storage.IoPurpose;
import org.rumbench.storage.medium.CountingLedger;

/// What does counting one storage call cost? The budget is 10 ns a call, alone and beside another counting thread.
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 5, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Fork(1)
public class LedgerCountBenchmark {
  private final CountingLedger ledger = new CountingLedger();
  private long uncounted;

  /// The harness's own share: one addition to a field.
  @Benchmark
  public long baseline() {
    return uncounted += 100;
  }

  /// Counting an append.
  @Benchmark
  public void append() {
    ledger.countAppend(IoPurpose.LOG, 100, 100);
  }

  /// Counting a read.
  @Benchmark
  public void read() {
    ledger.countRead(IoPurpose.USER_READ, 1000, 1000);
  }

  /// Counting a read while another thread counts too.
  @Benchmark
  @Threads(2)
  public void readBesideAnother() {
    ledger.countRead(IoPurpose.USER_READ, 1000, 1000);
  }
}
