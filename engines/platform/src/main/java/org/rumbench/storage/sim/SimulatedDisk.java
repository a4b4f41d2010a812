package org.rumbench.storage.sim;

/// The cost model of a simulated disk.
///
/// A call costs its latency plus its bytes over the bandwidth, charged to the caller; a read of bytes that a hint had
/// fetched ahead costs what is left of that time. A sync leaves the caller at once
/// and completes after `syncNanos` plus the un-synced bytes over the bandwidth, behind the syncs already queued. With a
/// spread nothing queues: each sync takes up to that much longer, drawn from the entropy of the life that asks, short
/// waits being as likely as long ones of any magnitude, so that syncs of different files overtake each other. Syncs of
/// one file keep their order all the same.
///
/// @param readNanos       latency of a read
/// @param writeNanos      latency of an append, a name change or a reservation
/// @param syncNanos       latency of a sync
/// @param syncSpreadNanos by how much syncs differ; zero for a queue in which they keep their order
/// @param bytesPerSecond  bandwidth; zero for unlimited
/// @param capacityBytes   what fits in all
public record SimulatedDisk(
    long readNanos, long writeNanos, long syncNanos, long syncSpreadNanos, long bytesPerSecond, long capacityBytes) {
  private static final double NANOS_PER_SECOND = 1e9;

  /// Refuses negative figures.
  public SimulatedDisk {
    if (readNanos < 0
        || writeNanos < 0
        || syncNanos < 0
        || syncSpreadNanos < 0
        || bytesPerSecond < 0
        || capacityBytes < 0) {
      throw new IllegalArgumentException("a disk has no negative figures");
    }
  }

  /// Costs nothing, holds everything.
  public static SimulatedDisk free() {
    return new SimulatedDisk(0, 0, 0, 0, 0, Long.MAX_VALUE);
  }

  /// Costs nothing but for syncs, which take up to 100 µs each and overtake each other.
  public static SimulatedDisk restless() {
    return new SimulatedDisk(0, 0, 0, 100_000, 0, Long.MAX_VALUE);
  }

  /// Cached reads and writes of a solid-state disk whose sync takes 100 µs.
  public static SimulatedDisk solidState() {
    return new SimulatedDisk(1_000, 2_000, 100_000, 0, 1_000_000_000, Long.MAX_VALUE);
  }

  /// This disk with room for `bytes` only.
  public SimulatedDisk withCapacity(long bytes) {
    return new SimulatedDisk(readNanos, writeNanos, syncNanos, syncSpreadNanos, bytesPerSecond, bytes);
  }

  long transferNanos(long bytes) {
    return bytesPerSecond == 0 ? 0 : (long) ((double) bytes * NANOS_PER_SECOND / bytesPerSecond);
  }
}
