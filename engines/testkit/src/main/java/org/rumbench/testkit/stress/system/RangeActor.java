package org.rumbench.testkit.stress.system;

import org.agrona.concurrent.UnsafeBuffer;
import org.jspecify.annotations.Nullable;
import org.rumbench.engine.Cursor;
import org.rumbench.engine.KeyPredicate;
import org.rumbench.storage.IoPurpose;

/// Reads many keys at once, by scans of all or of a part, or by walks over all entries: each must show the state as of
/// its opening, however long it is read.
final class RangeActor extends Actor {
  private final boolean canScan;
  private final StressListing listing;

  RangeActor(
      StressContent content, StressBoard board, StressStore store, StressPlan plan, boolean canScan, boolean isAtomic,
      long seed) {
    super(content, board, store, plan, seed);
    this.canScan = canScan;
    this.listing = new StressListing(content, isAtomic);
  }

  @Override
  boolean step() {
    if (!canScan || random.nextInt(4) == 0) {
      long acknowledged = board.acknowledged();
      try (Cursor cursor = engine.entries(KeyPredicate.ALL, IoPurpose.REPAIR)) {
        long begun = board.begun();
        board.walks.increment();
        listing.read(cursor, null, null, false);
        listing.checkState(acknowledged, begun, board.purged());
      }
      return true;
    }
    UnsafeBuffer from = random.nextBoolean() ? null : content.key(random.nextInt(content.keyCount()));
    UnsafeBuffer to = random.nextBoolean() ? null : content.key(random.nextInt(content.keyCount()));
    if (from != null && to != null && StressContent.compare(from, to) > 0) {
      scan(to, from);
    } else {
      scan(from, to);
    }
    return true;
  }

  private void scan(@Nullable UnsafeBuffer from, @Nullable UnsafeBuffer to) {
    long acknowledged = board.acknowledged();
    try (Cursor cursor = engine.scan(from, to, IoPurpose.SCAN, 0, null)) {
      long begun = board.begun();
      board.scans.increment();
      listing.read(cursor, from, to, true);
      listing.checkState(acknowledged, begun, board.purged());
    }
  }
}
