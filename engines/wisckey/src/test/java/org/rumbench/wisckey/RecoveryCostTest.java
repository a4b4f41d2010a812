package org.rumbench.wisckey;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Locale;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.rumbench.engine.Durability;
import org.rumbench.engine.WriteBatch;
import org.rumbench.runtime.sim.SimRuntime;
import org.rumbench.storage.sim.MemoryMedium;

/// Head and tail of the log are recorded: recovery reads what was written since the last flush, not the log.
final class RecoveryCostTest {
  private static final int VALUE_BYTES = 4096;

  private final UnsafeBuffer value = new UnsafeBuffer(new byte[VALUE_BYTES]);
  private WatchedStorage watched = new WatchedStorage(new MemoryMedium().open(new SimRuntime(1).environment("none")));
  private long version;

  private Store filled(int count) {
    Store store = new Store(4);
    store.options.clear();
    store.with("segmentBytes", "64k").through(storage -> {
      watched = new WatchedStorage(storage);
      return watched;
    });
    put(store.open(), count);
    store.join(store.engine().flush());
    return store;
  }

  private void put(Store store, int count) {
    for (int i = 0; i < count; i++) {
      UnsafeBuffer key = Store.bytes(String.format(Locale.ROOT, "user%010d", version % 700));
      store.write(
          new WriteBatch().put(key, 0, key.capacity(), ++version, 0, value, 0, VALUE_BYTES), Durability.BUFFERED);
    }
  }

  private static long logBytes(Store store) {
    return store.segments().stream().mapToLong(store.storage()::lengthBytes).sum();
  }

  /// Bytes of segments that opening reads.
  private long readByOpening(Store store) {
    store.open();
    return watched.logReads().stream().mapToLong(WatchedStorage.Access::length).sum();
  }

  @Test
  void afterAFlushNothingButTheHeadsHeaderIsRead() {
    for (int count : new int[] {100, 600}) {
      Store store = filled(count);
      long logBytes = logBytes(store);
      store.close();
      long read = readByOpening(store);
      System.out.printf("recovery after a flush reads %d of %d bytes of log%n", read, logBytes);
      assertThat(logBytes).isGreaterThan((long) count * VALUE_BYTES);
      assertThat(read).isLessThan(200);
      store.close();
    }
  }

  /// What is read to find how far the log is durable, and then to replay it, is the tail and no more.
  @Test
  void afterAKillTheTailIsRead() {
    Store store = filled(600);
    put(store, 20);
    store.kill();
    long read = readByOpening(store);
    long tail = 20L * (VALUE_BYTES + 64);
    System.out.printf("recovery reads %d bytes for a tail of %d%n", read, tail);
    assertThat(read).isBetween(tail / 2, 3 * tail);
    assertThat(store.engine().highestVersion()).isEqualTo(version);
    store.close();
  }

  /// Collected segments and those before the last flush are left alone, whatever was collected.
  @Test
  void afterCollectionsNothingOfTheSegmentsIsRead() {
    Store store = filled(600);
    put(store, 2_000);
    store.join(store.engine().compactAll());
    assertThat(store.collections()).isPositive();
    store.join(store.engine().flush());
    store.close();
    assertThat(readByOpening(store)).isLessThan(200);
    store.close();
  }
}
