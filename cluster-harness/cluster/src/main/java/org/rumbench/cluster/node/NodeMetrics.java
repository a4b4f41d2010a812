package org.rumbench.cluster.node;

import org.rumbench.cluster.coordinator.CoordinatorMetrics;
import org.rumbench.cluster.replica.ReplicaMetrics;
import org.rumbench.storage.LedgerSnapshot;

/// Figures of a node at one moment; counters grow from its start.
///
/// @param nodeId      which node
/// @param state       its state
/// @param incarnation how often it has started in its directory
/// @param ledger      bytes of its storage, by purpose
/// @param replica     its copy of the keys, with the engine's figures
/// @param coordinator what it coordinated
/// @param traffic     its frames
public record NodeMetrics(
    int nodeId,
    NodeState state,
    long incarnation,
    LedgerSnapshot ledger,
    ReplicaMetrics replica,
    CoordinatorMetrics coordinator,
    Traffic traffic) {

  /// Frames of a node; those between a node's own coordinator and replica are none.
  ///
  /// @param framesSent     frames given to the network
  /// @param bytesSent      their bytes
  /// @param framesReceived frames that came
  /// @param bytesReceived  their bytes
  /// @param refusedFrames  frames that were no message or not allowed to their sender; each closed its connection
  public record Traffic(
      long framesSent, long bytesSent, long framesReceived, long bytesReceived, long refusedFrames) {}
}
