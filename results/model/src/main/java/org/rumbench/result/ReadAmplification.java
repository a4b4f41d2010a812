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
/// @param sourcesPerRead sourcesConsulted over pointReads.
/// @param filtersPerRead filtersProbed over pointReads.
/// @param blocksPerRead blocksTouched over pointReads.
/// @param cacheHitsPerRead cacheHits over pointReads.
/// @param requestedBytesPerRead requestedBytes over pointReads.
/// @param transferredOverReturnedRatio transferredBytes over returnedBytes.
public record ReadAmplification(
    long pointReads,
    long sourcesConsulted,
    long filtersProbed,
    long blocksTouched,
    long cacheHits,
    long requestedBytes,
    long transferredBytes,
    long returnedBytes,
    @Nullable Double sourcesPerRead,
    @Nullable Double filtersPerRead,
    @Nullable Double blocksPerRead,
    @Nullable Double cacheHitsPerRead,
    @Nullable Double requestedBytesPerRead,
    @Nullable Double transferredOverReturnedRatio) {

  /// Returns the read amplification of counts.
  public static ReadAmplification of(
      long pointReads, long sourcesConsulted, long filtersProbed, long blocksTouched, long cacheHits,
      long requestedBytes, long transferredBytes, long returnedBytes) {
    return new ReadAmplification(pointReads, sourcesConsulted, filtersProbed, blocksTouched, cacheHits, requestedBytes,
        transferredBytes, returnedBytes, Ratio.of(sourcesConsulted, pointReads), Ratio.of(filtersProbed, pointReads),
        Ratio.of(blocksTouched, pointReads), Ratio.of(cacheHits, pointReads), Ratio.of(requestedBytes, pointReads),
        Ratio.of(transferredBytes, returnedBytes));
  }
}
