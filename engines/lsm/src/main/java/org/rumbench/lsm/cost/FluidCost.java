package org.rumbench.lsm.cost;

import java.util.ArrayList;
import java.util.List;

/// The closed cost formulas of a fluid LSM tree: every level but the last holds at most `runs` sorted runs, the last at
/// most `lastRuns`. One of each is leveling, `T - 1` of each is tiering, `T - 1` and one is lazy leveling.
///
/// The model: level i is T times as large as the one above; a level's runs are merged when its capacity is reached;
/// keys are overwritten uniformly. Costs are those of a steady state with all levels in use.
///
/// Source: Dayan, Athanassoulis, Idreos, *Monkey: Optimal Navigable Key-Value Store*, SIGMOD 2017, and Dayan, Idreos,
/// *Dostoevsky*, SIGMOD 2018 (tables 2 and 3). Write cost, there in pages, is in bytes here.
///
/// @param sizeRatio         T, the factor between levels; 2 or more
/// @param runs              K, runs of a level that is not the last; 1 to T - 1
/// @param lastRuns          Z, runs of the last level; 1 to T - 1
/// @param entries           N, entries of distinct keys
/// @param entryBytes        E, bytes of an entry in a table
/// @param bufferBytes       bytes of the memtable as a table
/// @param filterBitsPerEntry bits of a Bloom filter per entry, averaged over the tree
public record FluidCost(
    double sizeRatio, double runs, double lastRuns, double entries, double entryBytes, double bufferBytes,
    double filterBitsPerEntry) {
  private static final double LN_2_SQUARED = Math.log(2) * Math.log(2);

  /// Checks the ranges.
  public FluidCost {
    atLeast("sizeRatio", sizeRatio, 2);
    within("runs", runs, Math.max(1, sizeRatio - 1));
    within("lastRuns", lastRuns, Math.max(1, sizeRatio - 1));
    atLeast("entries", entries, 1);
    atLeast("entryBytes", entryBytes, 1);
    atLeast("bufferBytes", bufferBytes, 1);
    atLeast("filterBitsPerEntry", filterBitsPerEntry, 0);
  }

  private static void atLeast(String name, double value, double bound) {
    if (!(value >= bound)) {
      throw new IllegalArgumentException(name + " is " + value + ", below " + bound);
    }
  }

  private static void within(String name, double value, double high) {
    if (!(value >= 1 && value <= high)) {
      throw new IllegalArgumentException(name + " is " + value + ", outside 1 to " + high);
    }
  }

  /// The same with one run in every level.
  public FluidCost leveling() {
    return withRuns(1, 1);
  }

  /// The same with `T - 1` runs in every level.
  public FluidCost tiering() {
    return withRuns(sizeRatio - 1, sizeRatio - 1);
  }

  /// The same with `T - 1` runs in every level but the last, which has one.
  public FluidCost lazyLeveling() {
    return withRuns(sizeRatio - 1, 1);
  }

  private FluidCost withRuns(double k, double z) {
    return new FluidCost(sizeRatio, k, z, entries, entryBytes, bufferBytes, filterBitsPerEntry);
  }

  /// Levels below the memtable: `L = ceil(log_T(N E / buffer * (T - 1) / T))`, at least 1.
  public int levels() {
    double fill = entries * entryBytes / bufferBytes * (sizeRatio - 1) / sizeRatio;
    // A tree that just fills its levels does not need one more for a rounding error.
    return (int) Math.max(1, Math.ceil(Math.log(fill) / Math.log(sizeRatio) - 1e-9));
  }

  /// Bytes written to tables per byte flushed, the flush included: `1 + (T - 1)/(K + 1) (L - 1) + (T - 1)/(Z + 1)`. An
  /// entry is merged within a level once for every `K + 1` arrivals of `T - 1`, on average.
  public double writeAmplification() {
    return 1 + mergesOfLevel(runs) * (levels() - 1) + mergesOfLevel(lastRuns);
  }

  private double mergesOfLevel(double k) {
    return (sizeRatio - 1) / (k + 1);
  }

  /// The same with the commit log, which writes every byte once more.
  public double writeAmplificationWithLog() {
    return writeAmplification() + 1;
  }

  /// The same for policies as engines have them, over a tree whose last level holds the live data and stays as large:
  /// every arriving run is written to its level before the level is merged, and leveled levels stay full. With `n` the
  /// live data in memtables:
  ///
  /// - tiering: each entry once in each of `log_T(n)` levels, `1 + log_T(n)`
  /// - lazy leveling: once in each tiered level; the last level, rewritten for every arrival of `T^(L-1)` memtables
  ///   together, costs `n / T^(L-1)`: `L - 1 + n / T^(L-1)` and the flush, with `L = ceil(log_T(n)) - 1` below the
  /// flushes
  /// - leveling: [LevelLadder#expectedWriteAmplification] of `ceil(log_T(n))` levels
  public double eagerWriteAmplification() {
    double memtables = Math.max(1, entries * entryBytes / bufferBytes);
    double depth = Math.log(memtables) / Math.log(sizeRatio);
    int whole = (int) Math.max(1, Math.ceil(depth - 1e-9));
    if (lastRuns > 1) {
      return 1 + depth;
    }
    if (runs > 1) {
      int below = Math.max(1, whole - 1);
      return below + Math.max(1, memtables / Math.pow(sizeRatio, below));
    }
    List<Double> ladder = new ArrayList<>(List.of(1.0));
    for (int level = 1; level <= whole; level++) {
      ladder.add(Math.max(1, memtables / Math.pow(sizeRatio, whole - level)));
    }
    return new LevelLadder(ladder).expectedWriteAmplification();
  }

  /// Sorted runs that a read may have to look into: `K (L - 1) + Z`.
  public double runsOfTree() {
    return runs * (levels() - 1) + lastRuns;
  }

  /// Chance that a filter lets a foreign key pass, the same bits everywhere: `p = e^(-bits ln(2)^2)`.
  public double uniformFalsePositives() {
    return Math.exp(-filterBitsPerEntry * LN_2_SQUARED);
  }

  /// Runs read for a key that does not exist, the same filter bits everywhere: `p (K (L - 1) + Z)`.
  public double zeroResultLookup() {
    return uniformFalsePositives() * runsOfTree();
  }

  /// Runs read for a key that does not exist when the filter bits are spread as Monkey does:
  /// `R = p Z^((T-1)/T) K^(1/T) T^(T/(T-1)) / (T - 1)`, and no more than all runs. It does not grow with the levels.
  public double zeroResultLookupMonkey() {
    double t = sizeRatio;
    double r = uniformFalsePositives() * Math.pow(lastRuns, (t - 1) / t) * Math.pow(runs, 1 / t)
        * Math.pow(t, t / (t - 1)) / (t - 1);
    return Math.min(r, runsOfTree());
  }

  /// Chance that a filter of a level lets a foreign key pass under Monkey's spread: that of the last level is
  /// `R (T - 1)/(T Z)`, j levels above it `Z/K T^-j` times as much; at most 1. `level` counts from 1.
  public double monkeyFalsePositives(int level) {
    double last = zeroResultLookupMonkey() * (sizeRatio - 1) / (sizeRatio * lastRuns);
    int above = levels() - level;
    return Math.min(1, above == 0 ? last : last * lastRuns / runs * Math.pow(sizeRatio, -above));
  }

  /// Runs read for a key that exists, the same filter bits everywhere: `1 + R - p (Z + 1)/2`. It is found halfway
  /// through the last level.
  public double existingLookup() {
    return 1 + zeroResultLookup() - uniformFalsePositives() * (lastRuns + 1) / 2;
  }

  /// Runs read for a key that exists, under Monkey's spread.
  public double existingLookupMonkey() {
    return 1 + zeroResultLookupMonkey() - monkeyFalsePositives(levels()) * (lastRuns + 1) / 2;
  }

  /// Runs that a short scan seeks in: all of them, filters do not help.
  public double shortScan() {
    return runsOfTree();
  }

  /// Entries that a long scan reads per entry it returns: `Z + 1/T`, the last level's runs and what lies above them.
  public double longScan() {
    return lastRuns + 1 / sizeRatio;
  }

  /// Space over live bytes when every entry of all other runs is an old or newer copy of one in the largest:
  /// `Z + 1/(T - 1)`.
  public double worstSpaceAmplification() {
    return lastRuns + 1 / (sizeRatio - 1);
  }

  /// Space over live bytes on average in time: levels above the last and all runs of it but the largest are half full,
  /// `1 + (Z - 1 + 1/(T - 1))/2`.
  public double expectedSpaceAmplification() {
    return 1 + (worstSpaceAmplification() - 1) / 2;
  }
}
