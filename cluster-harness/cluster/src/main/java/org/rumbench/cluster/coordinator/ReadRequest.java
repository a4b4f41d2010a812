package org.rumbench.cluster.coordinator;

import org.agrona.concurrent.UnsafeBuffer;
import org.rumbench.cluster.message.ByteRegion;
import org.rumbench.cluster.message.ReplicaStatus;
import org.rumbench.cluster.repair.Reconciliation;

/// A read in flight. Replicas are bits by rank in the preference list.
final class ReadRequest extends ClientRequest {
  final UnsafeBuffer key = new UnsafeBuffer(new byte[256]);
  final Reconciliation answers = new Reconciliation();
  int keyLength;
  long keyHash;
  int partition;
  int asked;
  int failed;
  /// Ranks that a blocking repair writes to, and those that have acknowledged; 0 before it begins.
  int repairing;
  int repaired;
  ReplicaStatus failure = ReplicaStatus.FAILED;
  String failureText = "";

  void fill(ByteRegion source, long hash, int partitionOfKey) {
    keyLength = source.length();
    if (keyLength > key.capacity()) {
      key.wrap(new byte[keyLength]);
    }
    key.putBytes(0, source.buffer(), source.offset(), keyLength);
    keyHash = hash;
    partition = partitionOfKey;
    asked = 0;
    failed = 0;
    repairing = 0;
    repaired = 0;
    failureText = "";
    answers.clear();
  }

  boolean isWaitingFor(int rank) {
    return (asked & ~failed & 1 << rank) != 0 && !answers.hasAnswered(rank);
  }

  int waitingCount() {
    return Integer.bitCount(asked & ~failed) - answers.answeredCount();
  }

  /// Replicas known to have the winner.
  int currentCount() {
    return answers.answeredCount() - Integer.bitCount(answers.staleRanks()) + Integer.bitCount(repaired);
  }
}
