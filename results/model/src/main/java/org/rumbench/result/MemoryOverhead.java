package org.rumbench.result;

import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Resident bytes of an engine over live key and value bytes.
///
/// @param bytesByPart resident bytes by part: index, filter, memtable, cache, keyDirectory and others.
/// @param totalBytes sum over the parts.
/// @param liveBytes live key and value bytes.
/// @param residentOverLiveRatio totalBytes over liveBytes.
public record MemoryOverhead(
    SortedMap<String, Long> bytesByPart,
    long totalBytes,
    long liveBytes,
    @Nullable Double residentOverLiveRatio) {

  /// Copies the collections.
  public MemoryOverhead {
    bytesByPart = Collections.unmodifiableSortedMap(new TreeMap<>(bytesByPart));
  }

  /// Returns the memory overhead of resident parts.
  public static MemoryOverhead of(SortedMap<String, Long> bytesByPart, long liveBytes) {
    long total = bytesByPart.values().stream().mapToLong(Long::longValue).sum();
    return new MemoryOverhead(bytesByPart, total, liveBytes, Ratio.of(total, liveBytes));
  }
}
