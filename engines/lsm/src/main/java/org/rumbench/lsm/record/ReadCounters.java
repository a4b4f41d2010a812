package org.rumbench.lsm.record;

/// What reads of one scratch touched: plain counters with one writer at a time, summed up by whoever reports.
public final class ReadCounters {
  /// Reads answered.
  public long pointReads;
  /// Memtables and tables looked into.
  public long sourcesConsulted;
  /// Filters asked.
  public long filtersProbed;
  /// Filters that said maybe although the table had nothing.
  public long filterFalsePositives;
  /// Index and data blocks looked into.
  public long blocksTouched;
  /// Of these, found in memory.
  public long cacheHits;
  /// Sorted runs none of whose tables covers the key.
  public long runsOutOfRange;

  /// Adds another's counts to this.
  public void add(ReadCounters other) {
    pointReads += other.pointReads;
    sourcesConsulted += other.sourcesConsulted;
    filtersProbed += other.filtersProbed;
    filterFalsePositives += other.filterFalsePositives;
    blocksTouched += other.blocksTouched;
    cacheHits += other.cacheHits;
    runsOutOfRange += other.runsOutOfRange;
  }
}
