package org.rumbench.cluster.coordinator;

import org.rumbench.cluster.message.ReplicaRead;
import org.rumbench.cluster.message.ReplicaScan;
import org.rumbench.cluster.message.ReplicaWrite;

/// The replicas as a coordinator reaches them: over a connection, or directly on its own node.
///
/// A message is encoded or executed before the call returns. The own replica may answer inside the call.
public interface Peers {
  /// The node the coordinator is on.
  int localId();

  /// Whether a node is connected, serves and is not congested: it is worth asking.
  boolean isLive(int nodeId);

  /// Grows whenever any [#isLive] may have changed, congestion apart.
  long livenessEpoch();

  /// Asks a replica for one key.
  void send(int nodeId, ReplicaRead message);

  /// Sends a replica one version of one key.
  void send(int nodeId, ReplicaWrite message);

  /// Asks a replica for a page.
  void send(int nodeId, ReplicaScan message);
}
