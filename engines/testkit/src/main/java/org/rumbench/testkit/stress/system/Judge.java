package org.rumbench.testkit.stress.system;

import org.rumbench.engine.ReadOutcome;
import org.rumbench.engine.ReadResult;
import org.rumbench.testkit.Violation;

/// Says whether one point read can be right. Stateless.
final class Judge {
  private Judge() {}

  /// Fails with the figures unless `holds`.
  static void check(boolean holds, String what, int key, long found, long expected) {
    if (!holds) {
      throw new Violation(what + " (key " + key + ", found " + found + ", expected " + expected + ")");
    }
  }

  /// Checks that a version was ever written to a key.
  static void checkVersion(StressContent content, int key, long version) {
    check(
        version >= 1 && content.latest(key / content.members(), version) == version,
        "a version that was never written to this key", key, version, content.latest(key / content.members(), version));
  }

  /// Checks a read that began when `floor` (0 for none) was the oldest version it may show of the key and ended when
  /// `begun` was the newest anybody had tried to write. Returns the version shown, 0 for none.
  static long checkRead(StressContent content, int key, ReadResult result, long floor, long begun, long purged) {
    if (result.outcome() == ReadOutcome.ABSENT) {
      check(floor == 0 || mayBeGone(content, key, floor, begun, purged), "a written key is absent", key, 0, floor);
      return 0;
    }
    long version = result.version();
    checkVersion(content, key, version);
    check(version >= floor, "a read went back", key, version, floor);
    check(version <= begun, "a version from the future", key, version, begun);
    boolean isDeletion = content.isDeletion(key, version);
    check(
        isDeletion == (result.outcome() == ReadOutcome.TOMBSTONE), "a deletion and a value are mixed up", key, version,
        0);
    if (!isDeletion) {
      check(result.isCopied(), "a value that fits was not copied", key, version, result.valueLength());
      check(
          content.isValue(key, version, result.buffer(), 0, result.valueLength()),
          "a value that was not written", key, version, result.valueLength());
    }
    return version;
  }

  /// Whether one of the versions the read may show is a deletion that was purged.
  private static boolean mayBeGone(StressContent content, int key, long floor, long begun, long purged) {
    int group = key / content.members();
    for (int version = content.latest(group, begun); version >= floor; version = content.latest(group, version - 1)) {
      if (version <= purged && content.isDeletion(key, version)) {
        return true;
      }
      if (version == 0) {
        return false;
      }
    }
    return false;
  }
}
