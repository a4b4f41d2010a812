package org.rumbench.lsm;

import java.util.Optional;
import org.rumbench.engine.DataProfile;
import org.rumbench.engine.Forecast;
import org.rumbench.lsm.compaction.CompactionPolicy;
import org.rumbench.lsm.cost.PolicyCost;
import org.rumbench.lsm.cost.PolicySimulation;
import org.rumbench.lsm.cost.TreeLoad;
import org.rumbench.lsm.table.FilterKind;

/// What a tree with these options should cost: the sizes of its records in memtable, log, table and manifest, given to
/// a simulation of the policy. Keys count as if nothing of them were shared within a block.
final class TreeForecast {
  /// Flushes beyond which no forecast is made: the simulation would take minutes.
  private static final long MAX_FLUSHES = 20_000;
  private static final int ARENA_NODE_BYTES = 44;
  private static final int ARENA_ROOM_BYTES = 99;
  private static final int LOG_UNIT_BYTES = 14;
  private static final int LOG_RECORD_BYTES = 10;
  private static final int ENTRY_BYTES = 14;
  private static final double RESTART_BYTES = 4.0 / 16;
  private static final int BLOCK_BYTES = 13;
  private static final int BLOCK_BOUND_BYTES = 48;
  private static final int TABLE_BYTES = 230;
  private static final int EDIT_BYTES = 90;
  private static final double PROBES = 6;

  private final LsmOptions options;
  private final DataProfile data;

  TreeForecast(LsmOptions options, DataProfile data) {
    this.options = options;
    this.data = data;
  }

  /// The forecast for a policy; empty when there are too many flushes.
  Optional<Forecast> of(CompactionPolicy policy) {
    TreeLoad load = load();
    if ((data.records() + data.overwrites()) / load.bufferEntries() > MAX_FLUSHES) {
      return Optional.empty();
    }
    PolicySimulation simulation = new PolicySimulation(policy, load);
    PolicyCost loading = simulation.load();
    return Optional.of(
        data.overwrites() == 0
            ? forecast(loading, 0)
            : forecast(simulation.overwrite(data.overwrites()), manifestBytes(loading)));
  }

  private double manifestBytes(PolicyCost cost) {
    return cost.tablesWritten() * (EDIT_BYTES + 2.0 * data.keyBytes());
  }

  /// `manifestBefore` is the manifest's length before; it grows until the store is opened again.
  private Forecast forecast(PolicyCost cost, double manifestBefore) {
    double user = (double) cost.writes() * data.recordBytes();
    double tables = cost.writeAmplification() * cost.userBytes();
    double manifest = manifestBytes(cost);
    double log = cost.writes() * logBytes();
    // At rest there is one empty log with its reserve; under load one more waits for its memtable's flush.
    double logs = Math.max((double) options.logReserveBytes(), memtableEntries() * logBytes());
    double settled = cost.settledBytes() + manifestBefore + manifest + options.logReserveBytes();
    double peak =
        cost.peakBytes() + manifestBefore + manifest
            + 2 * logs;
    double average = cost.averageBytes() + manifestBefore + manifest / 2 + 1.5 * logs;
    return new Forecast(
        (tables + manifest + log) / user, cost.filtersPerRead(), cost.sourcesPerRead(), settled / data.liveBytes(),
        average / data.liveBytes(), peak / data.liveBytes());
  }

  /// The sizes that the simulation reckons with.
  TreeLoad load() {
    double entry = data.recordBytes() + ENTRY_BYTES + varintBytes(data.valueBytes()) + RESTART_BYTES;
    double blocks = Math.max(1, Math.floor((options.tables().blockBytes() - BLOCK_BOUND_BYTES) / entry));
    double share = (BLOCK_BYTES + data.keyBytes()) / blocks + filterBits() / Byte.SIZE;
    double table = TABLE_BYTES + 2.0 * data.keyBytes();
    return new TreeLoad(data.records(), entry + share, table, memtableEntries(), falsePositives());
  }

  private double logBytes() {
    return LOG_UNIT_BYTES + LOG_RECORD_BYTES + varintBytes(data.valueBytes()) + data.recordBytes();
  }

  private static int varintBytes(long value) {
    return Math.max(1, (Long.SIZE - Long.numberOfLeadingZeros(value) + 6) / 7);
  }

  /// Records that fill an arena: a node has one link in three of four cases, one more in each fourth of the rest.
  private long memtableEntries() {
    double node = 0;
    double share = 0.75;
    for (int links = 1; links <= 4; links++, share /= 4) {
      long bytes = ARENA_NODE_BYTES + links * Integer.BYTES + data.recordBytes();
      node += (links == 4 ? share * 4 / 3 : share) * (bytes + 7 & ~7L);
    }
    double room = options.memtableBytes() - ARENA_ROOM_BYTES - LOG_RECORD_BYTES - data.recordBytes();
    return Math.max(1, (long) Math.ceil(room / node));
  }

  /// Of a Bloom filter of six probes in one line of 512 bits: that of an unblocked one is close enough at common sizes.
  private double falsePositives() {
    double bits = filterBits();
    return bits == 0 ? 1 : Math.pow(-Math.expm1(-PROBES / bits), PROBES);
  }

  private double filterBits() {
    return options.tables().filter() == FilterKind.NONE ? 0 : options.tables().bloomBitsPerKey();
  }
}
