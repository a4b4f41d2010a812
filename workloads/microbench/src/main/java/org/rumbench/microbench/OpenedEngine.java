package org.rumbench.microbench;

import java.io.IOException;
import java.nio.ByteOrder;
import java.util.Map;
import java.util.ServiceLoader;
import org.agrona.concurrent.UnsafeBuffer;
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
import org.rumbench.runtime.JobHandle;
import org.rumbench.runtime.Priority;
import org.rumbench.storage.IoPurpose;

/// A design on real files, in a directory that goes with it, with numbered records: keys of 16 B that scatter, values of
/// one length. One thread.
final class OpenedEngine implements AutoCloseable {
  static final int KEY_BYTES = 16;

  private final UnsafeBuffer key = new UnsafeBuffer(new byte[KEY_BYTES]);
  private final UnsafeBuffer value;
  private final WriteBatch batch = new WriteBatch();
  private final ReadResult result;
  private final OpenedStorage opened;
  private final StorageEngine engine;
  private long version;

  /// Opens `design` with the options given, over mapped files or over channels.
  OpenedEngine(String design, Map<String, String> options, boolean isMapped, int valueBytes) throws IOException {
    this.opened = new OpenedStorage(isMapped ? "mapped" : "channel");
    this.value = new UnsafeBuffer(new byte[valueBytes]);
    this.result = new ReadResult(new UnsafeBuffer(new byte[valueBytes]));
    EngineFactory factory =
        ServiceLoader.load(EngineFactory.class).stream().map(ServiceLoader.Provider::get)
            .filter(each -> each.name().equals(design)).findFirst().orElseThrow();
    EngineOptions asked = EngineOptions.of(factory.options(), options);
    OpenJob opening = factory.open(new EngineContext(opened.environment, opened.storage, asked, EngineListener.NONE));
    drive(opened.environment.scheduler().submit(opening, Priority.OPEN));
    this.engine = opening.engine();
  }

  /// Writes the records 0 to `count`, exclusively, and does all background work.
  void load(int count) {
    for (int i = 0; i < count; i++) {
      put(i);
    }
    drive(engine.flush());
    drive(engine.settle());
  }

  private void drive(JobHandle job) {
    while (!opened.environment.scheduler().runOrJoin(job)) {
      // Each round runs or awaits one slice.
    }
    job.completion().throwIfFailed();
  }

  /// Makes `key`, of zeros but for its last eight bytes, that of a record.
  static void point(UnsafeBuffer key, long number) {
    key.putLong(KEY_BYTES - Long.BYTES, number * 0x9E3779B97F4A7C15L, ByteOrder.BIG_ENDIAN);
  }

  /// Writes a record, handed to the operating system; waits while writes stall.
  WriteStatus put(long number) {
    point(key, number);
    value.putLong(0, number);
    batch.clear().put(key, 0, KEY_BYTES, ++version, 0, value, 0, value.capacity());
    WriteStatus status = engine.write(batch, Durability.BUFFERED, failure -> {});
    while (status == WriteStatus.STALLED) {
      Thread.onSpinWait();
      status = engine.write(batch, Durability.BUFFERED, failure -> {});
    }
    return status;
  }

  /// Reads a record; whether it is there.
  boolean get(long number) {
    point(key, number);
    engine.get(key, 0, KEY_BYTES, IoPurpose.USER_READ, 0, result);
    return result.outcome() == ReadOutcome.VALUE;
  }

  /// The last eight bytes of the value read last.
  long lastLong() {
    return result.buffer().getLong(result.valueLength() - Long.BYTES);
  }

  @Override
  public void close() throws IOException {
    engine.close();
    opened.close();
  }
}
