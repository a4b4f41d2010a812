package org.rumbench.workload;

import java.util.concurrent.TimeUnit;

/// How a driver behaves, whatever the workload and the phase.
///
/// @param shard       number of this driver among those that share the workload, from 0
/// @param shards      how many share it
/// @param isVerifying every value read is checked against what the workload writes; about 0.1 µs a kilobyte
/// @param drainNanos  how long after the end of a phase's window operations may still start and end
public record DriverSettings(int shard, int shards, boolean isVerifying, long drainNanos) {
  /// Checks ranges.
  public DriverSettings {
    if (shards < 1 || shard < 0 || shard >= shards) {
      throw new IllegalArgumentException("driver " + shard + " of " + shards);
    }
    if (drainNanos < 0) {
      throw new IllegalArgumentException("a drain of " + drainNanos + " ns");
    }
  }

  /// One driver that verifies and drains for at most 10 s.
  public static DriverSettings defaults() {
    return new DriverSettings(0, 1, true, TimeUnit.SECONDS.toNanos(10));
  }

  /// This driver among several.
  public DriverSettings withShard(int newShard, int newShards) {
    return new DriverSettings(newShard, newShards, isVerifying, drainNanos);
  }

  /// With another drain.
  public DriverSettings withDrainNanos(long nanos) {
    return new DriverSettings(shard, shards, isVerifying, nanos);
  }

  /// With or without checks of values.
  public DriverSettings withVerifying(boolean isOn) {
    return new DriverSettings(shard, shards, isOn, drainNanos);
  }
}
