package org.rumbench.engine.builtin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.rumbench.engine.Cursor;
import org.rumbench.engine.Durability;
import org.rumbench.engine.EngineContext;
import org.rumbench.engine.EngineEvent;
import org.rumbench.engine.EngineFactory;
import org.rumbench.engine.EngineOptions;
import org.rumbench.engine.KeyPredicate;
import org.rumbench.engine.OpenJob;
import org.rumbench.engine.ReadOutcome;
import org.rumbench.engine.ReadResult;
import org.rumbench.engine.Snapshot;
import org.rumbench.engine.StorageEngine;
import org.rumbench.engine.WriteBatch;
import org.rumbench.engine.WriteStatus;
import org.rumbench.runtime.Step;
import org.rumbench.storage.DeviceException;
import org.rumbench.storage.IoPurpose;
import org.rumbench.storage.Storage;

/// The test engines keep what they promise: noop nothing, the heap everything, stall and crash their plans.
class BuiltinEnginesTest {
  private final TestScheduler scheduler = new TestScheduler();
  private final List<EngineEvent> events = new ArrayList<>();
  private final ReadResult result = new ReadResult(new UnsafeBuffer(new byte[2000]));

  private StorageEngine open(String name, Map<String, String> options) {
    EngineFactory factory =
        ServiceLoader.load(EngineFactory.class).stream()
            .map(ServiceLoader.Provider::get)
            .filter(candidate -> candidate.name().equals(name))
            .findFirst()
            .orElseThrow();
    assertThat(factory.isTestEngine()).isTrue();
    Storage unused =
        (Storage)
            Proxy.newProxyInstance(
                Storage.class.getClassLoader(),
                new Class<?>[] {Storage.class},
                (proxy, method, arguments) -> {
                  throw new AssertionError("a test engine uses no storage");
                });
    OpenJob job =
        factory.open(
            new EngineContext(
                scheduler.environment(), unused, EngineOptions.of(factory.options(), options), events::add));
    assertThatThrownBy(job::engine).isInstanceOf(IllegalStateException.class);
    assertThat(job.step(1)).isEqualTo(Step.DONE);
    return job.engine();
  }

  private static UnsafeBuffer bytes(String text) {
    return new UnsafeBuffer(text.getBytes(StandardCharsets.UTF_8));
  }

  private static WriteStatus put(StorageEngine engine, String key, long version, long expiry, String value) {
    WriteBatch batch = new WriteBatch();
    UnsafeBuffer v = bytes(value);
    batch.put(bytes(key), 0, key.length(), version, expiry, v, 0, v.capacity());
    return engine.write(batch, Durability.SYNCED, failure -> {});
  }

  private ReadResult get(StorageEngine engine, String key, long nowMillis) {
    engine.get(bytes(key), 0, key.length(), IoPurpose.USER_READ, nowMillis, result);
    return result;
  }

  @Test
  void noopAnswersTheSameFillerForEveryKey() {
    StorageEngine engine = open("noop", Map.of("valueBytes", "700"));
    assertThat(put(engine, "a", 9, 0, "x")).isEqualTo(WriteStatus.DONE);
    assertThat(engine.highestVersion()).isEqualTo(9);
    ReadResult found = get(engine, "never written", 0);
    assertThat(found.outcome()).isEqualTo(ReadOutcome.VALUE);
    assertThat(found.version()).isEqualTo(1);
    assertThat(found.valueLength()).isEqualTo(700);
    assertThat(engine.entries(KeyPredicate.ALL, IoPurpose.REPAIR).next()).isFalse();
  }

  @Test
  void heapKeepsTheHighestVersionWhateverArrivesLast() {
    StorageEngine engine = open("crash", Map.of());
    put(engine, "a", 5, 0, "five");
    put(engine, "a", 3, 0, "three");
    assertThat(get(engine, "a", 0).version()).isEqualTo(5);
    put(engine, "a", 6, 100, "six");
    assertThat(get(engine, "a", 99).outcome()).isEqualTo(ReadOutcome.VALUE);
    assertThat(get(engine, "a", 100).outcome()).isEqualTo(ReadOutcome.TOMBSTONE);
    assertThat(get(engine, "a", 100).version()).isEqualTo(6);
  }

  @Test
  void heapHidesRangesWheneverTheyArriveAndFreezesSnapshots() {
    StorageEngine engine = open("crash", Map.of());
    put(engine, "a", 1, 0, "1");
    put(engine, "b", 2, 0, "2");
    try (Snapshot before = engine.snapshot()) {
      WriteBatch range = new WriteBatch().deleteRange(bytes("a"), 0, 1, bytes("c"), 0, 1, 4);
      engine.write(range, Durability.NONE, failure -> {});
      put(engine, "bb", 3, 0, "late");
      put(engine, "a", 7, 0, "newer");
      assertThat(get(engine, "b", 0).outcome()).isEqualTo(ReadOutcome.TOMBSTONE);
      assertThat(get(engine, "bb", 0).outcome()).isEqualTo(ReadOutcome.TOMBSTONE);
      assertThat(get(engine, "a", 0).outcome()).isEqualTo(ReadOutcome.VALUE);
      engine.get(bytes("b"), 0, 1, IoPurpose.USER_READ, 0, before, result);
      assertThat(result.outcome()).isEqualTo(ReadOutcome.VALUE);
    }
    try (Cursor cursor = engine.scan(bytes("b"), null, IoPurpose.SCAN, 0, null)) {
      assertThat(cursor.next()).isTrue();
      assertThat(cursor.outcome()).isEqualTo(ReadOutcome.TOMBSTONE);
      assertThat(cursor.next()).isTrue();
      assertThat(cursor.next()).isFalse();
    }
  }

  @Test
  void heapRefusesAndCountsWritesAtOrBelowThePurgeVersion() {
    StorageEngine engine = open("crash", Map.of());
    engine.setPurgeVersion(5);
    put(engine, "a", 5, 0, "old");
    assertThat(get(engine, "a", 0).outcome()).isEqualTo(ReadOutcome.ABSENT);
    assertThat(engine.metrics().refusedWrites()).isEqualTo(1);
  }

  @Test
  void stallRefusesForItsPeriodAndThenCallsBack() {
    StorageEngine engine = open("stall", Map.of("afterWrites", "2", "stallNanos", "1000"));
    assertThat(put(engine, "a", 1, 0, "")).isEqualTo(WriteStatus.DONE);
    assertThat(put(engine, "a", 2, 0, "")).isEqualTo(WriteStatus.DONE);
    assertThat(put(engine, "a", 3, 0, "")).isEqualTo(WriteStatus.STALLED);
    assertThat(engine.stallCause()).isNotNull();
    int[] called = new int[1];
    engine.onWritable(() -> called[0]++);
    scheduler.runFor(999);
    assertThat(called[0]).isZero();
    scheduler.runFor(1);
    assertThat(called[0]).isEqualTo(1);
    assertThat(put(engine, "a", 3, 0, "")).isEqualTo(WriteStatus.DONE);
    assertThat(get(engine, "a", 0).version()).isEqualTo(3);
    assertThat(engine.metrics().stalls().totalNanos()).isEqualTo(1000);
    assertThat(events).hasSize(2);
  }

  @Test
  void crashFailsEveryCallAfterItsPlan() {
    StorageEngine engine = open("crash", Map.of("afterWrites", "1"));
    put(engine, "a", 1, 0, "");
    assertThat(get(engine, "a", 0).outcome()).isEqualTo(ReadOutcome.VALUE);
    assertThatThrownBy(() -> put(engine, "a", 2, 0, "")).isInstanceOf(DeviceException.class);
    assertThatThrownBy(() -> get(engine, "a", 0)).isInstanceOf(DeviceException.class);
    assertThat(events).hasSize(1);
    engine.close();
  }
}
