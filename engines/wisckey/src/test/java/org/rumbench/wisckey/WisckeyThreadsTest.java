package org.rumbench.wisckey;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Locale;
import java.util.Map;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.rumbench.engine.Cursor;
import org.rumbench.engine.Durability;
import org.rumbench.engine.EngineContext;
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
import org.rumbench.runtime.system.SystemRuntime;
import org.rumbench.storage.IoPurpose;
import org.rumbench.storage.sim.MemoryMedium;

/// Reads and writes beside collections on real threads: whatever is moved or removed meanwhile, each read finds the
/// last write of its key.
final class WisckeyThreadsTest {
  private static final int KEYS = 300;
  private static final int WRITES = 30_000;
  private static final int VALUE_BYTES = 200;

  private final long[] last = new long[KEYS];
  private final UnsafeBuffer value = new UnsafeBuffer(new byte[VALUE_BYTES]);
  private final ReadResult result = new ReadResult(new UnsafeBuffer(new byte[1024]));

  private static UnsafeBuffer key(int number) {
    return Store.bytes(String.format(Locale.ROOT, "key%05d", number));
  }

  private void check(StorageEngine engine, int number) {
    UnsafeBuffer key = key(number);
    engine.get(key, 0, key.capacity(), IoPurpose.USER_READ, 0, result);
    if (last[number] == 0) {
      assertThat(result.outcome()).isEqualTo(ReadOutcome.ABSENT);
    } else {
      assertThat(result.version()).isEqualTo(last[number]);
      assertThat(result.buffer().getLong(VALUE_BYTES - Long.BYTES)).isEqualTo(last[number]);
    }
  }

  private void checkAll(StorageEngine engine) {
    int found = 0;
    try (Cursor cursor = engine.scan(null, null, IoPurpose.SCAN, 0, null)) {
      while (cursor.next()) {
        assertThat(cursor.valueBuffer().getLong(cursor.valueOffset() + VALUE_BYTES - Long.BYTES))
            .isEqualTo(cursor.version());
        found++;
      }
    }
    assertThat(found).isEqualTo((int) java.util.Arrays.stream(last).filter(version -> version > 0).count());
  }

  @Test
  void eachReadFindsTheLastWriteBesideCollections() {
    SystemRuntime runtime = SystemRuntime.start(2);
    Environment environment = runtime.environmentWithOwnLoop("engine", Entropy.of(3));
    WisckeyFactory factory = new WisckeyFactory();
    EngineOptions options =
        EngineOptions.of(
            factory.options(),
            Map.of("segmentBytes", "64k", "memtableBytes", "32k", "baseLevelBytes", "32k", "tableBytes", "16k",
                "collectPayBytes", "128k"));
    OpenJob job =
        factory.open(
            new EngineContext(environment, new MemoryMedium().open(environment), options, EngineListener.NONE));
    join(environment, environment.scheduler().submit(job, Priority.OPEN));
    StorageEngine engine = job.engine();
    for (int i = 1; i <= WRITES; i++) {
      int number = (int) (i * 7_919L % KEYS);
      UnsafeBuffer key = key(number);
      value.putLong(VALUE_BYTES - Long.BYTES, i);
      WriteBatch batch = new WriteBatch().put(key, 0, key.capacity(), i, 0, value, 0, VALUE_BYTES);
      while (engine.write(batch, Durability.BUFFERED, failure -> {}) == WriteStatus.STALLED) {
        join(environment, engine.settle());
      }
      last[number] = i;
      check(engine, (int) (i * 31L % KEYS));
      if (i % 3_000 == 0) {
        checkAll(engine);
      }
    }
    join(environment, engine.settle());
    assertThat(engine.metrics().work().collections()).isPositive();
    checkAll(engine);
    engine.close();
    runtime.close();
  }

  private static void join(Environment environment, JobHandle handle) {
    while (!environment.scheduler().runOrJoin(handle)) {}
    RuntimeException failure = handle.completion().failure();
    if (failure != null) {
      throw failure;
    }
  }
}
