package org.rumbench.engine.builtin;

import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import org.agrona.DirectBuffer;
import org.jspecify.annotations.Nullable;
import org.rumbench.engine.Cursor;
import org.rumbench.engine.Durability;
import org.rumbench.engine.EngineContext;
import org.rumbench.engine.EngineMetrics;
import org.rumbench.engine.KeyPredicate;
import org.rumbench.engine.ReadResult;
import org.rumbench.engine.Snapshot;
import org.rumbench.engine.StorageEngine;
import org.rumbench.engine.WriteBatch;
import org.rumbench.engine.WriteCompletion;
import org.rumbench.engine.WriteStatus;
import org.rumbench.runtime.JobHandle;
import org.rumbench.runtime.Priority;
import org.rumbench.storage.IoPurpose;

/// Accepts every write, keeps nothing, and answers every point read with the same filler: the floor of a measurement.
///
/// A read answers VALUE, version 1, no expiry, `valueBytes` zero bytes, for any key, written or not; so a workload
/// moves values of the right size, and all replicas agree. It costs the copy of those bytes and no more.
/// Entries are empty. Any thread; no locks.
final class NoopEngine implements StorageEngine {
  private static final long FILLER_VERSION = 1;

  private final EngineContext context;
  private final int valueBytes;
  private final LongAdder pointReads = new LongAdder();
  private final AtomicLong purgeVersion = new AtomicLong(Long.MIN_VALUE);
  private final AtomicLong refusedWrites = new AtomicLong();
  private volatile long highestVersion = Long.MIN_VALUE;
  private volatile boolean isClosed;

  NoopEngine(EngineContext context) {
    this.context = context;
    valueBytes = context.options().intOf("valueBytes");
    if (valueBytes < 0 || valueBytes > WriteBatch.MAX_VALUE_LENGTH) {
      throw new IllegalArgumentException(
          "engine option valueBytes is " + valueBytes + ", outside 0 to " + WriteBatch.MAX_VALUE_LENGTH);
    }
  }

  private void checkOpen() {
    if (isClosed) {
      throw new IllegalStateException("the engine is closed");
    }
  }

  @Override
  public WriteStatus write(WriteBatch batch, Durability durability, WriteCompletion completion) {
    checkOpen();
    if (batch.recordCount() == 0) {
      return WriteStatus.DONE;
    }
    if (batch.highestVersion() <= purgeVersion.get()) {
      refusedWrites.addAndGet(batch.recordCount());
    } else if (batch.highestVersion() > highestVersion) {
      highestVersion = batch.highestVersion();
    }
    return WriteStatus.DONE;
  }

  @Override
  public void onWritable(Runnable listener) {
    context.environment().scheduler().execute(listener);
  }

  @Override
  public @Nullable String stallCause() {
    return null;
  }

  @Override
  public void get(DirectBuffer key, int offset, int length, IoPurpose purpose, long nowMillis, ReadResult result) {
    checkOpen();
    pointReads.increment();
    boolean fits = valueBytes <= result.buffer().capacity();
    if (fits) {
      result.buffer().setMemory(0, valueBytes, (byte) 0);
    }
    result.setValue(FILLER_VERSION, 0, valueBytes, fits);
  }

  @Override
  public void get(
      DirectBuffer key, int offset, int length, IoPurpose purpose, long nowMillis, Snapshot snapshot,
      ReadResult result) {
    throw new UnsupportedOperationException("noop keeps no snapshots");
  }

  @Override
  public Cursor scan(
      @Nullable DirectBuffer from, @Nullable DirectBuffer to, IoPurpose purpose, long nowMillis,
      @Nullable Snapshot snapshot) {
    throw new UnsupportedOperationException("noop has no order to scan in");
  }

  @Override
  public Cursor entries(KeyPredicate wanted, IoPurpose purpose) {
    checkOpen();
    return new ListCursor(List.of());
  }

  @Override
  public Snapshot snapshot() {
    throw new UnsupportedOperationException("noop keeps no snapshots");
  }

  @Override
  public void setPurgeVersion(long version) {
    purgeVersion.accumulateAndGet(version, Math::max);
  }

  @Override
  public void setEarliestReadMillis(long millis) {}

  @Override
  public long highestVersion() {
    return highestVersion;
  }

  @Override
  public JobHandle flush() {
    return submit("flush");
  }

  @Override
  public JobHandle compactAll() {
    return submit("compact all");
  }

  @Override
  public JobHandle settle() {
    return submit("settle");
  }

  private JobHandle submit(String name) {
    return context.environment().scheduler().submit(new NothingToDo(name), Priority.BACKGROUND);
  }

  @Override
  public EngineMetrics metrics() {
    return new EngineMetrics(
        new EngineMetrics.Memory(0, 0, 0, 0, 0),
        new EngineMetrics.Reads(pointReads.sum(), 0, 0, 0, 0, 0),
        new EngineMetrics.Work(0, 0, 0, 0, 0),
        List.of(),
        0,
        new EngineMetrics.Stalls(0, 0),
        refusedWrites.get(),
        -1);
  }

  @Override
  public void close() {
    isClosed = true;
  }
}
