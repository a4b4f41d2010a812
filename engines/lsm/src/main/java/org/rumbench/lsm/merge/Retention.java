package org.rumbench.lsm.merge;

import java.util.Arrays;
import java.util.List;
import org.rumbench.lsm.record.RangeTombstone;
import org.rumbench.lsm.record.RangeTombstones;
import org.rumbench.lsm.record.RecordCursor;

/// Decides which records of a merge stay. Fed every record in the tree's order; one owner.
///
/// R1: a record goes when one that beats it is visible to every snapshot that sees it; with S(q) the lowest snapshot at
/// or above sequence q (or the present), that is when some better record has a sequence of at most S(q).
/// R2: a deletion of version v goes too when v is at or below the purge version, no snapshot is older than it (so R1
/// removes everything it hides inside the merge), and every source outside that may hold the key has only versions
/// above v.
public final class Retention {
  private final long[] snapshots;
  private final long purgeVersion;
  private final long expiredByMillis;
  private final RangeTombstones ranges;
  private final OutsideSources outside;
  private long lowestBetterSequence = Long.MAX_VALUE;
  private boolean hasBetter;

  /// Rules for one merge.
  ///
  /// @param snapshots    sequences of live snapshots, ascending
  /// @param purgeVersion the owner's promise; [Long#MIN_VALUE] for none
  /// @param expiredByMillis values that expire by then count as deletions; [Long#MIN_VALUE] for none
  /// @param ranges       range tombstones that are as durable as the merge's inputs: those of all tables
  /// @param outside      what is not in the merge
  public Retention(
      long[] snapshots, long purgeVersion, long expiredByMillis, RangeTombstones ranges, OutsideSources outside) {
    this.snapshots = snapshots.clone();
    this.purgeVersion = purgeVersion;
    this.expiredByMillis = expiredByMillis;
    this.ranges = ranges;
    this.outside = outside;
  }

  /// Whether the record stays; `isNewKey` says that its key differs from the one before.
  public boolean keeps(RecordCursor record, boolean isNewKey) {
    if (isNewKey) {
      hasBetter = false;
      lowestBetterSequence = Long.MAX_VALUE;
    }
    long sequence = record.sequence();
    long lastSight = snapshotAtOrAbove(sequence);
    boolean isBeaten = hasBetter && lowestBetterSequence <= lastSight;
    if (!isBeaten && !ranges.isEmpty()) {
      isBeaten =
          ranges.versionOver(record.keyBuffer(), record.keyOffset(), record.keyLength(), lastSight)
              > record.version();
    }
    hasBetter = true;
    lowestBetterSequence = Math.min(lowestBetterSequence, sequence);
    return !isBeaten && !(isDeletion(record) && isPurgeable(record));
  }

  /// R3: a value that nobody can see any more is a deletion of its version.
  private boolean isDeletion(RecordCursor record) {
    return record.isTombstone() || (record.expiryMillis() != 0 && record.expiryMillis() <= expiredByMillis);
  }

  private boolean isPurgeable(RecordCursor record) {
    return record.version() <= purgeVersion
        && isOlderThanSnapshots(record.sequence())
        && outside.minVersionOf(record.keyBuffer(), record.keyOffset(), record.keyLength()) > record.version();
  }

  /// Which of the merge's own range tombstones stay.
  public RangeTombstones keeps(RangeTombstones own) {
    if (own.isEmpty()) {
      return own;
    }
    List<RangeTombstone> kept =
        own.asList().stream()
            .filter(
                one ->
                    one.version() > purgeVersion
                        || !isOlderThanSnapshots(one.sequence())
                        || outside.minVersionIn(one) <= one.version())
            .toList();
    return RangeTombstones.of(kept);
  }

  private boolean isOlderThanSnapshots(long sequence) {
    return snapshots.length == 0 || snapshots[0] >= sequence;
  }

  private long snapshotAtOrAbove(long sequence) {
    if (snapshots.length == 0) {
      return Long.MAX_VALUE;
    }
    int found = Arrays.binarySearch(snapshots, sequence);
    int index = found >= 0 ? found : -found - 1;
    return index < snapshots.length ? snapshots[index] : Long.MAX_VALUE;
  }
}
