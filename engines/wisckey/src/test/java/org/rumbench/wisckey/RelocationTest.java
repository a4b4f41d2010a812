package org.rumbench.wisckey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.rumbench.engine.Cursor;
import org.rumbench.engine.Durability;
import org.rumbench.engine.EngineEvent;
import org.rumbench.engine.Snapshot;
import org.rumbench.engine.WriteBatch;
import org.rumbench.lsm.LsmCursor;
import org.rumbench.runtime.Completion;
import org.rumbench.runtime.JobHandle;
import org.rumbench.runtime.RandomStream;
import org.rumbench.storage.CorruptionException;
import org.rumbench.storage.DeviceException;
import org.rumbench.storage.IoPurpose;
import org.rumbench.storage.LedgerSnapshot;
import org.rumbench.storage.fault.FaultPlan;
import org.rumbench.storage.fault.FaultStorage;
import org.rumbench.storage.fault.StorageCall;

/// Compactions that move values out of mostly dead segments, alone and interrupted at every event.
final class RelocationTest {
  private static final int KEYS = 40;

  private static String key(long number) {
    return String.format(Locale.ROOT, "key%03d", number);
  }

  /// Collections take only what has no live value left, so that whatever moves is moved by compactions.
  private static Store alone(Store store, boolean relocates) {
    return store.with("collectDeadFraction", "1").with("collectDeadShare", "1").with("compactDeadFraction", "1")
        .with("relocateInCompaction", Boolean.toString(relocates)).with("relocateDeadFraction", "0.2");
  }

  /// A closed store of partly dead segments, written and merged without moving anything; all of it is durable.
  private static SortedMap<String, String> overwritten(Store store) {
    SortedMap<String, String> expected = new TreeMap<>();
    RandomStream random = new RandomStream(17);
    alone(store, false).open();
    for (long version = 1; version <= 6 * KEYS; version++) {
      WriteBatch batch = new WriteBatch();
      String key = key(version <= KEYS ? version - 1 : random.nextInt(KEYS));
      Store.addPut(batch, key, version);
      store.write(batch, Durability.SYNCED);
      expected.put(key, key + "=" + version);
    }
    store.join(store.engine().compactAll());
    store.close();
    alone(store, true);
    return expected;
  }

  /// Opens the store and has everything merged; the merge moves what is in partly dead segments.
  private static JobHandle beginMerge(Store store, SortedMap<String, String> expected) {
    WriteBatch batch = new WriteBatch();
    Store.addPut(batch, "more", 9_001);
    store.write(batch, Durability.SYNCED);
    expected.put("more", "more=9001");
    return store.engine().compactAll();
  }

  private static void assertIntact(Store store, SortedMap<String, String> expected, String when) {
    expected.forEach((key, found) -> assertThat(store.get(key)).as(when).isEqualTo(found));
    assertThat(store.scan(null, null, null)).as(when).containsExactlyElementsOf(expected.values());
  }

  /// Every segment file is one of the log's.
  private static void assertNothingLeftBehind(Store store, String when) {
    TreeSet<String> listed = new TreeSet<>();
    store.inner().log().current().segments().forEach(segment -> listed.add(segment.file().name()));
    assertThat(store.segments()).as(when).containsExactlyInAnyOrderElementsOf(listed);
  }

  private static long movedByCollections(Store store) {
    return store.events.stream()
        .mapToLong(event -> event instanceof EngineEvent.CollectionEnded ended ? ended.rewrittenBytes() : 0).sum();
  }

  /// Goal: without any collection's copies the dead bytes go, and so do their segments; reads of now, of a snapshot and
  /// of a cursor stay right, and what they keep goes with them.
  @Test
  void compactionsAloneEmptySegmentsUnderASnapshotAndACursor() {
    Store store = new Store(3);
    SortedMap<String, String> expected = overwritten(store);
    SortedMap<String, String> before = new TreeMap<>(expected);
    store.open();
    final long deadBefore = store.deadBytes();
    final List<String> segmentsBefore = store.segments();
    Snapshot snapshot = store.engine().snapshot();
    Cursor cursor = store.engine().scan(null, null, IoPurpose.SCAN, 0, null);
    assertThat(cursor.next()).isTrue();
    store.join(beginMerge(store, expected));

    LedgerSnapshot ledger = store.storage().ledger().snapshot();
    assertThat(ledger.row(IoPurpose.GARBAGE_COLLECTION).appendedBytes()).isPositive();
    assertThat(ledger.row(IoPurpose.GARBAGE_COLLECTION).requestedBytes()).isPositive();
    assertThat(movedByCollections(store)).isZero();
    System.out.printf("dead bytes %d to %d, segments %d to %d%n",
        deadBefore, store.deadBytes(), segmentsBefore.size(), store.segments().size());
    assertThat(store.deadBytes()).isLessThan(deadBefore / 4);
    assertThat(store.segments()).hasSizeLessThan(segmentsBefore.size());
    assertIntact(store, expected, "moved");
    before.forEach((key, found) -> assertThat(store.get(key, snapshot)).isEqualTo(found));
    assertThat(store.scan(null, null, snapshot)).containsExactlyElementsOf(before.values());
    List<String> rows = new ArrayList<>(List.of(Store.row(cursor)));
    while (cursor.next()) {
      rows.add(Store.row(cursor));
    }
    assertThat(rows).containsExactlyElementsOf(before.values());
    cursor.close();
    snapshot.close();
    assertNothingPinned(store);
    assertNothingLeftBehind(store, "moved");
    store.close();
    assertIntact(store.open(), expected, "opened again");
    store.close();
  }

  private static void assertNothingPinned(Store store) {
    store.runtime.runUntilIdle();
    Completion named = new Completion();
    store.storage().syncNames(named);
    store.runtime.runUntil(named::isDone);
    assertThat(store.storage().ledger().snapshot().space().pinned().logicalBytes()).isZero();
  }

  /// Goal: a snapshot keeps the copies of what it shows also when nobody else needs them and their segment is
  /// collected.
  @Test
  void aSnapshotKeepsCopiesThatAreCollected() {
    Store store = new Store(4);
    SortedMap<String, String> expected = overwritten(store);
    store.with("relocateDeadFraction", "0.01").with("compactDeadFraction", "0.01").open();
    Snapshot snapshot = store.engine().snapshot();
    SortedMap<String, String> before = new TreeMap<>(expected);
    store.join(beginMerge(store, expected));
    long version = 10_000;
    for (int round = 0; round < 4; round++) {
      for (int number = 0; number < KEYS; number++) {
        store.put(key(number), ++version);
        // Beside what the snapshot shows, so that there is something dead in every segment.
        store.put("other" + number, ++version);
      }
      store.join(store.engine().compactAll());
      before.forEach((key, found) -> assertThat(store.get(key, snapshot)).isEqualTo(found));
      assertThat(store.scan(null, null, snapshot)).containsExactlyElementsOf(before.values());
    }
    snapshot.close();
    store.join(store.engine().compactAll());
    assertNothingPinned(store);
    store.close();
  }

  /// Runs `interruption` after 0, 1, 2 … events of a merge that moves values, `check` after that.
  private static void atEveryEvent(Consumer<Store> interruption, Consumer<Store> check) {
    int interrupted = 0;
    for (int events = 0; ; events++) {
      Store store = new Store(11);
      SortedMap<String, String> expected = overwritten(store);
      store.open();
      JobHandle merge = beginMerge(store, expected);
      store.run(events);
      boolean isOver = merge.isDone();
      interruption.accept(store);
      String when = "after " + events + " events";
      assertIntact(store.open(), expected, when);
      store.runtime.runUntilIdle();
      assertNothingLeftBehind(store, when);
      store.join(store.engine().compactAll());
      assertIntact(store, expected, when);
      check.accept(store);
      assertIntact(store.open(), expected, when + " and again");
      assertThat(movedByCollections(store)).isZero();
      store.close();
      interrupted++;
      if (isOver) {
        break;
      }
    }
    assertThat(interrupted).as("events of the merge").isGreaterThan(20);
  }

  @Test
  void aKillAtAnyEventLosesNothing() {
    atEveryEvent(Store::kill, Store::kill);
  }

  @Test
  void aPowerCutAtAnyEventLosesNothingThatWasSynced() {
    RandomStream random = new RandomStream(5);
    atEveryEvent(store -> store.powerCut(random), store -> store.powerCut(random));
  }

  /// A merge whose copies the device refuses fails, leaves no file, and has not touched what was there.
  @Test
  void aDeviceErrorAtTheCopiesLeavesThemBehindNowhere() {
    aDeviceErrorLeavesNothingBehind(StorageCall.CREATE, 1);
    aDeviceErrorLeavesNothingBehind(StorageCall.APPEND, 1);
    aDeviceErrorLeavesNothingBehind(StorageCall.APPEND, 2);
    aDeviceErrorLeavesNothingBehind(StorageCall.SYNC, 1);
    aDeviceErrorLeavesNothingBehind(StorageCall.READ, 1);
    aDeviceErrorLeavesNothingBehind(StorageCall.READ, 20);
  }

  private static void aDeviceErrorLeavesNothingBehind(StorageCall failing, int nth) {
    String what = failing + " " + nth;
    Store store = new Store(12);
    SortedMap<String, String> expected = overwritten(store);
    int[] calls = new int[1];
    store.through(storage -> new FaultStorage(storage, store.runtime.environment("engine"),
        (call, file, purpose) -> call == failing && purpose == IoPurpose.GARBAGE_COLLECTION && ++calls[0] == nth
            ? FaultPlan.Fate.DEVICE_ERROR : FaultPlan.Fate.PASS));
    JobHandle merge = beginMerge(store.open(), expected);
    assertThatThrownBy(() -> store.join(merge)).as(what).isInstanceOf(DeviceException.class);
    store.runtime.runUntilIdle();
    assertNothingLeftBehind(store, what);
    assertIntact(store, expected, what);
    store.kill();
    assertIntact(store.open(), expected, what + ", opened again");
    store.join(store.engine().compactAll());
    assertIntact(store, expected, what + ", merged");
    store.close();
  }

  /// A value that is not what its pointer says is told with file and offset, not copied.
  @Test
  void aDamagedValueIsToldAndNotMoved() {
    Store store = new Store(13);
    SortedMap<String, String> expected = overwritten(store);
    WatchedStorage[] watched = new WatchedStorage[1];
    store.through(storage -> watched[0] = new WatchedStorage(storage)).open();
    ValuePointer pointer = firstIntoAPartlyDeadSegment(store);
    String file = ValueLogDescriptor.nameOf(pointer.segment(), false);
    watched[0].damages.put(file, (long) pointer.offset() + pointer.length() - 1);
    JobHandle merge = beginMerge(store, expected);
    assertThatThrownBy(() -> store.join(merge)).isInstanceOfSatisfying(CorruptionException.class, told -> {
      assertThat(told.file()).isEqualTo(file);
      assertThat(told.offsetBytes()).isEqualTo(pointer.offset());
    });
    store.kill();
    assertIntact(store.through(storage -> storage).open(), expected, "undamaged");
    store.close();
  }

  private static ValuePointer firstIntoAPartlyDeadSegment(Store store) {
    ValuePointer pointer = new ValuePointer();
    try (LsmCursor cursor = store.inner().tree().scan(null, null, IoPurpose.HARNESS, 0, null)) {
      while (cursor.next()) {
        if (cursor.isPointer() && pointer.decode(cursor.valueBuffer(), cursor.valueOffset(), cursor.valueLength())) {
          ValueLogSegment segment = store.inner().log().current().find(pointer.segment());
          if (segment != null && segment.candidate().deadFraction() >= 0.2) {
            return pointer;
          }
        }
      }
    }
    throw new AssertionError("no segment is partly dead");
  }

  /// Goal: many small compactions fill few segments. Method: every table is merged by itself; segments hold hundreds of
  /// records.
  @Test
  void manyCompactionsFillOneSegmentAfterTheOther() {
    Store store = alone(new Store(6), true)
        .with("segmentBytes", "8k").with("relocateDeadFraction", "0.01").with("compactionJobs", "2")
        .with("baseLevelBytes", "1k").with("tableBytes", "512").with("l0CompactionTrigger", "1").open();
    RandomStream random = new RandomStream(6);
    for (long version = 1; version <= 4_000; version++) {
      store.put(key(random.nextInt(300)), version);
    }
    store.join(store.engine().settle());
    List<ValueLogSegment> collected =
        store.inner().log().current().segments().stream().filter(ValueLogSegment::isCollected).toList();
    long moved = store.storage().ledger().snapshot().row(IoPurpose.GARBAGE_COLLECTION).appendedBytes();
    System.out.printf("%d bytes moved by %d compactions, %d collected segments%n",
        moved, store.engine().metrics().work().compactions(), collected.size());
    assertThat(moved).isGreaterThan(10 * 8 * 1024);
    assertThat(store.engine().metrics().work().compactions()).isGreaterThan(2 * moved / (8 * 1024));
    assertThat(collected.stream().filter(segment -> segment.endBytes() < 8 * 1024)).hasSizeLessThanOrEqualTo(2);
    assertThat(movedByCollections(store)).isZero();
    store.close();
  }
}
