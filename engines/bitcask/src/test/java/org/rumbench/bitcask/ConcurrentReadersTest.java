package org.rumbench.bitcask;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rumbench.engine.Cursor;
import org.rumbench.engine.Durability;
import org.rumbench.engine.EngineContext;
import org.rumbench.engine.EngineListener;
import org.rumbench.engine.EngineOptions;
import org.rumbench.engine.KeyPredicate;
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
import org.rumbench.storage.system.ChannelStorage;

/// Real threads, real files: readers and walkers beside a writer and merges.
class ConcurrentReadersTest {
  private static final int PAIRS = 200;
  private static final int WRITES = 60_000;

  @TempDir Path directory;
  private final AtomicBoolean isOver = new AtomicBoolean();

  private static StorageEngine open(Environment environment, Path directory, Map<String, String> options) {
    BitcaskFactory factory = new BitcaskFactory();
    OpenJob job =
        factory.open(
            new EngineContext(
                environment,
                ChannelStorage.open(directory, environment),
                EngineOptions.of(factory.options(), options),
                EngineListener.NONE));
    JobHandle handle = environment.scheduler().submit(job, Priority.OPEN);
    drive(environment, handle);
    return job.engine();
  }

  private static void drive(Environment environment, JobHandle handle) {
    while (!environment.scheduler().runOrJoin(handle)) {}
    assertThat(handle.completion().failure()).isNull();
  }

  /// Each batch gives both keys of a pair the same version: a reader that sees the first new must see the second new.
  @Test
  void readersSeeWholeBatchesAndNeverAnOlderValue() throws Exception {
    try (SystemRuntime runtime = SystemRuntime.start(2)) {
      Environment environment = runtime.environmentWithOwnLoop("store", Entropy.of(1));
      Map<String, String> options =
          Map.of("segmentBytes", "256k", "mergeMinimumDeadBytes", "128k", "smallSegmentBytes", "0");
      StorageEngine engine = open(environment, directory, options);
      try (ExecutorService threads = Executors.newFixedThreadPool(3)) {
        List<Future<?>> readers = new ArrayList<>();
        readers.add(threads.submit((Callable<Void>) () -> readPairs(engine, 1)));
        readers.add(threads.submit((Callable<Void>) () -> readPairs(engine, 2)));
        readers.add(threads.submit((Callable<Void>) () -> walk(engine)));
        try {
          writePairs(engine);
        } finally {
          isOver.set(true);
        }
        for (Future<?> reader : readers) {
          reader.get();
        }
      }
      drive(environment, engine.settle());
      assertThat(engine.metrics().work().merges()).isPositive();
      engine.close();
      StorageEngine reopened = open(environment, directory, options);
      assertThat(reopened.highestVersion()).isEqualTo(WRITES);
      assertThat(reopened.metrics().liveKeysEstimate()).isEqualTo(2 * PAIRS);
      isOver.set(false);
      walkOnce(reopened);
      reopened.close();
    }
  }

  private static UnsafeBuffer key(char side, int pair) {
    return new UnsafeBuffer((side + "-" + pair).getBytes(StandardCharsets.US_ASCII));
  }

  private static void writePairs(StorageEngine engine) {
    SplittableRandom random = new SplittableRandom(7);
    WriteBatch batch = new WriteBatch();
    UnsafeBuffer value = new UnsafeBuffer(new byte[120]);
    for (long version = 1; version <= WRITES; version++) {
      int pair = version <= PAIRS ? (int) version - 1 : random.nextInt(PAIRS);
      value.putLong(0, version);
      value.setMemory(8, 112, (byte) version);
      UnsafeBuffer a = key('a', pair);
      UnsafeBuffer b = key('b', pair);
      batch.clear();
      batch.put(a, 0, a.capacity(), version, 0, value, 0, 120);
      batch.put(b, 0, b.capacity(), version, 0, value, 0, 120);
      while (engine.write(batch, Durability.BUFFERED, failure -> {}) == WriteStatus.STALLED) {}
    }
  }

  private Void readPairs(StorageEngine engine, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    ReadResult result = new ReadResult(new UnsafeBuffer(new byte[200]));
    long[] seen = new long[PAIRS];
    while (!isOver.get()) {
      int pair = random.nextInt(PAIRS);
      long first = read(engine, key('a', pair), result);
      long second = read(engine, key('b', pair), result);
      assertThat(first).isGreaterThanOrEqualTo(seen[pair]);
      assertThat(second).isGreaterThanOrEqualTo(first);
      seen[pair] = second;
    }
    return null;
  }

  private static long read(StorageEngine engine, UnsafeBuffer key, ReadResult result) {
    engine.get(key, 0, key.capacity(), IoPurpose.USER_READ, 0, result);
    if (result.outcome() == ReadOutcome.ABSENT) {
      return 0;
    }
    check(result.buffer(), 0, result.version());
    return result.version();
  }

  private static void check(org.agrona.DirectBuffer value, int offset, long version) {
    assertThat(value.getLong(offset)).isEqualTo(version);
    for (int i = 8; i < 120; i++) {
      if (value.getByte(offset + i) != (byte) version) {
        throw new AssertionError("a mixed value at " + i);
      }
    }
  }

  private Void walk(StorageEngine engine) {
    while (!isOver.get()) {
      walkOnce(engine);
    }
    return null;
  }

  private static void walkOnce(StorageEngine engine) {
    long[] versions = new long[PAIRS];
    int count = 0;
    try (Cursor cursor = engine.entries(KeyPredicate.ALL, IoPurpose.REPAIR)) {
      while (cursor.next()) {
        int pair =
            Integer.parseInt(
                cursor.keyBuffer().getStringWithoutLengthAscii(cursor.keyOffset() + 2, cursor.keyLength() - 2));
        check(cursor.valueBuffer(), cursor.valueOffset(), cursor.version());
        assertThat(versions[pair] == 0 || versions[pair] == cursor.version()).as("both of a pair").isTrue();
        versions[pair] = cursor.version();
        count++;
      }
    }
    assertThat(count % 2).isZero();
  }
}
