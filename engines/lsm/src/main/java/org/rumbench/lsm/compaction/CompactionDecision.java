package org.rumbench.lsm.compaction;

import java.util.List;
import org.rumbench.lsm.record.KeyBytes;

/// What should be merged.
///
/// @param reason           for people
/// @param kind             what is done with the inputs
/// @param fromLevel        level of the first inputs
/// @param outputLevel      where the result goes
/// @param joinsRun         whether the result joins the one run of its level ([#LEVEL_RUN]) instead of being a new run
/// @param tier             the level or tier that read and written bytes count as
/// @param inputs           tables to merge, newest first
/// @param grandparents     tables of the level below the output, in key order: outputs are cut before they overlap too
///                         many bytes of them
/// @param outputTableBytes length at which an output is cut; [Long#MAX_VALUE] for one output
/// @param cuts             keys at which an output is cut, too, ascending: no output has keys on both sides of one
public record CompactionDecision(
    String reason,
    Kind kind,
    int fromLevel,
    int outputLevel,
    boolean joinsRun,
    int tier,
    List<TableSummary> inputs,
    List<TableSummary> grandparents,
    long outputTableBytes,
    List<KeyBytes> cuts) {
  /// Number of the run that a level has when it is one sorted run.
  public static final long LEVEL_RUN = 0;

  /// What is done with the inputs.
  public enum Kind {
    /// They are read and merged.
    MERGE,
    /// The inputs, tables of one run, only change their place, unread.
    MOVE,
    /// They are dropped, unread: all their records are deletions or expired values that hide nothing any more.
    DROP
  }

  /// Copies the lists.
  public CompactionDecision {
    inputs = List.copyOf(inputs);
    grandparents = List.copyOf(grandparents);
    cuts = List.copyOf(cuts);
    if (inputs.isEmpty()) {
      throw new IllegalArgumentException("a decision without inputs");
    }
  }

  /// A merge into one new run of level 0, as tiered policies make it.
  static CompactionDecision ofRuns(String reason, int tier, List<TableSummary> inputs, long outputTableBytes) {
    return new CompactionDecision(
        reason, Kind.MERGE, 0, 0, false, tier, inputs, List.of(), outputTableBytes, List.of());
  }

  /// A drop of tables, wherever they are.
  static CompactionDecision ofDrop(String reason, List<TableSummary> inputs) {
    int level = inputs.getFirst().level();
    return new CompactionDecision(
        reason, Kind.DROP, level, level, false, level, inputs, List.of(), Long.MAX_VALUE, List.of());
  }

  /// Bytes of all inputs.
  public long inputBytes() {
    return TableSummary.bytesOf(inputs);
  }

  /// The run that the outputs are in, the first of which has that file number.
  public long outputRun(long firstNumber) {
    return joinsRun ? LEVEL_RUN : firstNumber;
  }
}
