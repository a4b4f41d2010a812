package org.rumbench.lsm.cost;

import java.nio.ByteBuffer;
import org.rumbench.lsm.compaction.TableSummary;
import org.rumbench.lsm.record.KeyBytes;

/// One table by expected sizes. Keys are places on a line from 0 to [#LINE].
///
/// A table holds a share of the keys of its range: of those loaded, which no two tables share before they are
/// overwritten, and of those overwritten, which are drawn anew for each memtable and so are independent of one another.
///
/// @param number   file number
/// @param level    its level
/// @param run      its run within the level
/// @param from     first place
/// @param to       place behind the last; more than `from`
/// @param loaded   share of its range's keys that it holds since loading
/// @param drawn    share of its range's keys that it holds by overwriting
/// @param first    number of its oldest write
/// @param mean     number of its writes on average
/// @param last     number of its newest write
/// @param bytes    length of its file
/// @param summary  what a policy sees of it
record SimulatedTable(
    long number, int level, long run, long from, long to, double loaded, double drawn, long first, double mean,
    long last, double bytes, TableSummary summary) {
  /// End of the line of keys.
  static final long LINE = 1L << 48;

  /// A table of a tree of `keys` keys.
  static SimulatedTable of(
      long number, int level, long run, long from, long to, double loaded, double drawn, long first, double mean,
      long last, double bytes, long keys) {
    double density = 1 - (1 - loaded) * (1 - drawn);
    long records = Math.max(1, Math.round(density * keys * (to - from) / LINE));
    TableSummary summary = new TableSummary(
        number, level, run, Math.max(1, Math.round(bytes)), records, 0, 0, first, last, last, 0, Long.MAX_VALUE,
        key(from), key(to - 1), false);
    return new SimulatedTable(number, level, run, from, to, loaded, drawn, first, mean, last, bytes, summary);
  }

  /// Share of its range's keys that it holds.
  double density() {
    return 1 - (1 - loaded) * (1 - drawn);
  }

  boolean covers(long place) {
    return from <= place && place < to;
  }

  SimulatedTable movedTo(int newLevel, long newRun, long keys) {
    return of(number, newLevel, newRun, from, to, loaded, drawn, first, mean, last, bytes, keys);
  }

  /// The share of its entries that are newer than write `number`, if those are spread evenly around their mean.
  double newerThan(long number) {
    double oldest = Math.max((double) first, 2 * mean - last);
    return Math.clamp((last - number) / (last - oldest + 1), 0.0, 1.0);
  }

  private static KeyBytes key(long place) {
    return KeyBytes.of(ByteBuffer.allocate(Long.BYTES).putLong(place).array());
  }

  /// The first place at or behind a key.
  static long placeOf(KeyBytes key) {
    byte[] bytes = key.toArray();
    long place = 0;
    for (int i = 0; i < Long.BYTES; i++) {
      place = place << Byte.SIZE | (i < bytes.length ? bytes[i] & 0xff : 0);
    }
    boolean isBetween = false;
    for (int i = Long.BYTES; i < bytes.length; i++) {
      isBetween |= bytes[i] != 0;
    }
    return Math.clamp(isBetween ? place + 1 : place, 0, LINE);
  }
}
