package org.rumbench.cluster.replica;

import org.rumbench.cluster.message.ReplicaAck;
import org.rumbench.cluster.message.ReplicaPage;
import org.rumbench.cluster.message.ReplicaValue;

/// Where a replica's answers go: a connection, or the coordinator on the same node. On the owner's loop; a message is
/// valid during the call only.
public interface AnswerSink {
  /// Answers a read.
  void onValue(ReplicaValue message);

  /// Answers a write.
  void onAck(ReplicaAck message);

  /// Answers a scan.
  void onPage(ReplicaPage message);
}
