package org.rumbench.testkit.stress.system;

import java.util.Arrays;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.jspecify.annotations.Nullable;
import org.rumbench.engine.Cursor;
import org.rumbench.engine.ReadOutcome;

/// What one cursor showed, key by key, and whether that is what was there after some batch. One owner; reusable.
final class StressListing {
  private final StressContent content;
  private final boolean isAtomic;
  private final long[] versions;
  private final boolean[] isInRange;
  private long newest;

  /// `isAtomic`: a batch may not be seen in part.
  StressListing(StressContent content, boolean isAtomic) {
    this.content = content;
    this.isAtomic = isAtomic;
    this.versions = new long[content.keyCount()];
    this.isInRange = new boolean[content.keyCount()];
  }

  /// Reads a cursor over the keys from `from` (inclusive) to `to` (exclusive); null is no bound. Every record is
  /// checked for itself here.
  void read(Cursor cursor, @Nullable UnsafeBuffer from, @Nullable UnsafeBuffer to, boolean isOrdered) {
    Arrays.fill(versions, 0);
    newest = 0;
    for (int key = 0; key < isInRange.length; key++) {
      UnsafeBuffer bytes = content.key(key);
      isInRange[key] =
          (from == null || StressContent.compare(bytes, from) >= 0)
              && (to == null || StressContent.compare(bytes, to) < 0);
    }
    int last = -1;
    while (cursor.next()) {
      int key = content.indexOf(cursor.keyBuffer(), cursor.keyOffset(), cursor.keyLength());
      Judge.check(key >= 0 && isInRange[key], "a cursor shows a key that nobody wrote or asked for", key, 0, 0);
      Judge.check(versions[key] == 0, "a cursor shows a key twice", key, versions[key], cursor.version());
      if (isOrdered && last >= 0) {
        Judge.check(
            StressContent.compare(content.key(last), content.key(key)) < 0,
            "a scan is out of order", key, last, cursor.version());
      }
      last = key;
      versions[key] = cursor.version();
      newest = Math.max(newest, cursor.version());
      checkRecord(cursor, key);
    }
  }

  private void checkRecord(Cursor cursor, int key) {
    long version = cursor.version();
    Judge.checkVersion(content, key, version);
    boolean isDeletion = content.isDeletion(key, version);
    Judge.check(
        isDeletion == (cursor.outcome() == ReadOutcome.TOMBSTONE), "a deletion and a value are mixed up", key, version,
        0);
    if (!isDeletion) {
      DirectBuffer value = cursor.valueBuffer();
      Judge.check(
          content.isValue(key, version, value, cursor.valueOffset(), cursor.valueLength()),
          "a cursor shows a value that was not written", key, version, cursor.valueLength());
    }
  }

  /// Checks that what was read is the state after one batch: not before `acknowledged`, not after `begun`. Deletions up
  /// to `purged` may be missing.
  void checkState(long acknowledged, long begun, long purged) {
    Judge.check(newest <= begun, "a cursor shows what was written after it was opened", -1, newest, begun);
    long state = Math.max(newest, acknowledged);
    for (int key = 0; key < versions.length; key++) {
      if (isInRange[key]) {
        int group = key / content.members();
        int expected = content.latest(group, state);
        boolean isThere =
            versions[key] == expected || mayBeMissing(key, expected, purged) || isGoneSince(key, state, begun, purged);
        if (!isThere && !isAtomic && group == content.groupOf(state)) {
          int before = content.latest(group, state - 1);
          isThere = versions[key] == before || mayBeMissing(key, before, purged);
        }
        Judge.check(isThere, "a cursor shows no state that ever was; as of " + state, key, versions[key], expected);
      }
    }
  }

  /// Whether the key may have been deleted after `state` and purged already: then nothing of that batch need show.
  private boolean isGoneSince(int key, long state, long begun, long purged) {
    if (versions[key] != 0) {
      return false;
    }
    for (long version = state + 1; version <= Math.min(begun, purged); version++) {
      if (content.groupOf(version) == key / content.members() && content.isDeletion(key, version)) {
        return true;
      }
    }
    return false;
  }

  private boolean mayBeMissing(int key, int expected, long purged) {
    return versions[key] == 0 && expected != 0 && expected <= purged && content.isDeletion(key, expected);
  }

  /// Checks that another look at the same state showed the same.
  void checkSame(StressListing other, long purged) {
    for (int key = 0; key < versions.length; key++) {
      long mine = versions[key];
      long its = other.versions[key];
      long shown = Math.max(mine, its);
      boolean isSame =
          mine == its || (Math.min(mine, its) == 0 && shown <= purged && content.isDeletion(key, shown));
      Judge.check(isSame, "a snapshot shows two states", key, mine, its);
    }
  }

  /// What was shown of a key; 0 for nothing.
  long versionOf(int key) {
    return versions[key];
  }

  /// The newest version shown.
  long newest() {
    return newest;
  }
}
