package org.rumbench.cluster.coordinator;

import java.util.ArrayDeque;
import org.agrona.concurrent.UnsafeBuffer;
import org.rumbench.cluster.ClusterConfig;
import org.rumbench.cluster.flight.FlightTable;
import org.rumbench.cluster.message.ClientWrite;
import org.rumbench.cluster.message.Outcome;
import org.rumbench.cluster.message.ReplicaAck;
import org.rumbench.cluster.message.ReplicaStatus;
import org.rumbench.cluster.message.ReplicaWrite;
import org.rumbench.cluster.message.WriteOrigin;
import org.rumbench.cluster.ring.KeyHash;
import org.rumbench.cluster.ring.Ring;
import org.rumbench.cluster.version.HybridTime;
import org.rumbench.cluster.version.StoredValue;

/// Quorum writes: gives the write its version, sends it to all N replicas that are live, waits for W.
///
/// The own replica comes last, because it may answer inside the call. A write that is not answered with success and
/// reached a replica is indeterminate: it may appear later.
final class Writes {
  private final ClusterConfig config;
  private final Ring ring;
  private final Peers peers;
  private final FlightTable<ClientRequest> table;
  private final Answering answering;
  private final HybridTime time;
  private final ArrayDeque<WriteRequest> free = new ArrayDeque<>();
  private final ReplicaWrite order = new ReplicaWrite();
  private final UnsafeBuffer stored = new UnsafeBuffer(new byte[16 * 1024]);
  long answeredWrites;
  long missedReplicaWrites;

  Writes(
      ClusterConfig config, Ring ring, Peers peers, FlightTable<ClientRequest> table, Answering answering,
      HybridTime time) {
    this.config = config;
    this.ring = ring;
    this.peers = peers;
    this.table = table;
    this.answering = answering;
    this.time = time;
  }

  void begin(ClientWrite message, ClientSink sink) {
    int needed = message.writeQuorum == 0 ? config.writeQuorum() : message.writeQuorum;
    long hash = KeyHash.of(message.key.buffer(), message.key.offset(), message.key.length());
    int partition = ring.partitionOf(hash);
    int replicas = ring.replicas();
    int live = 0;
    for (int rank = 0; rank < replicas; rank++) {
      if (peers.isLive(ring.preference(partition, rank))) {
        live |= 1 << rank;
      }
    }
    if (needed > replicas) {
      answering.failed(
          sink, message.requestId, Outcome.FAILED, false, 0, 0,
          "write quorum " + needed + " is above " + replicas + " replicas");
      return;
    }
    if (Integer.bitCount(live) < needed) {
      answering.failed(
          sink, message.requestId, Outcome.UNAVAILABLE, false, 0, 0,
          needed + " replicas needed, " + Integer.bitCount(live) + " live");
      return;
    }
    if (table.isFull()) {
      answering.failed(sink, message.requestId, Outcome.OVERLOADED, false, 0, 0, "too many requests in flight");
      return;
    }
    missedReplicaWrites += replicas - Integer.bitCount(live);
    WriteRequest request = free.pollLast();
    if (request == null) {
      request = new WriteRequest();
    }
    int budget = Math.min(message.budgetMillis, config.requestTimeoutMillis());
    request.open(sink, message.requestId, needed, budget);
    request.fill(partition, time.next());
    request.asked = live;
    table.begin(request, budget * 1_000_000L);
    send(message, request, hash, live);
  }

  private void send(ClientWrite message, WriteRequest request, long hash, int ranks) {
    int partition = request.partition;
    order.requestId = request.id();
    order.partition = partition;
    order.keyHash = hash;
    order.origin = WriteOrigin.CLIENT;
    order.isDelete = message.isDelete;
    order.budgetMillis = request.budgetMillis;
    order.versionMode = config.versionMode().code();
    order.version = request.version;
    order.key.wrap(message.key);
    if (message.isDelete) {
      order.value.clear();
    } else {
      int length = message.value.length() + StoredValue.HEADER_BYTES;
      if (length > stored.capacity()) {
        stored.wrap(new byte[length]);
      }
      stored.putByte(0, StoredValue.header(config.versionMode()));
      stored.putBytes(StoredValue.HEADER_BYTES, message.value.buffer(), message.value.offset(), message.value.length());
      order.value.wrap(stored, 0, length);
    }
    int local = ring.rankOf(partition, peers.localId());
    for (int rank = 0; ranks >>> rank != 0; rank++) {
      if (rank != local && (ranks & 1 << rank) != 0) {
        peers.send(ring.preference(partition, rank), order);
      }
    }
    if (local >= 0 && (ranks & 1 << local) != 0) {
      peers.send(peers.localId(), order);
    }
  }

  void onAck(WriteRequest request, int from, ReplicaAck message) {
    int rank = ring.rankOf(request.partition, from);
    if (rank < 0 || !request.isWaitingFor(rank)) {
      return;
    }
    if (message.status != ReplicaStatus.OK) {
      onFailure(request, rank, message.status, message.text.text());
      return;
    }
    request.acknowledged |= 1 << rank;
    int acknowledged = Integer.bitCount(request.acknowledged);
    if (acknowledged >= request.quorum) {
      answeredWrites++;
      answering.written(request.takeSink(), request.clientRequestId, acknowledged, request.version);
      end(request);
    }
  }

  void onPeerLost(WriteRequest request, int nodeId) {
    int rank = ring.rankOf(request.partition, nodeId);
    if (rank >= 0 && request.isWaitingFor(rank)) {
      onFailure(request, rank, ReplicaStatus.FAILED, "connection to node " + nodeId + " lost");
    }
  }

  private void onFailure(WriteRequest request, int rank, ReplicaStatus status, String text) {
    request.failed |= 1 << rank;
    request.isLeft |= status == ReplicaStatus.FAILED;
    if (request.failureText.isEmpty() || status == ReplicaStatus.FAILED) {
      request.failure = status;
      request.failureText = text;
    }
    if (Integer.bitCount(request.asked & ~request.failed) >= request.quorum) {
      return;
    }
    boolean isIndeterminate =
        request.isLeft || request.acknowledged != 0 || (request.asked & ~request.failed) != 0;
    Outcome outcome = Answering.outcomeOf(request.failure);
    if (outcome == Outcome.UNAVAILABLE && isIndeterminate) {
      outcome = Outcome.FAILED;
    }
    answering.failed(
        request.takeSink(), request.clientRequestId, outcome, isIndeterminate,
        Integer.bitCount(request.acknowledged), request.version, request.failureText);
    end(request);
  }

  void onExpired(WriteRequest request) {
    int acknowledged = Integer.bitCount(request.acknowledged);
    answering.failed(
        request.takeSink(), request.clientRequestId, Outcome.TIMED_OUT, true, acknowledged, request.version,
        acknowledged + " of " + request.quorum + " replicas acknowledged in " + request.budgetMillis + " ms");
    end(request);
  }

  private void end(WriteRequest request) {
    table.end(request);
    free.addLast(request);
  }
}
