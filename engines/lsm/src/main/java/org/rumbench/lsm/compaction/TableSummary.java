package org.rumbench.lsm.compaction;

import org.rumbench.lsm.record.KeyBytes;

/// What a policy knows of one table.
///
/// @param number     file number; grows with the time of writing
/// @param bytes      length of the file
/// @param records    records in it
/// @param tombstones deletions in it, those of ranges included
/// @param minVersion lowest version
/// @param maxVersion highest version
/// @param smallest   first key
/// @param largest    last key
/// @param isBusy     whether a running compaction reads it
public record TableSummary(
    long number,
    long bytes,
    long records,
    long tombstones,
    long minVersion,
    long maxVersion,
    KeyBytes smallest,
    KeyBytes largest,
    boolean isBusy) {
  /// Whether its key range meets the range from `from` to `to`, both inclusive.
  public boolean overlaps(KeyBytes from, KeyBytes to) {
    return smallest.compareTo(to) <= 0 && largest.compareTo(from) >= 0;
  }
}
