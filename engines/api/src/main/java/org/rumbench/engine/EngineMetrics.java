package org.rumbench.engine;

import java.util.ArrayList;
import java.util.List;

/// Figures of an engine at one moment. Counters grow from opening; amplification is not computed here: numerators of
/// bytes come from the storage ledger and denominators from the caller.
///
/// @param memory         resident bytes by part
/// @param reads          what point reads touched
/// @param work           background work done
/// @param shape          files and bytes by level, tier or segment class
/// @param debtBytes      bytes of background work owed by the design's own triggers
/// @param stalls         how often and how long writes were stalled
/// @param refusedWrites  records refused because at or below the purge version
/// @param liveKeysEstimate keys believed live; -1 when the design does not know
public record EngineMetrics(
    Memory memory,
    Reads reads,
    Work work,
    List<Level> shape,
    long debtBytes,
    Stalls stalls,
    long refusedWrites,
    long liveKeysEstimate) {
  /// This with the counters of an earlier life of the same store added: what only grows goes on growing.
  public EngineMetrics after(EngineMetrics earlier) {
    return new EngineMetrics(
        memory, reads.plus(earlier.reads), work.plus(earlier.work), shape, debtBytes, stalls.plus(earlier.stalls),
        refusedWrites + earlier.refusedWrites, liveKeysEstimate);
  }

  /// Resident bytes by part; what a design lacks is 0.
  ///
  /// @param memtableBytes     active and immutable memtables, allocated arenas
  /// @param indexBytes        block indexes
  /// @param filterBytes       filters
  /// @param cacheBytes        block and value caches, as filled
  /// @param keyDirectoryBytes a hash design's key directory
  public record Memory(
      long memtableBytes, long indexBytes, long filterBytes, long cacheBytes, long keyDirectoryBytes) {
    /// All parts together.
    public long totalBytes() {
      return memtableBytes + indexBytes + filterBytes + cacheBytes + keyDirectoryBytes;
    }
  }

  /// What point reads (purpose USER_READ and READ_BEFORE_WRITE) touched: the RUM read overhead.
  ///
  /// @param pointReads       reads answered
  /// @param sourcesConsulted memtables, tables and logs looked into after filters
  /// @param filtersProbed    filters asked
  /// @param filterFalsePositives filters that said maybe for a key their table did not have
  /// @param blocksTouched    data and index blocks looked into, cached or not
  /// @param cacheHits        of these, answered from a cache of the engine
  /// @param runsOutOfRange   sorted runs passed over, before any filter, because no table of theirs covers the key
  public record Reads(
      long pointReads, long sourcesConsulted, long filtersProbed, long filterFalsePositives, long blocksTouched,
      long cacheHits, long runsOutOfRange) {
    /// Reads of an engine without sorted runs.
    public Reads(
        long pointReads, long sourcesConsulted, long filtersProbed, long filterFalsePositives, long blocksTouched,
        long cacheHits) {
      this(pointReads, sourcesConsulted, filtersProbed, filterFalsePositives, blocksTouched, cacheHits, 0);
    }

    private Reads plus(Reads other) {
      return new Reads(
          pointReads + other.pointReads, sourcesConsulted + other.sourcesConsulted,
          filtersProbed + other.filtersProbed, filterFalsePositives + other.filterFalsePositives,
          blocksTouched + other.blocksTouched, cacheHits + other.cacheHits, runsOutOfRange + other.runsOutOfRange);
    }
  }

  /// Background work completed, and running now.
  ///
  /// @param flushes     memtables flushed or segments rolled
  /// @param compactions compactions ended
  /// @param merges      hash-log merges ended
  /// @param collections value-log collections ended
  /// @param running     jobs that have started and not ended
  public record Work(long flushes, long compactions, long merges, long collections, int running) {
    private Work plus(Work ended) {
      return new Work(
          flushes + ended.flushes, compactions + ended.compactions, merges + ended.merges,
          collections + ended.collections, running);
    }
  }

  /// One level, tier or class of files.
  ///
  /// @param name  `L0`, `tier 2`, `segments`, `value log`
  /// @param files files in it
  /// @param bytes logical bytes in them
  public record Level(String name, int files, long bytes) {}

  /// Stalled writes.
  ///
  /// @param count      times writes began to stall
  /// @param totalNanos time spent stalled, the present stall included
  /// @param causes     the same by cause, in the design's own order; their sums are the figures above. Empty for a design
  ///                   that tells no causes apart
  public record Stalls(long count, long totalNanos, List<StallCause> causes) {
    /// Keeps a copy of the causes.
    public Stalls {
      causes = List.copyOf(causes);
    }

    /// Of a design that tells no causes apart.
    public Stalls(long count, long totalNanos) {
      this(count, totalNanos, List.of());
    }

    private Stalls plus(Stalls other) {
      List<StallCause> sums = new ArrayList<>();
      for (int i = 0; i < causes.size(); i++) {
        StallCause mine = causes.get(i);
        StallCause theirs = other.causes.get(i);
        sums.add(new StallCause(mine.name, mine.count + theirs.count, mine.totalNanos + theirs.totalNanos));
      }
      return new Stalls(count + other.count, totalNanos + other.totalNanos, sums);
    }

    /// The sums over causes.
    public static Stalls of(List<StallCause> causes) {
      return new Stalls(
          causes.stream().mapToLong(StallCause::count).sum(),
          causes.stream().mapToLong(StallCause::totalNanos).sum(),
          causes);
    }
  }

  /// Stalls of one cause.
  ///
  /// @param name       `memtables`, `level 0`, `debt`
  /// @param count      times writes began to stall for it
  /// @param totalNanos time spent stalled for it, the present stall included
  public record StallCause(String name, long count, long totalNanos) {}
}
