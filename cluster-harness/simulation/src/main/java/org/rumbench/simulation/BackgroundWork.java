package org.rumbench.simulation;

import org.rumbench.engine.EngineEvent;

/// What the engines of a run did beside serving, all nodes and lives together.
///
/// @param flushes     memtable flushes and segment rolls that ended
/// @param compactions compactions that ended
/// @param merges      hash-log merges that ended
/// @param collections value-log collections that ended
/// @param stalls      write stalls that began
/// @param failures    engines that failed
public record BackgroundWork(
    long flushes, long compactions, long merges, long collections, long stalls, long failures) {
  static final BackgroundWork NONE = new BackgroundWork(0, 0, 0, 0, 0, 0);

  /// Whether there was any reorganisation: a compaction, a merge or a collection.
  public boolean isReorganising() {
    return compactions + merges + collections > 0;
  }

  BackgroundWork plus(EngineEvent event) {
    return switch (event) {
      case EngineEvent.FlushEnded _ -> sum(1, 0, 0, 0, 0, 0);
      case EngineEvent.CompactionEnded _ -> sum(0, 1, 0, 0, 0, 0);
      case EngineEvent.MergeEnded _ -> sum(0, 0, 1, 0, 0, 0);
      case EngineEvent.CollectionEnded _ -> sum(0, 0, 0, 1, 0, 0);
      case EngineEvent.StallBegan _ -> sum(0, 0, 0, 0, 1, 0);
      case EngineEvent.Failed _ -> sum(0, 0, 0, 0, 0, 1);
      case EngineEvent.FlushBegan _, EngineEvent.CompactionBegan _, EngineEvent.MergeBegan _,
          EngineEvent.CollectionBegan _, EngineEvent.StallEnded _, EngineEvent.ComponentChanged _ -> this;
    };
  }

  private BackgroundWork sum(long flush, long compaction, long merge, long collection, long stall, long failure) {
    return new BackgroundWork(flushes + flush, compactions + compaction, merges + merge, collections + collection,
        stalls + stall, failures + failure);
  }

  @Override
  public String toString() {
    return flushes + " flushes, " + compactions + " compactions, " + merges + " merges, " + collections
        + " collections, " + stalls + " stalls, " + failures + " engine failures";
  }
}
