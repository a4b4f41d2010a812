package org.rumbench.lsm.merge;

import java.util.List;
import org.agrona.DirectBuffer;
import org.rumbench.lsm.compaction.TableSummary;
import org.rumbench.lsm.record.KeyBytes;

/// Where a merge ends one output and begins the next: always between two user keys.
///
/// Outputs follow the tables of the level below: from half the wished length on, an output ends where one of those
/// ends, so that later merges drag in fewer of them; it ends at the wished length at the latest when nothing is below,
/// and at twice of it in any case. Source: RocksDB 7.8, *Align Compaction Output File*; the limit on overlap is
/// LevelDB's. One owner.
public final class OutputCuts {
  /// One output, however long.
  public static final OutputCuts NONE = new OutputCuts(Long.MAX_VALUE, List.of(), List.of());

  private static final long GRANDPARENT_FACTOR = 10;

  private final long outputTableBytes;
  private final List<TableSummary> grandparents;
  private final List<KeyBytes> cuts;
  private int nextGrandparent;
  private int nextCut;
  private long grandparentBytes;

  /// Cuts at about `outputTableBytes`, by the ends of `grandparents` (in key order), and always at `cuts` (ascending).
  public OutputCuts(long outputTableBytes, List<TableSummary> grandparents, List<KeyBytes> cuts) {
    this.outputTableBytes = outputTableBytes;
    this.grandparents = grandparents;
    this.cuts = cuts;
  }

  /// Whether the present output, of `lengthBytes`, must end before the key, which is behind all keys asked about before.
  boolean isDueBefore(DirectBuffer key, int offset, int length, long lengthBytes) {
    boolean isAtEdge = false;
    while (nextGrandparent < grandparents.size()
        && grandparents.get(nextGrandparent).largest().compareTo(key, offset, length) < 0) {
      grandparentBytes += grandparents.get(nextGrandparent).bytes();
      nextGrandparent++;
      isAtEdge = true;
    }
    boolean isAtCut = false;
    while (nextCut < cuts.size() && cuts.get(nextCut).compareTo(key, offset, length) <= 0) {
      nextCut++;
      isAtCut = true;
    }
    if (isAtCut) {
      return true;
    }
    if (outputTableBytes == Long.MAX_VALUE) {
      return false;
    }
    boolean hasMoreBelow = nextGrandparent < grandparents.size();
    return (isAtEdge && lengthBytes >= outputTableBytes / 2)
        || lengthBytes >= (hasMoreBelow ? 2 : 1) * outputTableBytes
        || grandparentBytes > GRANDPARENT_FACTOR * outputTableBytes;
  }

  /// A new output has begun.
  void onBegun() {
    grandparentBytes = 0;
  }
}
