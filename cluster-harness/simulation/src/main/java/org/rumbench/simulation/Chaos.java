package org.rumbench.simulation;

import org.rumbench.runtime.RandomStream;
import org.rumbench.runtime.sim.SimRuntime;

/// Faults without end: nodes lose their power and get it back, links clog and open, one after the other and overlapping,
/// by seed, until it is stopped.
final class Chaos {
  private static final long LONGEST_PAUSE_NANOS = 60_000_000;
  private static final long LONGEST_OUTAGE_NANOS = 200_000_000;

  private final SimCluster cluster;
  private final RandomStream random;
  private boolean isOver;

  Chaos(SimCluster cluster, RandomStream random) {
    this.cluster = cluster;
    this.random = random;
  }

  /// Begins; the first fault comes after a pause.
  void begin() {
    runtime().schedule(random.nextLong(LONGEST_PAUSE_NANOS), "chaos", this::next);
  }

  /// No further faults; what is broken is mended in its time.
  void end() {
    isOver = true;
  }

  private SimRuntime runtime() {
    return cluster.runtime();
  }

  private void next() {
    if (isOver) {
      return;
    }
    int node = random.nextInt(cluster.spec().nodes());
    if (random.nextInt(3) == 0) {
      clog(node, random.nextInt(cluster.spec().nodes()));
    } else if (cluster.node(node) != null) {
      cluster.powerCut(node);
      runtime().schedule(1 + random.nextLong(LONGEST_OUTAGE_NANOS), "power on", () -> cluster.powerOn(node));
    }
    begin();
  }

  private void clog(int from, int to) {
    SimNetwork network = cluster.network();
    network.clog(SimCluster.owner(from), SimCluster.owner(to));
    runtime().schedule(1 + random.nextLong(LONGEST_OUTAGE_NANOS), "heal",
        () -> network.heal(SimCluster.owner(from), SimCluster.owner(to)));
  }
}
