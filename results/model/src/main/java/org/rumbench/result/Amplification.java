package org.rumbench.result;

import java.util.List;

/// The RUM overheads of one layer over one window; every ratio stands beside its two terms.
///
/// @param layer boundary.
/// @param point burst (end of the last phase) or settled (after draining).
/// @param write update overhead.
/// @param read read overhead.
/// @param space space overhead.
/// @param memory memory overhead.
public record Amplification(
    Layer layer,
    String point,
    WriteAmplification write,
    ReadAmplification read,
    SpaceAmplification space,
    MemoryOverhead memory) {

  /// Point at the end of the last phase, background work still owed.
  public static final String BURST = "burst";

  /// Point after all background work owed was done.
  public static final String SETTLED = "settled";

  /// Returns the amplification whose write part comes from the ledger sections of this layer and point.
  public static Amplification of(
      Layer layer, String point, List<LedgerSection> ledger, ReadAmplification read, SpaceAmplification space,
      MemoryOverhead memory) {
    return new Amplification(layer, point, WriteAmplification.of(layer, point, ledger), read, space, memory);
  }
}
