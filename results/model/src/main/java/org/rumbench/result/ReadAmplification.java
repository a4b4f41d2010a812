package org.rumbench.result;

import org.jspecify.annotations.Nullable;

/// Work of point reads, cache hits included, per point read.
///
/// @param pointReads point reads answered at this layer over the window.
/// @param sourcesConsulted memtables, tables and logs consulted for them.
/// @param filtersProbed filters probed for them.
/// @param blocksTouched blocks touched for them, cached or not.
/// @param cacheHits touched blocks that the engine cache held.
/// @param requestedBytes file bytes asked for at the storage boundary.
/// @param transferredBytes file bytes moved for it.
/// @param returnedBytes value bytes returned.
/// @param filterFalsePositives filters that said maybe for a key that their table did not have; absent in older runs.
/// @param runsOutOfRange sorted runs passed over, before any filter, because no table of theirs covers the key; absent in
///     older runs.
/// @param sourcesPerRead sourcesConsulted over pointReads.
/// @param filtersPerRead filtersProbed over pointReads.
/// @param blocksPerRead blocksTouched over pointReads.
/// @param cacheHitsPerRead cacheHits over pointReads.
/// @param requestedBytesPerRead requestedBytes over pointReads.
/// @param transferredOverReturnedRatio transferredBytes over returnedBytes.
/// @param filterFalsePositivesPerRead filterFalsePositives over pointReads.
/// @param runsOutOfRangePerRead runsOutOfRange over pointReads.
public record ReadAmplification(
    long pointReads,
    long sourcesConsulted,
    long filtersProbed,
    long blocksTouched,
    long cacheHits,
    long requestedBytes,
    long transferredBytes,
    long returnedBytes,
    @Nullable Long filterFalsePositives,
    @Nullable Long runsOutOfRange,
    @Nullable Double sourcesPerRead,
    @Nullable Double filtersPerRead,
    @Nullable Double blocksPerRead,
    @Nullable Double cacheHitsPerRead,
    @Nullable Double requestedBytesPerRead,
    @Nullable Double transferredOverReturnedRatio,
    @Nullable Double filterFalsePositivesPerRead,
    @Nullable Double runsOutOfRangePerRead) {

  /// Returns the read amplification of counts.
  public static ReadAmplification of(
      long pointReads, long sourcesConsulted, long filtersProbed, long blocksTouched, long cacheHits,
      long requestedBytes, long transferredBytes, long returnedBytes, long filterFalsePositives, long runsOutOfRange) {
    return new ReadAmplification(pointReads, sourcesConsulted, filtersProbed, blocksTouched, cacheHits, requestedBytes,
        transferredBytes, returnedBytes, filterFalsePositives, runsOutOfRange, Ratio.of(sourcesConsulted, pointReads),
        Ratio.of(filtersProbed, pointReads), Ratio.of(blocksTouched, pointReads), Ratio.of(cacheHits, pointReads),
        Ratio.of(requestedBytes, pointReads), Ratio.of(transferredBytes, returnedBytes),
        Ratio.of(filterFalsePositives, pointReads), Ratio.of(runsOutOfRange, pointReads));
  }
}
