package org.rumbench.lsm.compaction;

import java.util.Comparator;
import java.util.List;
import org.rumbench.lsm.record.KeyBytes;

/// What a policy knows of one table.
///
/// @param number           file number; grows with the time of writing
/// @param level            its level
/// @param run              its run within the level
/// @param bytes            length of the file
/// @param records          records in it
/// @param tombstones       deletions in it, those of ranges included
/// @param rangeTombstones  deletions of ranges, which may reach beyond its keys
/// @param minVersion       lowest version
/// @param maxVersion       highest version
/// @param maxSequence      sequence of its newest record
/// @param newestMillis     wall time by which its newest record had arrived; 0 when not known
/// @param lastExpiryMillis when its last value expires; [Long#MAX_VALUE] when one does not
/// @param smallest         first key
/// @param largest          last key
/// @param isBusy           whether a running compaction reads it
public record TableSummary(
    long number,
    int level,
    long run,
    long bytes,
    long records,
    long tombstones,
    long rangeTombstones,
    long minVersion,
    long maxVersion,
    long maxSequence,
    long newestMillis,
    long lastExpiryMillis,
    KeyBytes smallest,
    KeyBytes largest,
    boolean isBusy) {
  /// Whether its key range meets the range from `from` to `to`, both inclusive.
  public boolean overlaps(KeyBytes from, KeyBytes to) {
    return smallest.compareTo(to) <= 0 && largest.compareTo(from) >= 0;
  }

  /// Whether its key range meets the other's.
  public boolean overlaps(TableSummary other) {
    return overlaps(other.smallest, other.largest);
  }

  TableSummary asIdle() {
    return new TableSummary(
        number, level, run, bytes, records, tombstones, rangeTombstones, minVersion, maxVersion, maxSequence,
        newestMillis, lastExpiryMillis, smallest, largest, false);
  }

  /// Bytes of all.
  static long bytesOf(List<TableSummary> tables) {
    return tables.stream().mapToLong(TableSummary::bytes).sum();
  }

  /// Those that meet the range, both ends inclusive, in the given order.
  static List<TableSummary> overlapping(List<TableSummary> tables, KeyBytes from, KeyBytes to) {
    return tables.stream().filter(table -> table.overlaps(from, to)).toList();
  }

  /// The first key of all.
  static KeyBytes smallestOf(List<TableSummary> tables) {
    return tables.stream().map(TableSummary::smallest).min(Comparator.naturalOrder()).orElseThrow();
  }

  /// The last key of all.
  static KeyBytes largestOf(List<TableSummary> tables) {
    return tables.stream().map(TableSummary::largest).max(Comparator.naturalOrder()).orElseThrow();
  }
}
