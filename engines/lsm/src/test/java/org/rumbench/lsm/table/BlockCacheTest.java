package org.rumbench.lsm.table;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.rumbench.coding.Checksum;
import org.rumbench.coding.system.OutsideMemory;
import org.rumbench.runtime.RandomStream;
import static org.assertj.core.api.Assertions.assertThat;


/// The bound of the block cache.
class BlockCacheTest {
  private static final int THREADS = 4;
  private static final int PINS = 2;
  private static final int LONGEST_BYTES = 24 * 1024;
  private static final long CAPACITY_BYTES = 256 * 1024;
  private static final long OUTSIDE_BYTES = 2 * BlockMemory.OUTSIDE_FROM_BYTES;

  private static BlockCache.Entry read(BlockCache cache, long offset, int lengthBytes) {
    BlockCache.Entry entry = cache.acquire(1, offset);
    if (entry == null) {
      entry = cache.claim(1, offset, lengthBytes);
      entry.putLong(0, offset);
      entry.putLong(lengthBytes - Long.BYTES, offset);
      entry.setLengthBytes(lengthBytes);
      cache.publish(entry);
    }
    return entry;
  }

  @Test
  void staysWithinItsCapacityAndFindsWhatItHolds() {
    BlockCache small = new BlockCache(8 * 16 * 1024);
    for (int i = 0; i < 2_000; i++) {
      read(small, i * 5_000L, 4_000).unpin();
    }
    assertThat(small.usedBytes()).isLessThanOrEqualTo(8 * 16 * 1024);
    assertThat(small.overflowReads()).isZero();
    int hits = 0;
    for (int i = 0; i < 2_000; i++) {
      BlockCache.Entry entry = small.acquire(1, i * 5_000L);
      if (entry != null) {
        hits++;
        assertThat(entry.getLong(0)).isEqualTo(i * 5_000L);
        entry.unpin();
      }
    }
    assertThat(hits).isBetween(16, 32);
  }

  @Test
  void countsWhatGoesBeyondAndForgetsItWithItsPin() {
    BlockCache none = new BlockCache(0);
    BlockCache.Entry first = read(none, 0, 1_000);
    BlockCache.Entry second = read(none, 5_000, 3_000);
    assertThat(none.usedBytes()).isEqualTo(4 * 1024);
    assertThat(none.overflowBytes()).isEqualTo(4 * 1024);
    first.unpin();
    assertThat(none.usedBytes()).isEqualTo(3 * 1024);
    none.discard(second);
    second.unpin();
    assertThat(none.usedBytes()).isZero();
    assertThat(none.overflowReads()).isEqualTo(2);
  }

  @Test
  void aCopyOfTheSameBlockCountsUntilItsReaderIsDone() {
    BlockCache cache = new BlockCache(CAPACITY_BYTES);
    BlockCache.Entry first = cache.claim(1, 0, 1_000);
    BlockCache.Entry second = cache.claim(1, 0, 1_000);
    cache.publish(first);
    cache.publish(second);
    first.unpin();
    assertThat(cache.usedBytes()).isEqualTo(2 * 1024);
    second.unpin();
    assertThat(cache.usedBytes()).isEqualTo(1024);
  }

  @Test
  void aClosedCacheKeepsABlockAsLongAsItIsPinned() {
    BlockCache cache = new BlockCache(OUTSIDE_BYTES);
    BlockCache.Entry pinned = read(cache, 0, 4_000);
    read(cache, 5_000, 4_000).unpin();
    cache.close();
    assertThat(cache.usedBytes()).isEqualTo(4 * 1024);
    assertThat(pinned.getLong(0)).isZero();
    BlockCache.Entry late = read(cache, 10_000, 4_000);
    assertThat(late.getLong(0)).isEqualTo(10_000);
    late.unpin();
    pinned.unpin();
    assertThat(cache.usedBytes()).isZero();
    assertThat(cache.acquire(1, 0)).isNull();
  }

  @Test
  void memoryOutsideTheHeapIsGivenBackOnce() {
    OutsideMemory memory = new OutsideMemory();
    UnsafeBuffer first = new UnsafeBuffer();
    memory.allocate(first, 5_000);
    UnsafeBuffer second = new UnsafeBuffer();
    memory.allocate(second, 100);
    assertThat(first.byteArray()).isNull();
    first.setMemory(0, 5_000, (byte) 7);
    assertThat(new Checksum().update(first, 0, 5_000).value())
        .isEqualTo(new Checksum().update(heapCopy(first), 0, 5_000).value());
    memory.free(first);
    memory.free(first);
    assertThat(memory.liveCount()).isEqualTo(1);
    memory.free(second);
    assertThat(memory.liveCount()).isZero();
  }

  private static UnsafeBuffer heapCopy(UnsafeBuffer source) {
    UnsafeBuffer copy = new UnsafeBuffer(new byte[source.capacity()]);
    copy.putBytes(0, source, 0, source.capacity());
    return copy;
  }

  /// Goal: whatever threads read and pin at once, only what cannot be served otherwise goes beyond the capacity.
  @ParameterizedTest
  @ValueSource(longs = {CAPACITY_BYTES, OUTSIDE_BYTES})
  void staysWithinItsCapacityUnderThreads(long capacityBytes) throws Exception {
    BlockCache cache = new BlockCache(capacityBytes);
    AtomicBoolean isDone = new AtomicBoolean();
    try (ExecutorService threads = Executors.newFixedThreadPool(THREADS + 1)) {
      List<Future<?>> readers = new ArrayList<>();
      for (int thread = 0; thread < THREADS; thread++) {
        RandomStream random = new RandomStream(thread + 1);
        readers.add(threads.submit(() -> readMany(cache, random, capacityBytes)));
      }
      Future<Long> most = threads.submit(() -> {
        long highest = 0;
        while (!isDone.get()) {
          long overflow = cache.overflowBytes();
          highest = Math.max(highest, overflow);
        }
        return highest;
      });
      for (Future<?> reader : readers) {
        reader.get();
      }
      isDone.set(true);
      assertThat(most.get()).isLessThanOrEqualTo((long) THREADS * PINS * LONGEST_BYTES);
    }
    assertThat(cache.overflowBytes()).isZero();
    assertThat(cache.overflowReads() > 0).isEqualTo(capacityBytes == CAPACITY_BYTES);
    assertThat(cache.usedBytes()).isBetween(1L, capacityBytes);
    cache.close();
    assertThat(cache.usedBytes()).isZero();
  }

  private static void readMany(BlockCache cache, RandomStream random, long capacityBytes) {
    for (int i = 0; i < 60_000; i++) {
      int block = random.nextInt(300);
      int length = 100 + block * 79 % (LONGEST_BYTES - 1_000);
      BlockCache.Entry one = read(cache, block * 50_000L, length);
      int second = block * 7 % 300;
      BlockCache.Entry other = read(cache, second * 50_000L, 100 + second * 79 % (LONGEST_BYTES - 1_000));
      if (cache.pooledBytes() > capacityBytes) {
        throw new AssertionError("pooled " + cache.pooledBytes());
      }
      if (one.getLong(0) != block * 50_000L || one.lengthBytes() != length) {
        throw new AssertionError("another block");
      }
      one.unpin();
      other.unpin();
    }
  }
}
