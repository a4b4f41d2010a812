package org.rumbench.lsm;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicReference;
import org.agrona.concurrent.UnsafeBuffer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rumbench.engine.Durability;
import org.rumbench.engine.ReadResult;
import org.rumbench.engine.StorageEngine;
import org.rumbench.engine.WriteBatch;
import org.rumbench.engine.WriteCompletion;
import org.rumbench.engine.WriteStatus;
import org.rumbench.lsm.memtable.MemtableKind;
import org.rumbench.storage.IoPurpose;
import org.rumbench.testkit.Design;
import org.rumbench.testkit.kill.system.RealStore;
import org.rumbench.testkit.store.system.Backend;

/// The write path on real threads and files.
@Tag("optimised")
class WritersTest {
  private static final int WRITERS = 16;
  private static final int WRITES = 250 * Integer.getInteger("seeds", 1);
  private static final WriteCompletion NOBODY = failure -> {};

  @TempDir Path directory;

  /// A writer's own buffers, key, batch, and result.
  private static final class Writer {
    final UnsafeBuffer key = new UnsafeBuffer(new byte[8]);
    final UnsafeBuffer value = new UnsafeBuffer(new byte[100]);
    final WriteBatch batch = new WriteBatch();
    final ReadResult result = new ReadResult(new UnsafeBuffer(new byte[100]));
    final Semaphore told = new Semaphore(0);
    final StorageEngine engine;

    Writer(StorageEngine engine) {
      this.engine = engine;
    }

    WriteStatus put(long number, Durability durability, WriteCompletion completion) throws InterruptedException {
      key.putLong(0, number);
      value.putLong(0, number);
      batch.clear().put(key, 0, 8, number + 1, 0, value, 0, 100);
      while (true) {
        WriteStatus status = engine.write(batch, durability, completion);
        if (status != WriteStatus.STALLED) {
          return status;
        }
        engine.onWritable(told::release);
        told.acquire();
      }
    }

    void check(long number) {
      key.putLong(0, number);
      engine.get(key, 0, 8, IoPurpose.USER_READ, 0, result);
      assertThat(result.version()).as("number %d is visible", number).isEqualTo(number + 1);
      assertThat(result.buffer().getLong(0)).isEqualTo(number);
    }
  }

  /// What a writer does.
  private interface Task {
    void run(Writer writer, int index) throws InterruptedException;
  }

  private static void runAll(StorageEngine engine, Task task) throws InterruptedException {
    AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
    List<Thread> threads = new ArrayList<>();
    for (int index = 0; index < WRITERS; index++) {
      int own = index;
      threads.add(Thread.ofPlatform().start(() -> {
        try {
          task.run(new Writer(engine), own);
        } catch (Throwable thrown) {
          failure.compareAndSet(null, thrown);
        }
      }));
    }
    for (Thread thread : threads) {
      thread.join();
    }
    Throwable first = failure.get();
    if (first != null) {
      throw new AssertionError("a writer failed", first);
    }
  }

  @Test
  void syncedWritersShareTheirSyncs() throws InterruptedException {
    try (RealStore store = RealStore.open(new Design(new LeveledFactory(), new TreeMap<>()), Backend.CHANNEL, directory)) {
      long before = store.storage().ledger().snapshot().row(IoPurpose.LOG).syncs();
      runAll(store.engine(), (writer, index) -> {
        for (int i = 0; i < WRITES; i++) {
          Semaphore durable = new Semaphore(0);
          AtomicReference<@Nullable RuntimeException> outcome = new AtomicReference<>();
          writer.put((long) i * WRITERS + index, Durability.SYNCED, failure -> {
            outcome.set(failure);
            durable.release();
          });
          durable.acquire();
          assertThat(outcome.get()).isNull();
        }
      });
      double syncs = store.storage().ledger().snapshot().row(IoPurpose.LOG).syncs() - before;
      assertThat(syncs / (WRITERS * WRITES)).as("syncs per write").isLessThan(0.4);
    }
  }

  /// Each writer sees his own writes at once, and all of them are there afterwards and in the next life; through many
  /// switches of the memtable, with every kind.
  @Test
  void writersOnManyThreadsLoseNothing() throws InterruptedException {
    for (MemtableKind kind : MemtableKind.values()) {
      Design design =
          new Design(
              new LeveledFactory(),
              new TreeMap<>(Map.of("memtable", kind.text(), "memtableBytes", "64k", "flushPeriodMillis", "5")));
      Path home = directory.resolve(kind.text());
      try (RealStore store = RealStore.open(design, Backend.CHANNEL, home)) {
        runAll(store.engine(), (writer, index) -> {
          for (int i = 0; i < WRITES; i++) {
            long number = (long) i * WRITERS + index;
            assertThat(writer.put(number, Durability.BUFFERED, NOBODY)).isEqualTo(WriteStatus.DONE);
            writer.check(number);
          }
        });
        checkAll(store);
      }
      try (RealStore store = RealStore.open(design, Backend.CHANNEL, home)) {
        checkAll(store);
        assertThat(store.engine().highestVersion()).isEqualTo((long) WRITERS * WRITES);
      }
    }
  }

  private static void checkAll(RealStore store) {
    Writer reader = new Writer(store.engine());
    for (long number = 0; number < (long) WRITERS * WRITES; number++) {
      reader.check(number);
    }
  }

  /// Puts and gets of what is in memory allocate nothing once the code is compiled.
  @Test
  void aPutAllocatesNothing() throws InterruptedException {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    for (MemtableKind kind : MemtableKind.values()) {
      Design design =
          new Design(
              new LeveledFactory(),
              new TreeMap<>(Map.of("memtable", kind.text(), "memtableBytes", "64m", "logReserveBytes", "64m")));
      try (RealStore store = RealStore.open(design, Backend.CHANNEL, directory.resolve(kind.text() + "-heap"))) {
        Writer writer = new Writer(store.engine());
        long least = Long.MAX_VALUE;
        for (int round = 0; round < 100 && least > 0; round++) {
          long before = threads.getCurrentThreadAllocatedBytes();
          for (int i = 0; i < 2_000; i++) {
            writer.put(round * 2_000L + i, Durability.BUFFERED, NOBODY);
          }
          least = Math.min(least, threads.getCurrentThreadAllocatedBytes() - before);
        }
        assertThat(least).as("%s: bytes in the best 2,000 puts", kind).isLessThan(2_000);
      }
    }
  }
}
