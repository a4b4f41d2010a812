package org.rumbench.lsm.cost;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.LongSupplier;
import org.rumbench.lsm.compaction.CompactionDecision;
import org.rumbench.lsm.compaction.TableSummary;
import org.rumbench.lsm.record.KeyBytes;

/// A merge on expected sizes: walks the inputs' ranges piece by piece and ends outputs where the engine would.
///
/// The cuts are those of `org.rumbench.lsm.merge.OutputCuts`: the ends of tables below from half the wished length on,
/// the wished length when nothing more is below and twice of it in any case, ten times of it in overlap, and the
/// decision's own cuts. One owner; used once.
final class SimulatedMerge {
  private static final int GRANDPARENT_FACTOR = 10;

  private final TreeLoad load;
  private final CompactionDecision decision;
  private final List<SimulatedTable> inputs;
  private final LongSupplier numbers;
  private final List<SimulatedTable> outputs = new ArrayList<>();
  private final SortedMap<Long, Long> below = new TreeMap<>();
  private long lastBelow;
  private long run = -1;
  private long from = -1;
  private long to;
  private double keys;
  private double loadedKeys;
  private double drawnKeys;
  private double rangeKeys;
  private double writeSum;
  private double belowBytes;

  /// A merge of `inputs` as the decision says; file numbers come from `numbers`.
  SimulatedMerge(TreeLoad load, CompactionDecision decision, List<SimulatedTable> inputs, LongSupplier numbers) {
    this.load = load;
    this.decision = decision;
    this.inputs = inputs.stream().sorted(Comparator.comparingLong(SimulatedTable::last).reversed()).toList();
    this.numbers = numbers;
  }

  /// The tables it writes, in key order.
  List<SimulatedTable> outputs() {
    SortedSet<Long> ends = new TreeSet<>();
    for (SimulatedTable input : inputs) {
      ends.add(input.from());
      ends.add(input.to());
    }
    SortedSet<Long> cuts = new TreeSet<>();
    for (KeyBytes cut : decision.cuts()) {
      cuts.add(SimulatedTable.placeOf(cut));
    }
    ends.addAll(cuts);
    for (TableSummary table : decision.grandparents()) {
      long end = endOf(table);
      ends.add(end);
      below.merge(end, table.bytes(), Long::sum);
      lastBelow = Math.max(lastBelow, end);
    }
    List<Long> places = List.copyOf(ends);
    for (int i = 0; i < places.size(); i++) {
      long place = places.get(i);
      if (cuts.contains(place) || isEndBelow(place)) {
        end();
      }
      if (i + 1 < places.size()) {
        piece(place, places.get(i + 1));
      }
    }
    end();
    return outputs;
  }

  private static long endOf(TableSummary table) {
    return SimulatedTable.placeOf(table.largest()) + 1;
  }

  /// Whether the present output ends because a table below ends here, or because it overlaps too many.
  private boolean isEndBelow(long place) {
    Long bytes = below.get(place);
    if (bytes == null) {
      return false;
    }
    belowBytes += bytes;
    return bytes() >= decision.outputTableBytes() / 2.0
        || belowBytes > (double) GRANDPARENT_FACTOR * decision.outputTableBytes();
  }

  private double bytes() {
    return keys * load.entryBytes();
  }

  /// Adds what lies between two places, in as many outputs as it takes.
  private void piece(long begin, long end) {
    double loaded = 0;
    double missed = 1;
    double hidden = 0;
    double writes = 0;
    for (SimulatedTable input : inputs) {
      if (input.covers(begin)) {
        double shown = input.density() * (1 - hidden);
        writes += shown * input.mean();
        hidden += shown;
        loaded += input.loaded();
        missed *= 1 - input.drawn();
      }
    }
    double density = 1 - Math.max(0, 1 - loaded) * missed;
    if (density <= 0) {
      return;
    }
    double mean = writes / hidden;
    boolean isMoreBelow = lastBelow > begin;
    double limit = decision.outputTableBytes() * (isMoreBelow ? 2.0 : 1.0);
    long place = begin;
    while (place < end) {
      double keysPerPlace = (double) load.keys() / SimulatedTable.LINE;
      double room = Math.max(load.entryBytes(), limit - bytes());
      double steps = Math.ceil(room / (load.entryBytes() * density * keysPerPlace));
      long stop = decision.outputTableBytes() == Long.MAX_VALUE || steps >= end - place ? end : place + (long) steps;
      double within = (stop - place) * keysPerPlace;
      from = from < 0 ? place : from;
      to = stop;
      keys += within * density;
      writeSum += within * density * mean;
      loadedKeys += within * Math.min(1, loaded);
      drawnKeys += within * (1 - missed);
      rangeKeys += within;
      place = stop;
      if (bytes() >= limit) {
        end();
      }
    }
  }

  private void end() {
    if (from < 0) {
      return;
    }
    long number = numbers.getAsLong();
    run = run < 0 ? decision.outputRun(number) : run;
    long first = inputs.stream().mapToLong(SimulatedTable::first).min().orElse(0);
    long last = inputs.stream().mapToLong(SimulatedTable::last).max().orElse(0);
    outputs.add(
        SimulatedTable.of(
            number, decision.outputLevel(), run, from, to, loadedKeys / rangeKeys, drawnKeys / rangeKeys, first,
            writeSum / keys, last, bytes() + load.tableBytes(), load.keys()));
    from = -1;
    keys = 0;
    loadedKeys = 0;
    drawnKeys = 0;
    rangeKeys = 0;
    writeSum = 0;
    belowBytes = 0;
  }
}
