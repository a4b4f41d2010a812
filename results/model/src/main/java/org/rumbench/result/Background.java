package org.rumbench.result;

import java.util.List;

/// Number of pieces of background work by kind.
///
/// @param flushes memtables written.
/// @param compactions compactions of sorted files.
/// @param merges merges of hash-store segments.
/// @param collections collections of value-log segments.
/// @param stalls write stalls.
/// @param gcPauses pauses of the virtual machine.
public record Background(
    long flushes,
    long compactions,
    long merges,
    long collections,
    long stalls,
    long gcPauses) {

  /// Counts the events of one phase.
  public static Background of(List<Event> events, String phase) {
    return new Background(count(events, phase, EventKind.FLUSH), count(events, phase, EventKind.COMPACTION),
        count(events, phase, EventKind.MERGE), count(events, phase, EventKind.COLLECTION),
        count(events, phase, EventKind.STALL), count(events, phase, EventKind.GC_PAUSE));
  }

  /// Flushes, compactions, merges and collections together.
  public long work() {
    return flushes + compactions + merges + collections;
  }

  private static long count(List<Event> events, String phase, EventKind kind) {
    return events.stream().filter(event -> event.phase().equals(phase) && event.kind() == kind).count();
  }
}
