package org.rumbench.lsm.cost;

import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/// What a simulated tree cost over a stretch of writes: expected values in bytes of tables, the commit log apart.
///
/// @param writes          records written
/// @param userBytes       their bytes as table entries
/// @param flushedBytes    tables written from memtables
/// @param compactedBytes  tables written by merges, by the tier that the policy counts them as
/// @param movedBytes      tables that changed their place unread
/// @param merges          merges done
/// @param tablesWritten  tables written by flushes and merges
/// @param runsPerRead     sorted runs over a key, on average in time: what a short scan seeks in
/// @param filtersPerRead  of these, asked by a read of a key that exists; it stops at runs older than what it found
/// @param sourcesPerRead  memtable and tables that such a read looks into, behind filters
/// @param peakBytes       most bytes of tables at once, inputs and outputs of a merge together
/// @param averageBytes    bytes of tables on average in time
/// @param settledBytes    bytes of tables at the end
/// @param liveBytes       bytes of all keys once each
public record PolicyCost(
    long writes, double userBytes, double flushedBytes, SortedMap<Integer, Double> compactedBytes, double movedBytes,
    long merges, long tablesWritten, double runsPerRead, double filtersPerRead, double sourcesPerRead,
    double peakBytes, double averageBytes, double settledBytes, double liveBytes) {
  /// Copies the map.
  public PolicyCost {
    compactedBytes = Collections.unmodifiableSortedMap(new TreeMap<>(compactedBytes));
  }

  /// Table bytes written per byte of entries; 0 when nothing was.
  public double writeAmplification() {
    double compacted = compactedBytes.values().stream().mapToDouble(Double::doubleValue).sum();
    return userBytes == 0 ? 0 : (flushedBytes + compacted) / userBytes;
  }

  /// Bytes of tables over live ones, at the end.
  public double settledSpace() {
    return settledBytes / liveBytes;
  }

  /// Most bytes of tables over live ones.
  public double peakSpace() {
    return peakBytes / liveBytes;
  }
}
