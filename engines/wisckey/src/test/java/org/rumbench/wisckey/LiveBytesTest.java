package org.rumbench.wisckey;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Locale;
import java.util.SortedMap;
import java.util.TreeMap;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.Test;
import org.rumbench.coding.RecordLogReader;
import org.rumbench.engine.Durability;
import org.rumbench.engine.Snapshot;
import org.rumbench.engine.WriteBatch;
import org.rumbench.lsm.LsmCursor;
import org.rumbench.runtime.RandomStream;
import org.rumbench.storage.IoPurpose;

/// What is counted of each segment, beside a count of every pointer and every unit.
final class LiveBytesTest {
  private static final int KEYS = 60;
  private static final int STEPS = 700;

  private final long seeds = Long.getLong("seeds", 6);
  private final long firstSeed = Long.getLong("seed", 1);

  /// How a life ends within a history.
  private enum End {
    CLOSE,
    KILL,
    POWER_CUT
  }

  private static String key(long number) {
    return String.format(Locale.ROOT, "key%03d", number);
  }

  /// A store after random writes, flushes, snapshots and reopenings, reorganised in the end. For odd seeds compactions
  /// move values, too.
  private static Store history(long seed, String deadFraction, End... ends) {
    Store store = new Store(seed)
        .with("collectDeadFraction", deadFraction).with("collectDeadShare", deadFraction)
        .with("compactDeadFraction", deadFraction)
        .with("relocateInCompaction", Boolean.toString(seed % 2 == 1)).with("relocateDeadFraction", "0.1").open();
    RandomStream random = new RandomStream(seed);
    Deque<Snapshot> snapshots = new ArrayDeque<>();
    for (long version = 1; version <= STEPS; version++) {
      int kind = random.nextInt(200);
      if (kind < 150) {
        write(store, new WriteBatch(), random, version);
      } else if (kind < 180) {
        store.delete(key(random.nextInt(KEYS)), version);
      } else if (kind < 184) {
        deleteRange(store, random.nextInt(KEYS), random.nextInt(KEYS), version);
      } else if (kind < 188) {
        snapshots.add(store.engine().snapshot());
      } else if (kind < 192) {
        closeFirst(snapshots);
      } else if (kind < 196) {
        store.join(store.engine().flush());
      } else if (kind < 198) {
        store.run(random.nextInt(200));
      } else {
        endLife(store, snapshots, ends[random.nextInt(ends.length)], random);
        store.open();
      }
    }
    while (!snapshots.isEmpty()) {
      closeFirst(snapshots);
    }
    store.join(store.engine().compactAll());
    return store;
  }

  private static void write(Store store, WriteBatch batch, RandomStream random, long version) {
    Store.addPut(batch, key(random.nextInt(KEYS)), version);
    store.write(batch, random.nextInt(8) == 0 ? Durability.SYNCED : Durability.BUFFERED);
  }

  private static void deleteRange(Store store, int one, int other, long version) {
    UnsafeBuffer from = Store.bytes(key(Math.min(one, other)));
    UnsafeBuffer to = Store.bytes(key(Math.max(one, other) + 1));
    store.write(
        new WriteBatch().deleteRange(from, 0, from.capacity(), to, 0, to.capacity(), version), Durability.BUFFERED);
  }

  private static void closeFirst(Deque<Snapshot> snapshots) {
    Snapshot first = snapshots.poll();
    if (first != null) {
      first.close();
    }
  }

  private static void endLife(Store store, Deque<Snapshot> snapshots, End end, RandomStream random) {
    if (end == End.CLOSE) {
      snapshots.forEach(Snapshot::close);
    }
    snapshots.clear();
    switch (end) {
      case CLOSE -> store.close();
      case KILL -> store.kill();
      case POWER_CUT -> store.powerCut(random);
    }
  }

  /// Bytes of records that pointers lead to, by segment. Everything was merged, so every pointer is a winner.
  private static SortedMap<Integer, Long> pointedAt(Store store) {
    TreeMap<Integer, Long> bytes = new TreeMap<>();
    ValuePointer pointer = new ValuePointer();
    try (LsmCursor cursor = store.inner().tree().scan(null, null, IoPurpose.HARNESS, Long.MIN_VALUE, null)) {
      while (cursor.next()) {
        if (cursor.isPointer()) {
          assertThat(pointer.decode(cursor.valueBuffer(), cursor.valueOffset(), cursor.valueLength())).isTrue();
          bytes.merge(pointer.segment(), (long) pointer.length(), Long::sum);
        }
      }
    }
    return bytes;
  }

  private static long payloadIn(ValueLogSegment segment) {
    RecordLogReader reader = RecordLogReader.open(
        segment.file(), ValueLogDescriptor.magicOf(segment.isCollected()), segment.id(), IoPurpose.HARNESS);
    long bytes = 0;
    while (reader.positionBytes() < segment.endBytes() && reader.next()) {
      bytes += reader.payloadLength();
    }
    return bytes;
  }

  private static void assertExact(Store store, String when) {
    SortedMap<Integer, Long> pointedAt = pointedAt(store);
    for (ValueLogSegment segment : store.inner().log().current().segments()) {
      String what = when + ", segment " + segment.id();
      assertThat(segment.liveBytes()).as("live, " + what).isEqualTo(pointedAt.getOrDefault(segment.id(), 0L));
      assertThat(segment.payloadBytes()).as("payload, " + what).isEqualTo(payloadIn(segment));
      assertThat(segment.deadBytes()).as("dead, " + what).isEqualTo(segment.payloadBytes() - segment.liveBytes());
    }
  }

  @Test
  void countsAreExactWithCollectionsAndReopenings() {
    for (long seed = firstSeed; seed < firstSeed + seeds; seed++) {
      Store store = history(seed, "0.3", End.CLOSE);
      assertThat(store.collections()).isPositive();
      assertExact(store, "seed " + seed);
      store.close();
      assertExact(store.open(), "seed " + seed + " reopened");
      store.close();
    }
  }

  /// Without values to move: segments go when all of them is dead.
  @Test
  void countsAreExactAfterKillsAndPowerCuts() {
    for (long seed = firstSeed; seed < firstSeed + seeds; seed++) {
      Store store = history(seed, "1", End.values());
      assertExact(store, "seed " + seed);
      store.kill();
      assertExact(store.open(), "seed " + seed + " killed");
      store.close();
    }
  }

  /// A collection that a crash interrupts leaves its output's count short until it is collected; what is dead is never
  /// forgotten, so everything is collected down to the threshold.
  @Test
  void noCrashHasDeadBytesForgotten() {
    for (long seed = firstSeed; seed < firstSeed + seeds; seed++) {
      Store store = history(seed, "0.3", End.values());
      assertNoneTooMany(store, "seed " + seed);
      int head = 0;
      for (int round = 1; round <= 3; round++) {
        // What the collections of one round have logged is flushed, and may be collected, in the next.
        head = store.inner().log().head().id();
        store.put("zzz", STEPS + round);
        store.join(store.engine().compactAll());
      }
      SortedMap<Integer, Long> pointedAt = assertNoneTooMany(store, "seed " + seed);
      for (ValueLogSegment segment : store.inner().log().current().segments()) {
        if (segment.id() < head) {
          assertThat(pointedAt.getOrDefault(segment.id(), 0L)).as("seed " + seed + ", segment " + segment.id())
              .isGreaterThan(payloadIn(segment) / 2);
        }
      }
      store.close();
    }
  }

  private static SortedMap<Integer, Long> assertNoneTooMany(Store store, String when) {
    SortedMap<Integer, Long> pointedAt = pointedAt(store);
    for (ValueLogSegment segment : store.inner().log().current().segments()) {
      assertThat(segment.liveBytes()).as(when + ", segment " + segment.id())
          .isLessThanOrEqualTo(pointedAt.getOrDefault(segment.id(), 0L));
    }
    return pointedAt;
  }
}
