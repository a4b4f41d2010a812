package org.rumbench.testkit.stress.system;

import org.agrona.concurrent.UnsafeBuffer;
import org.rumbench.engine.Cursor;
import org.rumbench.engine.ReadOutcome;
import org.rumbench.engine.ReadResult;
import org.rumbench.engine.Snapshot;
import org.rumbench.storage.IoPurpose;

/// Takes snapshots and reads each several times, by scans and by point reads: every look shows the same state.
final class SnapshotActor extends Actor {
  private static final int LOOKS = 3;
  private static final int READS = 40;

  private final StressListing first;
  private final StressListing again;
  private final ReadResult result;

  SnapshotActor(
      StressContent content, StressBoard board, StressStore store, StressPlan plan, boolean isAtomic, long seed) {
    super(content, board, store, plan, seed);
    this.first = new StressListing(content, isAtomic);
    this.again = new StressListing(content, isAtomic);
    this.result = new ReadResult(new UnsafeBuffer(new byte[plan.maxValueBytes()]));
  }

  @Override
  boolean step() {
    long acknowledged = board.acknowledged();
    try (Snapshot snapshot = engine.snapshot()) {
      long begun = board.begun();
      board.snapshots.increment();
      read(snapshot, first);
      first.checkState(acknowledged, begun, board.purged());
      for (int look = 0; look < LOOKS && !board.isOver(); look++) {
        for (int i = 0; i < READS; i++) {
          get(snapshot, random.nextInt(content.keyCount()));
        }
        read(snapshot, again);
        first.checkSame(again, board.purged());
      }
    }
    return true;
  }

  private void read(Snapshot snapshot, StressListing listing) {
    try (Cursor cursor = engine.scan(null, null, IoPurpose.SCAN, 0, snapshot)) {
      board.scans.increment();
      listing.read(cursor, null, null, true);
    }
  }

  private void get(Snapshot snapshot, int key) {
    UnsafeBuffer bytes = content.key(key);
    engine.get(bytes, 0, bytes.capacity(), IoPurpose.USER_READ, 0, snapshot, result);
    board.gets.increment();
    long expected = first.versionOf(key);
    if (result.outcome() == ReadOutcome.ABSENT || expected == 0) {
      long shown = Math.max(expected, result.version());
      Judge.check(
          shown == 0 || (shown <= board.purged() && content.isDeletion(key, shown)),
          "a snapshot's read and scan differ", key, result.version(), expected);
      return;
    }
    Judge.check(result.version() == expected, "a snapshot's read and scan differ", key, result.version(), expected);
    Judge.checkRead(content, key, result, expected, expected, board.purged());
  }
}
