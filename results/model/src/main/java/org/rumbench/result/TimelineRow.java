package org.rumbench.result;

import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/// What one cell did in one second of one phase: a line of `timeline.csv`.
///
/// Rows of a phase cover exactly its ledger window, so their sums equal the phase's and the ledger's totals; a second
/// cut by the end of a phase has a row in each.
///
/// @param cell cell id
/// @param phase phase name, or drain
/// @param second whole seconds since the begin of the cell
/// @param okOperations operations that ended ok
/// @param notOkOperations operations that started and ended otherwise, absent keys included
/// @param p50Nanos median response of the operations that ended ok; 0 without any
/// @param p99Nanos 99th percentile of the same
/// @param maxNanos largest of the same
/// @param writtenIssuedBytesByPurpose bytes issued at the widest layer by purpose; purposes left out wrote nothing
/// @param readTransferredBytes bytes read at the widest layer, all purposes
/// @param spaceAllocatedBytes largest allocation seen in the second, of ten looks
/// @param spaceMeanBytes mean of the allocations seen in the second
/// @param memoryBytes largest resident total of all engines, by their own account, seen in the second
/// @param debtBytes bytes that background work still has to write, at the end of the second
/// @param stallMillis time in which writers were refused
/// @param gcPauseMillis pauses of the virtual machine
public record TimelineRow(
    String cell,
    String phase,
    long second,
    long okOperations,
    long notOkOperations,
    long p50Nanos,
    long p99Nanos,
    long maxNanos,
    SortedMap<String, Long> writtenIssuedBytesByPurpose,
    long readTransferredBytes,
    long spaceAllocatedBytes,
    double spaceMeanBytes,
    long memoryBytes,
    long debtBytes,
    double stallMillis,
    double gcPauseMillis) {

  /// Copies the map.
  public TimelineRow {
    writtenIssuedBytesByPurpose = Collections.unmodifiableSortedMap(new TreeMap<>(writtenIssuedBytesByPurpose));
  }

  /// Bytes issued for all purposes.
  public long writtenIssuedBytes() {
    return writtenIssuedBytesByPurpose.values().stream().mapToLong(Long::longValue).sum();
  }
}
