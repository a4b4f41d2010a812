package org.rumbench.engine;

/// What is asked of a store whose cost is forecast: every record is written once in random order and the store settles;
/// then records drawn uniformly are written again, and the store is flushed and settles.
///
/// @param records    distinct keys, all live at the end
/// @param keyBytes   length of a key
/// @param valueBytes length of a value
/// @param overwrites writes after the first of each record
public record DataProfile(long records, int keyBytes, int valueBytes, long overwrites) {
  /// Checks the ranges.
  public DataProfile {
    if (records < 1 || keyBytes < 1 || valueBytes < 0 || overwrites < 0) {
      throw new IllegalArgumentException(
          records + " records of " + keyBytes + " and " + valueBytes + " bytes, " + overwrites
              + " overwrites: below 1, 1, 0 or 0");
    }
  }

  /// Key and value bytes of a record.
  public long recordBytes() {
    return (long) keyBytes + valueBytes;
  }

  /// Key and value bytes of all records, once each.
  public long liveBytes() {
    return records * recordBytes();
  }
}
