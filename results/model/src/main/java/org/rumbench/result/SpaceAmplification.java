package org.rumbench.result;

import org.jspecify.annotations.Nullable;

/// Allocated bytes over live key and value bytes.
///
/// @param allocatedBytes bytes allocated to files, removed but still open ones included.
/// @param liveBytes live key and value bytes that the workload knows of: one copy at the cluster, every copy at the
///     engines.
/// @param indeterminateBytes part of liveBytes whose writes had an unknown outcome.
/// @param allocatedOverLiveRatio allocatedBytes over liveBytes.
public record SpaceAmplification(
    long allocatedBytes,
    long liveBytes,
    long indeterminateBytes,
    @Nullable Double allocatedOverLiveRatio) {

  /// Returns the space amplification of two byte counts.
  public static SpaceAmplification of(long allocatedBytes, long liveBytes, long indeterminateBytes) {
    return new SpaceAmplification(allocatedBytes, liveBytes, indeterminateBytes, Ratio.of(allocatedBytes, liveBytes));
  }
}
