package org.rumbench.lsm.cost;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.rumbench.lsm.compaction.CompactionDecision;
import org.rumbench.lsm.compaction.CompactionPolicy;
import org.rumbench.lsm.compaction.RunSummary;
import org.rumbench.lsm.compaction.TableSummary;
import org.rumbench.lsm.compaction.TreeShape;
import org.rumbench.runtime.Invariant;

/// A tree of expected sizes that a compaction policy keeps in shape: tells what the policy costs without writing a
/// byte.
///
/// All keys are loaded once, in random order; then keys drawn uniformly are overwritten. Each memtable becomes a table
/// over all keys, and merges are done at once until the policy finds nothing: compaction that keeps up. The same policy
/// and load give the same cost. Two entries of the same key are assumed independent, so the union of tables that hold
/// shares a and b of the keys holds `a + b - a b`. One owner.
public final class PolicySimulation {
  private static final int MAX_MERGES_PER_FLUSH = 10_000;
  private static final int SAMPLED_PLACES = 15;
  private static final int RUN_BITS = 40;

  private final CompactionPolicy policy;
  private final TreeLoad load;
  private List<SimulatedTable> tables = new ArrayList<>();
  private CostMeter meter;
  private long nextNumber = 1;
  private long writes;
  private double memtableShare;

  /// An empty tree.
  public PolicySimulation(CompactionPolicy policy, TreeLoad load) {
    this.policy = policy;
    this.load = load;
    this.meter = new CostMeter(load);
  }

  /// Loads every key once, flushes and settles; returns what that cost. Asked once, before all else.
  public PolicyCost load() {
    for (long left = load.keys(); left > 0; left -= load.bufferEntries()) {
      long entries = Math.min(left, load.bufferEntries());
      flush(entries, (double) entries / load.keys(), 0);
    }
    return end();
  }

  /// Overwrites as many keys, drawn uniformly, flushes and settles; returns what that cost.
  public PolicyCost overwrite(long entries) {
    for (long left = entries; left > 0; left -= load.bufferEntries()) {
      long some = Math.min(left, load.bufferEntries());
      flush(some, 0, -Math.expm1(some * Math.log1p(-1 / Math.max(1.000_001, (double) load.keys()))));
    }
    return end();
  }

  private PolicyCost end() {
    PolicyCost cost = meter.cost(bytes());
    meter = new CostMeter(load);
    return cost;
  }

  private double bytes() {
    return tables.stream().mapToDouble(SimulatedTable::bytes).sum();
  }

  /// A memtable of that many entries, which hold these shares of the keys, becomes a table; merges follow.
  private void flush(long entries, double loaded, double drawn) {
    double bytes = (loaded + drawn) * load.keys() * load.entryBytes() + load.tableBytes();
    long number = nextNumber++;
    tables.add(
        SimulatedTable.of(
            number, 0, number, 0, SimulatedTable.LINE, loaded, drawn, writes + 1, writes + entries / 2.0,
            writes + entries, bytes, load.keys()));
    writes += entries;
    memtableShare = drawn / 2;
    meter.flushed(entries, bytes, bytes());
    int merges = 0;
    for (Optional<CompactionDecision> due = policy.pick(shape()); due.isPresent(); due = policy.pick(shape())) {
      Invariant.check(merges < MAX_MERGES_PER_FLUSH, "a policy comes to an end", merges, MAX_MERGES_PER_FLUSH);
      merges++;
      apply(due.get());
    }
    sample();
  }

  private void apply(CompactionDecision decision) {
    Set<Long> numbers =
        decision.inputs().stream().map(TableSummary::number).collect(Collectors.toCollection(TreeSet::new));
    Map<Boolean, List<SimulatedTable>> split =
        tables.stream().collect(Collectors.partitioningBy(table -> numbers.contains(table.number())));
    List<SimulatedTable> inputs = split.getOrDefault(true, List.of());
    List<SimulatedTable> next = new ArrayList<>(split.getOrDefault(false, List.of()));
    switch (decision.kind()) {
      case MERGE -> {
        List<SimulatedTable> outputs = new SimulatedMerge(load, decision, inputs, () -> nextNumber++).outputs();
        double written = outputs.stream().mapToDouble(SimulatedTable::bytes).sum();
        meter.merged(decision.tier(), written, outputs.size(), bytes() + written);
        next.addAll(outputs);
      }
      case MOVE -> {
        long run = decision.outputRun(inputs.getFirst().number());
        inputs.forEach(table -> next.add(table.movedTo(decision.outputLevel(), run, load.keys())));
        meter.moved((double) decision.inputBytes());
      }
      case DROP -> {}
    }
    tables = next;
  }

  /// The tree as its policy sees it.
  TreeShape shape() {
    List<RunSummary> runs = new ArrayList<>();
    for (List<SimulatedTable> run : runs()) {
      runs.add(
          new RunSummary(
              run.getFirst().level(), run.getFirst().run(), run.stream().map(SimulatedTable::summary).toList()));
    }
    return new TreeShape(runs, Long.MIN_VALUE, Long.MIN_VALUE);
  }

  /// By level, those of one level newest first, each in key order.
  private List<List<SimulatedTable>> runs() {
    List<List<SimulatedTable>> runs = new ArrayList<>(
        tables.stream()
            .collect(
                Collectors.groupingBy(
                    table -> (long) table.level() << RUN_BITS | table.run(), TreeMap::new,
                    Collectors.toCollection(ArrayList::new)))
            .values());
    runs.forEach(run -> run.sort(Comparator.comparingLong(SimulatedTable::from)));
    runs.sort(
        Comparator.comparingInt((List<SimulatedTable> run) -> run.getFirst().level())
            .thenComparing(Comparator.comparingLong(PolicySimulation::newest).reversed())
            .thenComparing(Comparator.comparingLong((List<SimulatedTable> run) -> run.getFirst().run()).reversed()));
    return runs;
  }

  private static long newest(List<SimulatedTable> run) {
    return run.stream().mapToLong(SimulatedTable::last).max().orElse(0);
  }

  /// Measures reads of existing keys at some places of the line.
  private void sample() {
    List<List<SimulatedTable>> runs = runs();
    for (int i = 0; i < SAMPLED_PLACES; i++) {
      long place = SimulatedTable.LINE / SAMPLED_PLACES * i + SimulatedTable.LINE / (2 * SAMPLED_PLACES);
      List<SimulatedTable> over = new ArrayList<>();
      for (List<SimulatedTable> run : runs) {
        run.stream().filter(table -> table.covers(place)).findFirst().ifPresent(over::add);
      }
      read(over);
    }
    meter.rested(bytes());
  }

  /// A read asks a table unless what it has found is newer than all of the table.
  private void read(List<SimulatedTable> over) {
    double filters = 0;
    double sources = 1;
    for (int i = 0; i < over.size(); i++) {
      SimulatedTable table = over.get(i);
      double notLoaded = 1;
      double notDrawn = 1 - memtableShare;
      for (SimulatedTable before : over.subList(0, i)) {
        double newer = before.newerThan(table.last());
        notLoaded -= before.loaded() * newer;
        notDrawn *= 1 - before.drawn() * newer;
      }
      double asked = Math.max(0, notLoaded) * notDrawn;
      double loaded = notLoaded <= 0 ? 0 : Math.min(1, table.loaded() / notLoaded);
      double found = 1 - (1 - loaded) * (1 - table.drawn());
      filters += asked;
      sources += asked * (found + (1 - found) * load.falsePositives());
    }
    meter.read(over.size(), filters, sources);
  }
}
