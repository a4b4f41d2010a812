package org.rumbench.storage.sim;

import java.util.ArrayDeque;
import java.util.Deque;

/// What of one open file a simulated disk is fetching ahead of its reads, and until when. Fetches run beside each other
/// and beside the caller; the last [#REMEMBERED] of them are known. Any thread.
final class ReadAhead {
  /// Of bytes that nobody asked for ahead.
  static final long NEVER = Long.MAX_VALUE;

  private static final int REMEMBERED = 64;

  /// One fetch.
  ///
  /// @param from       offset of its first byte
  /// @param to         offset behind its last
  /// @param readyNanos when it is done
  private record Fetch(long from, long to, long readyNanos) {}

  private final Deque<Fetch> fetches = new ArrayDeque<>(0);
  private volatile boolean isUsed;

  /// A fetch begins that is done at `readyNanos`.
  synchronized void begin(long offsetBytes, long lengthBytes, long readyNanos) {
    if (fetches.size() == REMEMBERED) {
      fetches.removeFirst();
    }
    fetches.addLast(new Fetch(offsetBytes, offsetBytes + lengthBytes, readyNanos));
    isUsed = true;
  }

  /// When bytes that lie in one fetch are there, in the past where they are already; [#NEVER] for others.
  long readyNanos(long offsetBytes, long lengthBytes) {
    return isUsed ? earliestOf(offsetBytes, lengthBytes) : NEVER;
  }

  private synchronized long earliestOf(long offsetBytes, long lengthBytes) {
    long earliest = NEVER;
    for (Fetch fetch : fetches) {
      if (fetch.from <= offsetBytes && offsetBytes + lengthBytes <= fetch.to) {
        earliest = Math.min(earliest, fetch.readyNanos);
      }
    }
    return earliest;
  }
}
