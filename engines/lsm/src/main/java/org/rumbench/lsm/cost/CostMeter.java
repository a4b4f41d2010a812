package org.rumbench.lsm.cost;

import java.util.SortedMap;
import java.util.TreeMap;

/// Adds up what a simulated tree does over one stretch. One owner.
final class CostMeter {
  private final TreeLoad load;
  private final SortedMap<Integer, Double> compacted = new TreeMap<>();
  private long writes;
  private double flushed;
  private double moved;
  private long merges;
  private long tablesWritten;
  private double peak;
  private double resting;
  private long rests;
  private double runs;
  private double filters;
  private double sources;
  private long reads;

  CostMeter(TreeLoad load) {
    this.load = load;
  }

  void flushed(long entries, double bytes, double treeBytes) {
    writes += entries;
    flushed += bytes;
    tablesWritten++;
    peak = Math.max(peak, treeBytes);
  }

  /// `treeBytes` holds inputs and outputs.
  void merged(int tier, double bytes, int tables, double treeBytes) {
    compacted.merge(tier, bytes, Double::sum);
    merges++;
    tablesWritten += tables;
    peak = Math.max(peak, treeBytes);
  }

  void moved(double bytes) {
    moved += bytes;
  }

  void rested(double treeBytes) {
    resting += treeBytes;
    rests++;
  }

  void read(int runsOver, double filtersAsked, double sourcesRead) {
    runs += runsOver;
    filters += filtersAsked;
    sources += sourcesRead;
    reads++;
  }

  PolicyCost cost(double settledBytes) {
    double times = Math.max(1, reads);
    return new PolicyCost(
        writes, writes * load.entryBytes(), flushed, compacted, moved, merges, tablesWritten, runs / times,
        filters / times, sources / times, peak, resting / Math.max(1, rests), settledBytes, load.liveBytes());
  }
}
