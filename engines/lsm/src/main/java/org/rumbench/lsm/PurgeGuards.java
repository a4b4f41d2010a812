package org.rumbench.lsm;

import java.util.SortedMap;
import java.util.TreeMap;

/// Records kept outside the tree that a deletion may still have to hide, such as those of a value-log segment under
/// collection. Any thread.
final class PurgeGuards {
  private final SortedMap<Long, Integer> held = new TreeMap<>();

  /// While the pin is held, no deletion of `minVersion` or above is purged.
  TreePin hold(long minVersion) {
    synchronized (this) {
      held.merge(minVersion, 1, Integer::sum);
    }
    return () -> release(minVersion);
  }

  private synchronized void release(long minVersion) {
    held.computeIfPresent(minVersion, (key, count) -> count == 1 ? null : count - 1);
  }

  /// The lowest version held; [Long#MAX_VALUE] for none.
  synchronized long minVersion() {
    return held.isEmpty() ? Long.MAX_VALUE : held.firstKey();
  }
}
