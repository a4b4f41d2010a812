package org.rumbench.cluster;

import org.rumbench.cluster.version.VersionMode;

/// The settings of a cluster that all nodes and clients share; recorded with every result.
///
/// @param name                  cluster name; peers of another name are refused at the handshake
/// @param replicas              N, copies of each key
/// @param readQuorum            R, answers a read waits for; overridable per request
/// @param writeQuorum           W, acknowledgements a write waits for; overridable per request
/// @param virtualNodes          tokens per node
/// @param versionMode           `version.mode`
/// @param readsAskAll           whether a read asks all N replicas instead of R of them
/// @param readRepair            what a read does about stale answers
/// @param coordinatorChoice     where clients send requests
/// @param requestTimeoutMillis  what a coordinator waits for its replicas
/// @param maxParkedWrites       writes a replica keeps while its engine stalls; the next is refused as overloaded
/// @param maxRequestsInFlight   requests a coordinator or client keeps; the next is refused as overloaded
/// @param maxRecordBytes        key plus value a client accepts
/// @param storageThreads        lanes on threads of their own per node; 0 runs the engine on the node's loop
/// @param eventLoops            loops that embedded nodes share
/// @param secret                reserved: what peers prove to know; empty for none
public record ClusterConfig(
    String name,
    int replicas,
    int readQuorum,
    int writeQuorum,
    int virtualNodes,
    VersionMode versionMode,
    boolean readsAskAll,
    ReadRepair readRepair,
    CoordinatorChoice coordinatorChoice,
    int requestTimeoutMillis,
    int maxParkedWrites,
    int maxRequestsInFlight,
    int maxRecordBytes,
    int storageThreads,
    int eventLoops,
    String secret) {

  /// Most replicas per key.
  public static final int MAX_REPLICAS = 16;

  /// Checks every bound; the message names the key, the value and the bound.
  public ClusterConfig {
    between("cluster.replicas", replicas, 1, MAX_REPLICAS);
    between("cluster.readQuorum", readQuorum, 1, replicas);
    between("cluster.writeQuorum", writeQuorum, 1, replicas);
    between("cluster.virtualNodes", virtualNodes, 1, 4096);
    between("cluster.requestTimeoutMillis", requestTimeoutMillis, 1, 3_600_000);
    between("cluster.maxParkedWrites", maxParkedWrites, 0, 1 << 20);
    between("cluster.maxRequestsInFlight", maxRequestsInFlight, 1, 1 << 20);
    between("cluster.maxRecordBytes", maxRecordBytes, 1, 1 << 20);
    between("cluster.storageThreads", storageThreads, 0, 256);
    between("cluster.eventLoops", eventLoops, 1, 256);
  }

  private static void between(String key, int value, int lowest, int highest) {
    if (value < lowest || value > highest) {
      throw new IllegalArgumentException(key + " is " + value + ", outside " + lowest + " to " + highest);
    }
  }

  /// N=3, R=2, W=2, 64 virtual nodes, asynchronous read repair, 2 s, 10 KiB records, one loop.
  public static ClusterConfig defaults() {
    return new ClusterConfig(
        "rumbench", 3, 2, 2, 64, VersionMode.LAST_WRITE_WINS, false, ReadRepair.ASYNCHRONOUS,
        CoordinatorChoice.REPLICA, 2_000, 4_096, 65_536, 10 * 1024, 0, 1, "");
  }

  /// With other N, R and W.
  public ClusterConfig withQuorums(int n, int r, int w) {
    return new ClusterConfig(
        name, n, r, w, virtualNodes, versionMode, readsAskAll, readRepair, coordinatorChoice, requestTimeoutMillis,
        maxParkedWrites, maxRequestsInFlight, maxRecordBytes, storageThreads, eventLoops, secret);
  }

  /// With another number of tokens per node.
  public ClusterConfig withVirtualNodes(int tokens) {
    return new ClusterConfig(
        name, replicas, readQuorum, writeQuorum, tokens, versionMode, readsAskAll, readRepair, coordinatorChoice,
        requestTimeoutMillis, maxParkedWrites, maxRequestsInFlight, maxRecordBytes, storageThreads, eventLoops,
        secret);
  }

  /// With another read repair, asking all replicas or only R.
  public ClusterConfig withReads(ReadRepair repair, boolean askAll) {
    return new ClusterConfig(
        name, replicas, readQuorum, writeQuorum, virtualNodes, versionMode, askAll, repair, coordinatorChoice,
        requestTimeoutMillis, maxParkedWrites, maxRequestsInFlight, maxRecordBytes, storageThreads, eventLoops,
        secret);
  }

  /// With another choice of coordinator.
  public ClusterConfig withCoordinatorChoice(CoordinatorChoice choice) {
    return new ClusterConfig(
        name, replicas, readQuorum, writeQuorum, virtualNodes, versionMode, readsAskAll, readRepair, choice,
        requestTimeoutMillis, maxParkedWrites, maxRequestsInFlight, maxRecordBytes, storageThreads, eventLoops,
        secret);
  }

  /// With another time limit and other bounds of what is kept.
  public ClusterConfig withLimits(int timeoutMillis, int parkedWrites, int requestsInFlight, int recordBytes) {
    return new ClusterConfig(
        name, replicas, readQuorum, writeQuorum, virtualNodes, versionMode, readsAskAll, readRepair, coordinatorChoice,
        timeoutMillis, parkedWrites, requestsInFlight, recordBytes, storageThreads, eventLoops, secret);
  }

  /// With other threads.
  public ClusterConfig withThreads(int lanes, int loops) {
    return new ClusterConfig(
        name, replicas, readQuorum, writeQuorum, virtualNodes, versionMode, readsAskAll, readRepair, coordinatorChoice,
        requestTimeoutMillis, maxParkedWrites, maxRequestsInFlight, maxRecordBytes, lanes, loops, secret);
  }
}
