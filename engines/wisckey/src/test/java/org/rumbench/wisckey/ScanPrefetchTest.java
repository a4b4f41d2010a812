package org.rumbench.wisckey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.IntUnaryOperator;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.rumbench.engine.Cursor;
import org.rumbench.engine.Durability;
import org.rumbench.engine.ReadOutcome;
import org.rumbench.engine.WriteBatch;
import org.rumbench.runtime.RandomStream;
import org.rumbench.runtime.sim.SimRuntime;
import org.rumbench.storage.CorruptionException;
import org.rumbench.storage.IoPurpose;
import org.rumbench.storage.sim.MemoryMedium;
import org.rumbench.storage.sim.SimulatedDisk;
import org.rumbench.storage.sim.StorageTrace;

/// Scans that have values fetched ahead: the rows of the plain variant, in less time, with bounded means.
final class ScanPrefetchTest {
  private static final List<String> DEPTHS = List.of("1", "2", "3", "16", "100");

  private WatchedStorage watched = new WatchedStorage(new MemoryMedium().open(new SimRuntime(1).environment("none")));

  private static String key(long number) {
    return String.format(Locale.ROOT, "key%04d", number);
  }

  /// Opens it with what it reads watched.
  private Store watch(Store store, String depth) {
    store.with("scanPrefetch", depth).through(storage -> {
      watched = new WatchedStorage(storage);
      return watched;
    });
    return store.open();
  }

  /// A store with overwritten, deleted and short values in several segments, closed.
  private static Store written(long seed, int keys) {
    Store store = new Store(seed).open();
    RandomStream random = new RandomStream(seed);
    for (long version = 1; version <= 6L * keys; version++) {
      String key = key(random.nextInt(keys));
      if (random.nextInt(10) == 0) {
        store.delete(key, version);
      } else {
        store.put(key, version);
      }
    }
    store.join(store.engine().flush());
    store.close();
    return store;
  }

  private static Cursor scan(Store store) {
    return store.engine().scan(null, null, IoPurpose.SCAN, 0, null);
  }

  /// Goal: no depth shows in what is found. Method: the same store and cursors under every depth, beside the plain
  /// variant; values are asked for by chance, so the look-ahead begins, grows and ends.
  @Test
  void givesTheRowsOfThePlainVariantAtEveryDepth() {
    for (long seed = 1; seed <= 6; seed++) {
      Store store = written(seed, 80);
      List<List<String>> plain = walks(store.with("scanPrefetch", "0").open(), seed);
      store.close();
      for (String depth : DEPTHS) {
        assertThat(walks(store.with("scanPrefetch", depth).open(), seed)).as("depth " + depth).isEqualTo(plain);
        store.close();
      }
    }
  }

  private static List<List<String>> walks(Store store, long seed) {
    List<List<String>> found = new ArrayList<>();
    RandomStream random = new RandomStream(seed);
    found.add(store.scan(null, null, null));
    found.add(store.entries());
    for (int i = 0; i < 20; i++) {
      int from = random.nextInt(80);
      UnsafeBuffer to = Store.bytes(key(from + 1 + random.nextInt(60)));
      int asked = 1 + random.nextInt(10);
      try (Cursor cursor = store.engine().scan(Store.bytes(key(from)), to, IoPurpose.SCAN, 0, null)) {
        List<String> rows = new ArrayList<>();
        while (cursor.next()) {
          boolean isAsked = random.nextInt(10) < asked;
          rows.add(isAsked ? Store.row(cursor) : Store.key(cursor) + " " + cursor.outcome() + cursor.version());
        }
        assertThat(cursor.next()).as("asked again at the end").isFalse();
        found.add(rows);
      }
    }
    return found;
  }

  /// Goal: four-kilobyte values behind a disk that takes its time. Method: virtual time of a scan in key order over
  /// values written in another, at depth 16 and one after the other.
  @Test
  void takesLessThanAThirdOfTheTimeOfOneReadAfterTheOther() {
    long plain = scanNanos("0");
    long prefetched = scanNanos("16");
    System.out.printf("scan of 400 values of 4 KiB: %d us plain, %d us at depth 16%n", plain / 1000, prefetched / 1000);
    assertThat(3 * prefetched).isLessThan(plain);
  }

  /// Fills a store with values of `valueBytes` under the shipped options, in an order that is not that of the keys, and
  /// closes it.
  private static void scatter(Store store, int count, int valueBytes) {
    scatter(store, count, valueBytes, i -> (i * 7) % count);
  }

  /// The same in an order of one's own: `keyAt` says which key is the i-th that is written.
  private static void scatter(Store store, int count, int valueBytes, IntUnaryOperator keyAt) {
    store.options.clear();
    store.open();
    UnsafeBuffer value = new UnsafeBuffer(new byte[valueBytes]);
    for (int i = 0; i < count; i++) {
      UnsafeBuffer key = Store.bytes(key(keyAt.applyAsInt(i)));
      WriteBatch batch = new WriteBatch().put(key, 0, key.capacity(), i + 1, 0, value, 0, valueBytes);
      store.write(batch, Durability.BUFFERED);
    }
    store.join(store.engine().flush());
    store.close();
  }

  private static long scanNanos(String depth) {
    SimRuntime runtime = new SimRuntime(3);
    SimulatedDisk disk = new SimulatedDisk(100_000, 0, 0, 0, 2_000_000_000L, Long.MAX_VALUE);
    Store store = new Store(runtime, new MemoryMedium(disk, runtime::charge, StorageTrace.NONE));
    scatter(store, 400, 4096);
    store.with("scanPrefetch", depth).open();
    long begin = runtime.nanos();
    int rows = 0;
    try (Cursor cursor = scan(store)) {
      while (cursor.next()) {
        assertThat(cursor.valueLength()).isEqualTo(4096);
        rows++;
      }
    }
    assertThat(rows).isEqualTo(400);
    long nanos = runtime.nanos() - begin;
    store.close();
    return nanos;
  }

  @Test
  void keysAloneAskForNothing() {
    Store store = watch(written(2, 80), "16");
    try (Cursor cursor = scan(store)) {
      while (cursor.next()) {
        assertThat(cursor.keyLength()).isEqualTo(7);
      }
    }
    assertThat(watched.hints()).isEmpty();
    assertThat(watched.accesses.stream().filter(access -> access.purpose() == IoPurpose.SCAN && access.isOfLog()))
        .isEmpty();
    store.close();
  }

  /// Every value but the first is asked for before it is read, and never more of them than the depth are under way.
  @Test
  void asksForEachValueBeforeItIsReadAndForNoMoreThanTheDepth() {
    for (int depth : new int[] {1, 2, 5, 16}) {
      Store store = new Store(4);
      scatter(store, 120, 8192);
      watch(store, Integer.toString(depth));
      watched.accesses.clear();
      int most = 0;
      try (Cursor cursor = scan(store)) {
        for (int reads = 0; cursor.next(); reads++) {
          most = Math.max(most, valuesTold() - Math.max(0, reads - 1));
          assertThat(cursor.valueLength()).isEqualTo(8192);
          WatchedStorage.Access read = watched.logReads().getLast();
          assertThat(reads == 0 || watched.hints().stream().anyMatch(hint -> covers(hint, read))).isTrue();
        }
      }
      assertThat(valuesTold()).isEqualTo(119);
      assertThat(most).isEqualTo(depth);
      store.close();
    }
  }

  /// Values of 8 KiB that the storage was told of.
  private int valuesTold() {
    return watched.hints().stream().mapToInt(hint -> Math.round(hint.length() / 8192f)).sum();
  }

  /// Rows whose values were written side by side, but not in the order of the keys, are asked for in one stretch.
  @Test
  void asksForValuesThatLieSideBySideTogether() {
    Store store = new Store(10);
    scatter(store, 128, 8192, i -> i ^ 3);
    watch(store, "16");
    watched.accesses.clear();
    try (Cursor cursor = scan(store)) {
      while (cursor.next()) {
        assertThat(cursor.valueLength()).isEqualTo(8192);
      }
    }
    assertThat(valuesTold()).isBetween(120, 127);
    assertThat(watched.hints()).hasSizeLessThan(127 / 2);
    store.close();
  }

  private static boolean covers(WatchedStorage.Access hint, WatchedStorage.Access read) {
    return hint.file().equals(read.file())
        && hint.offset() <= read.offset()
        && read.offset() + read.length() <= hint.offset() + hint.length();
  }

  /// Large values end the look-ahead before the depth does.
  @Test
  void holdsNoMoreAheadThanItsBytes() {
    Store store = new Store(5);
    int valueBytes = 1024 * 1024;
    scatter(store, 24, valueBytes);
    watch(store, "16");
    watched.accesses.clear();
    long told = 0;
    long read = 0;
    int seen = 0;
    try (Cursor cursor = scan(store)) {
      while (cursor.next()) {
        read += cursor.valueLength();
        for (; seen < watched.accesses.size(); seen++) {
          told += watched.accesses.get(seen).isHint() ? watched.accesses.get(seen).length() : 0;
        }
        assertThat(told - read).isLessThan(PrefetchingCursor.MAX_AHEAD_BYTES + 2L * valueBytes);
      }
    }
    assertThat(told).isGreaterThan(16L * valueBytes);
    store.close();
  }

  /// A damaged value is an error at its row, with file and offset; the rows before come out whole.
  @Test
  void tellsADamagedValueWhenItsRowIsReached() {
    Store store = watch(written(6, 60), "16");
    List<String> rows = store.scan(null, null, null);
    List<WatchedStorage.Access> reads = List.copyOf(watched.logReads().stream()
        .filter(access -> access.purpose() == IoPurpose.SCAN).toList());
    for (WatchedStorage.Access read : List.of(reads.get(0), reads.get(9), reads.getLast())) {
      watched.damages.clear();
      watched.damages.put(read.file(), read.offset() + read.length() - 1);
      List<String> found = new ArrayList<>();
      try (Cursor cursor = scan(store)) {
        CorruptionException told = catchThrowableOfType(CorruptionException.class, () -> {
          while (cursor.next()) {
            found.add(Store.row(cursor));
          }
        });
        assertThat(told.file()).isEqualTo(read.file());
        assertThat(told.offsetBytes()).isEqualTo(read.offset());
        assertThatThrownBy(cursor::valueBuffer).isInstanceOf(CorruptionException.class);
      }
      assertThat(found).hasSizeLessThan(rows.size()).isEqualTo(rows.subList(0, found.size()));
    }
    store.close();
  }

  /// Damage of a table that the look-ahead meets is told behind the rows before it, as without looking ahead.
  @Test
  void tellsADamagedTableWhenItsRowIsReached() {
    Store store = written(7, 80).with("blockCacheBytes", "0");
    List<String> plain = rowsBeforeDamage(watch(store, "0"));
    store.close();
    assertThat(plain).isNotEmpty();
    for (String depth : DEPTHS) {
      assertThat(rowsBeforeDamage(watch(store, depth))).as("depth " + depth).isEqualTo(plain);
      store.close();
    }
  }

  private List<String> rowsBeforeDamage(Store store) {
    List<String> all = store.scan(null, null, null);
    WatchedStorage.Access block = watched.accesses.stream()
        .filter(access -> access.purpose() == IoPurpose.SCAN && !access.isOfLog())
        .reduce((earlier, later) -> later).orElseThrow();
    watched.damages.put(block.file(), block.offset() + 1);
    List<String> found = new ArrayList<>();
    try (Cursor cursor = scan(store)) {
      assertThatThrownBy(() -> {
        while (cursor.next()) {
          found.add(Store.row(cursor));
        }
      }).isInstanceOf(CorruptionException.class);
    }
    assertThat(found).isEqualTo(all.subList(0, found.size()));
    return found;
  }

  /// Rows that were taken ahead read their values from segments that were collected meanwhile; these go with the cursor.
  @Test
  void keepsCollectedSegmentsUntilItIsClosed() {
    Store store = written(8, 60).with("scanPrefetch", "16").open();
    List<String> before = store.scan(null, null, null);
    Cursor cursor = scan(store);
    List<String> found = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      assertThat(cursor.next()).isTrue();
      found.add(Store.row(cursor));
    }
    List<String> segmentsBefore = store.segments();
    for (long version = 10_000; version < 10_400; version++) {
      store.put(key(version % 60), version);
    }
    store.join(store.engine().compactAll());
    assertThat(store.collections()).isPositive();
    assertThat(store.segments()).doesNotContainAnyElementsOf(segmentsBefore);
    while (cursor.next()) {
      found.add(Store.row(cursor));
    }
    assertThat(found).isEqualTo(before);
    cursor.close();
    assertThat(store.pinnedBytes()).isZero();
    store.close();
  }

  /// Closed with rows ahead, it reads nothing more and refuses to go on; so it does when the engine was closed.
  @Test
  void aClosedCursorReadsNothingMore() {
    Store store = watch(written(9, 60), "16");
    Cursor cursor = scan(store);
    Cursor other = scan(store);
    for (int i = 0; i < 10; i++) {
      assertThat(cursor.next() && other.next()).isTrue();
      if (cursor.outcome() == ReadOutcome.VALUE) {
        Store.row(cursor);
        Store.row(other);
      }
    }
    cursor.close();
    cursor.close();
    int reads = watched.accesses.size();
    assertThatThrownBy(cursor::next).isInstanceOf(IllegalStateException.class);
    assertThat(watched.accesses).hasSize(reads);
    store.close();
    assertThatThrownBy(other::next).isInstanceOf(IllegalStateException.class);
    other.close();
  }
}
