package org.rumbench.harness.cell;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.rumbench.engine.EngineMetrics;
import org.rumbench.result.Amplification;
import org.rumbench.result.Layer;
import org.rumbench.result.LedgerSection;
import org.rumbench.result.MemoryOverhead;
import org.rumbench.result.ReadAmplification;
import org.rumbench.result.ShapeLevel;
import org.rumbench.result.SpaceAmplification;
import org.rumbench.result.StallTotal;
import org.rumbench.result.TreeShape;
import org.rumbench.storage.IoPurpose;
import org.rumbench.storage.LedgerSnapshot;

/// The RUM overheads at one point, from the counters of all nodes: numerators from storage and engines, denominators from
/// the client's oracle.
final class Overheads {
  private final boolean isCluster;
  private final int copies;

  /// `copies` is how many replicas hold each record: 1 for a bare engine.
  Overheads(boolean isCluster, int copies) {
    this.isCluster = isCluster;
    this.copies = copies;
  }

  /// Amplifications of every layer at `point` (burst or settled). `begin` are the counters when the first measured phase
  /// began, `liveBytes` what the oracle knows of one copy, `returnedBytes` the value bytes that the client got.
  List<Amplification> at(
      String point, List<LedgerSection> ledger, List<NodeSample> begin, List<NodeSample> now, long liveBytes,
      long indeterminateBytes, long clientReads, long clientReturnedBytes) {
    long allocated = now.stream().mapToLong(Sampler::allocated).sum();
    SortedMap<String, Long> memory = memory(now);
    long copiesLive = liveBytes * copies;
    List<Amplification> result = new ArrayList<>();
    ReadAmplification engineReads = reads(begin, now, pointReads(begin, now), returned(begin, now));
    SpaceAmplification engineSpace =
        SpaceAmplification.of(allocated, copiesLive, indeterminateBytes * copies);
    MemoryOverhead engineMemory = MemoryOverhead.of(memory, copiesLive);
    result.add(Amplification.of(Layer.ENGINE, point, ledger, engineReads, engineSpace, engineMemory));
    if (isCluster) {
      result.add(Amplification.of(Layer.NODE, point, ledger, engineReads, engineSpace, engineMemory));
      result.add(
          Amplification.of(Layer.CLUSTER, point, ledger, reads(begin, now, clientReads, clientReturnedBytes),
              SpaceAmplification.of(allocated, liveBytes, indeterminateBytes), MemoryOverhead.of(memory, liveBytes)));
    }
    return result;
  }

  private static ReadAmplification reads(
      List<NodeSample> begin, List<NodeSample> now, long pointReads, long returnedBytes) {
    long sources = 0;
    long filters = 0;
    long blocks = 0;
    long hits = 0;
    long falsePositives = 0;
    long outOfRange = 0;
    long requested = 0;
    long transferred = 0;
    for (int i = 0; i < now.size(); i++) {
      EngineMetrics.Reads from = begin.get(i).metrics().reads();
      EngineMetrics.Reads to = now.get(i).metrics().reads();
      sources += to.sourcesConsulted() - from.sourcesConsulted();
      filters += to.filtersProbed() - from.filtersProbed();
      blocks += to.blocksTouched() - from.blocksTouched();
      hits += to.cacheHits() - from.cacheHits();
      falsePositives += to.filterFalsePositives() - from.filterFalsePositives();
      outOfRange += to.runsOutOfRange() - from.runsOutOfRange();
      LedgerSnapshot.Row row = now.get(i).ledger().since(begin.get(i).ledger()).row(IoPurpose.USER_READ);
      requested += row.requestedBytes();
      transferred += row.transferredBytes();
    }
    return ReadAmplification.of(pointReads, sources, filters, blocks, hits, requested, transferred, returnedBytes,
        falsePositives, outOfRange);
  }

  private static long pointReads(List<NodeSample> begin, List<NodeSample> now) {
    long reads = 0;
    for (int i = 0; i < now.size(); i++) {
      reads += now.get(i).metrics().reads().pointReads() - begin.get(i).metrics().reads().pointReads();
    }
    return reads;
  }

  private static long returned(List<NodeSample> begin, List<NodeSample> now) {
    long bytes = 0;
    for (int i = 0; i < now.size(); i++) {
      bytes += now.get(i).returnedBytes() - begin.get(i).returnedBytes();
    }
    return bytes;
  }

  private static SortedMap<String, Long> memory(List<NodeSample> now) {
    SortedMap<String, Long> parts = new TreeMap<>();
    for (NodeSample sample : now) {
      EngineMetrics.Memory memory = sample.metrics().memory();
      parts.merge("memtable", memory.memtableBytes(), Long::sum);
      parts.merge("index", memory.indexBytes(), Long::sum);
      parts.merge("filter", memory.filterBytes(), Long::sum);
      parts.merge("cache", memory.cacheBytes(), Long::sum);
      parts.merge("keyDirectory", memory.keyDirectoryBytes(), Long::sum);
    }
    return parts;
  }

  /// The files of all engines by level, tier or class.
  static TreeShape shape(String point, List<NodeSample> now) {
    SequencedMap<String, ShapeLevel> levels = new LinkedHashMap<>();
    for (NodeSample sample : now) {
      for (EngineMetrics.Level level : sample.metrics().shape()) {
        levels.merge(level.name(), new ShapeLevel(level.name(), level.files(), level.bytes()),
            (a, b) -> new ShapeLevel(a.level(), a.files() + b.files(), a.bytes() + b.bytes()));
      }
    }
    return TreeShape.of(point, List.copyOf(levels.values()));
  }

  /// Stalls between two moments by cause, in the order in which the engines tell them; null when they tell none.
  static @Nullable List<StallTotal> stalls(List<NodeSample> begin, List<NodeSample> now) {
    SequencedMap<String, StallTotal> totals = new LinkedHashMap<>();
    add(totals, now, 1);
    add(totals, begin, -1);
    return totals.isEmpty() ? null : List.copyOf(totals.values());
  }

  private static void add(SequencedMap<String, StallTotal> totals, List<NodeSample> samples, int sign) {
    for (NodeSample sample : samples) {
      for (EngineMetrics.StallCause each : sample.metrics().stalls().causes()) {
        totals.merge(each.name(), new StallTotal(each.name(), sign * each.count(), sign * each.totalNanos() / 1e9),
            (a, b) -> new StallTotal(
                a.cause(), a.stallCount() + b.stallCount(), Math.max(0, a.stallSeconds() + b.stallSeconds())));
      }
    }
  }

  /// Background bytes that all engines owe.
  static long debt(List<NodeSample> now) {
    return now.stream().mapToLong(sample -> sample.metrics().debtBytes()).sum();
  }
}
