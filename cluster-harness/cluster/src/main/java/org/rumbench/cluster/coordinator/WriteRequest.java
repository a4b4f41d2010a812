package org.rumbench.cluster.coordinator;

import org.rumbench.cluster.message.ReplicaStatus;

/// A write in flight. Replicas are bits by rank in the preference list.
final class WriteRequest extends ClientRequest {
  int partition;
  long version;
  int asked;
  int acknowledged;
  int failed;
  /// Whether a replica failed in a way that may have left the write there.
  boolean isLeft;
  ReplicaStatus failure = ReplicaStatus.FAILED;
  String failureText = "";

  void fill(int partitionOfKey, long newVersion) {
    partition = partitionOfKey;
    version = newVersion;
    asked = 0;
    acknowledged = 0;
    failed = 0;
    isLeft = false;
    failureText = "";
  }

  boolean isWaitingFor(int rank) {
    return (asked & ~failed & ~acknowledged & 1 << rank) != 0;
  }
}
