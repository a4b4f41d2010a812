package org.rumbench.lsm.compaction;

import java.util.List;

/// What should be merged.
///
/// @param reason           for people
/// @param fromLevel        level of the first inputs
/// @param outputLevel      where the result goes
/// @param inputs           tables to merge, newest level first
/// @param grandparents     tables of the level below the output, in key order: outputs are cut before they overlap too
///                         many bytes of them
/// @param outputTableBytes length at which an output is cut; [Long#MAX_VALUE] for one output
/// @param isMove           whether the one input only changes its level, unread
public record CompactionDecision(
    String reason,
    int fromLevel,
    int outputLevel,
    List<TableSummary> inputs,
    List<TableSummary> grandparents,
    long outputTableBytes,
    boolean isMove) {
  /// Copies the lists.
  public CompactionDecision {
    inputs = List.copyOf(inputs);
    grandparents = List.copyOf(grandparents);
    if (inputs.isEmpty() || (isMove && inputs.size() != 1)) {
      throw new IllegalArgumentException("a decision with " + inputs.size() + " inputs");
    }
  }

  /// Bytes of all inputs.
  public long inputBytes() {
    return inputs.stream().mapToLong(TableSummary::bytes).sum();
  }
}
