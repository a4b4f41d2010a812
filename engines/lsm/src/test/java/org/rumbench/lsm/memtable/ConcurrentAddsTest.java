package org.rumbench.lsm.memtable;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.agrona.concurrent.UnsafeBuffer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.rumbench.coding.KeyOrder;
import org.rumbench.engine.WriteBatch;
import org.rumbench.lsm.record.Candidate;
import org.rumbench.lsm.record.RecordSource;
import org.rumbench.runtime.RandomStream;

/// Memtables on real threads: several writers where a kind takes them, and readers that must find at every moment what
/// was added before, in order, beside the writers of every kind.
class ConcurrentAddsTest {
  private static final long SEED = Long.getLong("seed", 5);
  private static final int ROUNDS = 4 * Integer.getInteger("seeds", 1);
  private static final int RECORDS = 6_000;

  /// Threads that add their own records: a key from a small set, the record's number as version, and as its value.
  private static final class Crew {
    final Memtable memtable;
    final int writers;
    final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
    /// By writer, the records that have been added.
    final java.util.concurrent.atomic.AtomicIntegerArray added;

    Crew(Memtable memtable, int writers) {
      this.memtable = memtable;
      this.writers = writers;
      this.added = new java.util.concurrent.atomic.AtomicIntegerArray(writers);
    }

    static void fill(UnsafeBuffer key, int writer, int number) {
      key.putInt(0, (int) (org.rumbench.runtime.Entropy.mix(writer * 1_000_003L + number) & 0x3ff),
          java.nio.ByteOrder.BIG_ENDIAN);
    }

    long sequence(int writer, int number) {
      return 1L + writer + (long) number * writers;
    }

    void write(int writer) {
      UnsafeBuffer key = new UnsafeBuffer(new byte[4]);
      WriteBatch batch = new WriteBatch();
      for (int number = 0; number < RECORDS / writers; number++) {
        fill(key, writer, number);
        batch.clear().put(key, 0, 4, number, 0, key, 0, 4);
        Memtables.addAll(memtable, batch, sequence(writer, number));
        added.set(writer, number + 1);
      }
    }

    void read(RandomStream random) {
      UnsafeBuffer key = new UnsafeBuffer(new byte[4]);
      Candidate found = new Candidate();
      boolean isOver = false;
      while (!isOver) {
        isOver = isOver();
        int writer = random.nextInt(writers);
        int known = added.get(writer);
        if (known > 0) {
          int number = random.nextInt(known);
          fill(key, writer, number);
          found.clear();
          assertThat(memtable.lookup(key, 0, 4, Long.MAX_VALUE, found)).isTrue();
          assertThat(found.version()).isGreaterThanOrEqualTo(number);
          assertThat(found.valueBuffer().getInt(found.valueOffset())).isEqualTo(key.getInt(0));
          found.clear();
          assertThat(memtable.lookup(key, 0, 4, sequence(writer, number), found)).isTrue();
        }
        walk(random);
      }
    }

    /// Whoever has walked has met everything that was there when he began, in order and once.
    private void walk(RandomStream random) {
      int known = 0;
      for (int writer = 0; writer < writers; writer++) {
        known += added.get(writer);
      }
      RecordSource walk = memtable.walk();
      UnsafeBuffer last = new UnsafeBuffer(new byte[4]);
      long lastVersion = 0;
      long lastSequence = 0;
      int met = 0;
      boolean isAny = random.nextInt(2) == 0 ? walk.next() : walk.seek(new UnsafeBuffer(new byte[1]), 0, 1);
      while (isAny) {
        int order =
            met == 0 ? -1 : KeyOrder.compare(last, 0, 4, walk.keyBuffer(), walk.keyOffset(), walk.keyLength());
        boolean isBehind = order < 0
            || (order == 0 && (lastVersion > walk.version()
                || (lastVersion == walk.version() && lastSequence > walk.sequence())));
        assertThat(isBehind).as("record %d is behind the one before", met).isTrue();
        last.putBytes(0, walk.keyBuffer(), walk.keyOffset(), 4);
        lastVersion = walk.version();
        lastSequence = walk.sequence();
        met++;
        isAny = walk.next();
      }
      assertThat(met).isGreaterThanOrEqualTo(known);
    }

    private boolean isOver() {
      for (int writer = 0; writer < writers; writer++) {
        if (added.get(writer) < RECORDS / writers) {
          return failure.get() != null;
        }
      }
      return true;
    }

    void run(int readers, long seed) {
      List<Thread> threads = new ArrayList<>();
      for (int writer = 0; writer < writers; writer++) {
        int own = writer;
        threads.add(Thread.ofPlatform().unstarted(() -> guarded(() -> write(own))));
      }
      for (int reader = 0; reader < readers; reader++) {
        long own = seed + reader;
        threads.add(Thread.ofPlatform().unstarted(() -> guarded(() -> read(new RandomStream(own)))));
      }
      threads.forEach(Thread::start);
      for (Thread thread : threads) {
        try {
          thread.join();
        } catch (InterruptedException e) {
          throw new IllegalStateException(e);
        }
      }
      Throwable first = failure.get();
      if (first != null) {
        throw new AssertionError("seed " + seed + " with " + writers + " writers", first);
      }
      assertThat(memtable.recordCount()).isEqualTo(RECORDS / writers * writers);
      walk(new RandomStream(seed));
    }

    private void guarded(Runnable task) {
      try {
        task.run();
      } catch (Throwable thrown) {
        failure.compareAndSet(null, thrown);
      }
    }
  }

  @Test
  void severalWritersFillASkipList() {
    for (int round = 0; round < ROUNDS; round++) {
      Memtable memtable =
          new Memtable(MemtableKind.SKIPLIST, new ArenaPool(4 << 20, 1), 0, new RandomStream(SEED + round));
      assertThat(memtable.takesConcurrentAdds()).isTrue();
      new Crew(memtable, 2 + round % 3).run(1, SEED + round);
    }
  }

  @Test
  void readersOfEveryKindMissNothingBesideAWriter() {
    for (Memtables.Shape shape : Memtables.shapes()) {
      new Crew(shape.make().apply(8 << 20), 1).run(2, SEED);
    }
  }
}
