package org.rumbench.harness.machine;

import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.SingleWriterRecorder;

/// An idle thread that wants to wake every millisecond and records by how many nanoseconds it was late: what the
/// machine and the JVM do to everybody (Tene's jHiccup). Its figures stand beside every latency.
public final class HiccupMeter implements AutoCloseable {
  private static final long PERIOD_NANOS = 1_000_000;

  private final SingleWriterRecorder recorder = new SingleWriterRecorder(3);
  private final Thread thread;
  private volatile boolean isClosed;

  /// Starts the thread.
  public HiccupMeter() {
    thread = Thread.ofPlatform().daemon().name("hiccup-meter").start(this::run);
  }

  private void run() {
    long wanted = System.nanoTime() + PERIOD_NANOS;
    while (!isClosed) {
      long wait = wanted - System.nanoTime();
      if (wait > 0) {
        LockSupport.parkNanos(wait);
        continue;
      }
      recorder.recordValue(Math.max(0, -wait));
      wanted = System.nanoTime() + PERIOD_NANOS;
    }
  }

  /// What was recorded since the last call, with its time stamps.
  public Histogram take() {
    return recorder.getIntervalHistogram();
  }

  @Override
  public void close() {
    isClosed = true;
    LockSupport.unpark(thread);
  }
}
