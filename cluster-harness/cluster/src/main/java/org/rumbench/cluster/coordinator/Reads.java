package org.rumbench.cluster.coordinator;

import java.util.ArrayDeque;
import org.rumbench.cluster.ClusterConfig;
import org.rumbench.cluster.ReadRepair;
import org.rumbench.cluster.flight.FlightTable;
import org.rumbench.cluster.message.ByteRegion;
import org.rumbench.cluster.message.ClientRead;
import org.rumbench.cluster.message.Outcome;
import org.rumbench.cluster.message.RecordState;
import org.rumbench.cluster.message.ReplicaAck;
import org.rumbench.cluster.message.ReplicaRead;
import org.rumbench.cluster.message.ReplicaStatus;
import org.rumbench.cluster.message.ReplicaValue;
import org.rumbench.cluster.message.ReplicaWrite;
import org.rumbench.cluster.message.WriteOrigin;
import org.rumbench.cluster.ring.KeyHash;
import org.rumbench.cluster.ring.Ring;
import org.rumbench.cluster.version.StoredValue;

/// Quorum reads: asks R live replicas (or all), the own one among them when it has the key, takes the highest version,
/// and repairs the replicas that are behind.
///
/// A replica that refuses or whose connection breaks is replaced by one not asked yet. Sending to the own replica comes
/// last in every method, because it may answer inside the call and so end the request.
final class Reads {
  private final ClusterConfig config;
  private final Ring ring;
  private final Peers peers;
  private final FlightTable<ClientRequest> table;
  private final Answering answering;
  private final ArrayDeque<ReadRequest> free = new ArrayDeque<>();
  private final ReplicaRead ask = new ReplicaRead();
  private final ReplicaWrite repair = new ReplicaWrite();
  private int turn;
  long answeredReads;
  long staleReads;
  long repairWrites;
  long extraReads;

  Reads(ClusterConfig config, Ring ring, Peers peers, FlightTable<ClientRequest> table, Answering answering) {
    this.config = config;
    this.ring = ring;
    this.peers = peers;
    this.table = table;
    this.answering = answering;
  }

  void begin(ClientRead message, ClientSink sink) {
    int needed = message.readQuorum == 0 ? config.readQuorum() : message.readQuorum;
    long hash = KeyHash.of(message.key.buffer(), message.key.offset(), message.key.length());
    int partition = ring.partitionOf(hash);
    int live = liveRanks(partition);
    if (needed > ring.replicas()) {
      answering.failed(
          sink, message.requestId, Outcome.FAILED, false, 0, 0,
          "read quorum " + needed + " is above " + ring.replicas() + " replicas");
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
    ReadRequest request = free.pollLast();
    if (request == null) {
      request = new ReadRequest();
    }
    int budget = Math.min(message.budgetMillis, config.requestTimeoutMillis());
    request.open(sink, message.requestId, needed, budget);
    request.fill(message.key, hash, partition);
    table.begin(request, budget * 1_000_000L);
    askFirst(request, live, config.readsAskAll() ? Integer.bitCount(live) : needed);
  }

  private int liveRanks(int partition) {
    int live = 0;
    for (int rank = 0; rank < ring.replicas(); rank++) {
      if (peers.isLive(ring.preference(partition, rank))) {
        live |= 1 << rank;
      }
    }
    return live;
  }

  private void askFirst(ReadRequest request, int live, int wanted) {
    int local = ring.rankOf(request.partition, peers.localId());
    boolean isLocal = local >= 0 && (live & 1 << local) != 0;
    int remote = isLocal ? wanted - 1 : wanted;
    int start = turn++ & 0xffff;
    for (int i = 0; i < ring.replicas() && remote > 0; i++) {
      int rank = (start + i) % ring.replicas();
      if (rank != local && (live & 1 << rank) != 0) {
        remote--;
        ask(request, rank);
      }
    }
    if (isLocal) {
      ask(request, local);
    }
  }

  private void ask(ReadRequest request, int rank) {
    request.asked |= 1 << rank;
    ask.requestId = request.id();
    ask.partition = request.partition;
    ask.keyHash = request.keyHash;
    ask.budgetMillis = request.budgetMillis;
    ask.key.wrap(request.key, 0, request.keyLength);
    peers.send(ring.preference(request.partition, rank), ask);
  }

  void onValue(ReadRequest request, int from, ReplicaValue message) {
    int rank = ring.rankOf(request.partition, from);
    if (rank < 0 || !request.isWaitingFor(rank)) {
      return;
    }
    if (message.status != ReplicaStatus.OK) {
      onFailure(request, rank, message.status, message.text.text());
      return;
    }
    if (message.state == RecordState.VALUE && !isStoredForm(message.value)) {
      onFailure(request, rank, ReplicaStatus.FAILED, "node " + from + " answered a value that is not in stored form");
      return;
    }
    if (request.repairing != 0) {
      // The winner that is being written to others stays the winner of this read; a later read sees a newer one.
      request.failed |= 1 << rank;
      endIfQuiet(request);
      return;
    }
    request.answers.add(rank, message.state, message.version, message.value);
    progress(request);
  }

  private static boolean isStoredForm(ByteRegion value) {
    return value.length() >= StoredValue.HEADER_BYTES
        && StoredValue.isReadable(value.buffer().getByte(value.offset()));
  }

  private void progress(ReadRequest request) {
    if (!request.isAnswered() && request.repairing == 0 && request.answers.answeredCount() >= request.quorum) {
      int stale = request.answers.staleRanks();
      if (stale != 0) {
        staleReads++;
      }
      if (stale != 0 && config.readRepair() == ReadRepair.BLOCKING) {
        if (request.currentCount() < request.quorum) {
          request.repairing = stale;
          sendRepairs(request, stale, request.id());
          return;
        }
      }
      answer(request, stale != 0 && config.readRepair() != ReadRepair.NONE);
    }
    endIfQuiet(request);
  }

  private void answer(ReadRequest request, boolean isRepaired) {
    answeredReads++;
    boolean isFound = request.answers.state() == RecordState.VALUE;
    answering.found(
        request.takeSink(), request.clientRequestId, isFound, isRepaired, request.answers.answeredCount(),
        request.answers.version(), request.answers.value(), isFound ? StoredValue.HEADER_BYTES : 0,
        isFound ? request.answers.valueLength() - StoredValue.HEADER_BYTES : 0);
  }

  /// Once answered and nobody else is waited for: repairs who is behind and not repaired yet, and lets the request go.
  private void endIfQuiet(ReadRequest request) {
    if (request.isAnswered() && request.waitingCount() == 0) {
      finish(request);
    }
  }

  private void finish(ReadRequest request) {
    table.end(request);
    if (config.readRepair() != ReadRepair.NONE) {
      int stale = request.answers.staleRanks() & ~request.repairing;
      if (stale != 0) {
        sendRepairs(request, stale, 0);
      }
    }
    free.addLast(request);
  }

  /// Acknowledgements of repairs with id 0 find no request and are dropped.
  private void sendRepairs(ReadRequest request, int ranks, long requestId) {
    int local = ring.rankOf(request.partition, peers.localId());
    int remote = local < 0 ? ranks : ranks & ~(1 << local);
    for (int rank = 0; remote >>> rank != 0; rank++) {
      if ((remote & 1 << rank) != 0) {
        sendRepair(request, rank, requestId);
      }
    }
    if (remote != ranks) {
      sendRepair(request, local, requestId);
    }
  }

  private void sendRepair(ReadRequest request, int rank, long requestId) {
    repairWrites++;
    repair.requestId = requestId;
    repair.partition = request.partition;
    repair.keyHash = request.keyHash;
    repair.origin = WriteOrigin.REPAIR;
    repair.isDelete = request.answers.state() == RecordState.TOMBSTONE;
    repair.budgetMillis = config.requestTimeoutMillis();
    repair.versionMode = config.versionMode().code();
    repair.version = request.answers.version();
    repair.key.wrap(request.key, 0, request.keyLength);
    repair.value.wrap(request.answers.value(), 0, request.answers.valueLength());
    peers.send(ring.preference(request.partition, rank), repair);
  }

  /// The answer to a blocking repair.
  void onAck(ReadRequest request, int from, ReplicaAck message) {
    int rank = ring.rankOf(request.partition, from);
    if (rank < 0 || (request.repairing & 1 << rank) == 0 || request.isAnswered()) {
      return;
    }
    if (message.status != ReplicaStatus.OK) {
      onRepairFailure(request, rank, message.status, message.text.text());
      return;
    }
    request.repaired |= 1 << rank;
    if (request.currentCount() >= request.quorum) {
      answer(request, true);
      endIfQuiet(request);
    }
  }

  void onPeerLost(ReadRequest request, int nodeId) {
    int rank = ring.rankOf(request.partition, nodeId);
    if (rank < 0) {
      return;
    }
    if (request.isWaitingFor(rank)) {
      onFailure(request, rank, ReplicaStatus.FAILED, "connection to node " + nodeId + " lost");
    } else if ((request.repairing & ~request.repaired & 1 << rank) != 0 && !request.isAnswered()) {
      onRepairFailure(request, rank, ReplicaStatus.FAILED, "connection to node " + nodeId + " lost");
    }
  }

  private void onFailure(ReadRequest request, int rank, ReplicaStatus status, String text) {
    request.failed |= 1 << rank;
    request.failure = status;
    request.failureText = text;
    if (!request.isAnswered() && request.repairing == 0) {
      int spare = liveRanks(request.partition) & ~request.asked;
      if (spare != 0) {
        extraReads++;
        ask(request, Integer.numberOfTrailingZeros(spare));
        return;
      }
      if (request.waitingCount() + request.answers.answeredCount() < request.quorum) {
        fail(request);
        return;
      }
    }
    endIfQuiet(request);
  }

  private void onRepairFailure(ReadRequest request, int rank, ReplicaStatus status, String text) {
    request.repairing &= ~(1 << rank);
    request.failure = status;
    request.failureText = text;
    int pending = Integer.bitCount(request.repairing & ~request.repaired);
    if (request.currentCount() + pending < request.quorum) {
      fail(request);
    }
  }

  private void fail(ReadRequest request) {
    answering.failed(
        request.takeSink(), request.clientRequestId, Answering.outcomeOf(request.failure), false,
        request.answers.answeredCount(), 0, request.failureText);
    table.end(request);
    free.addLast(request);
  }

  void onExpired(ReadRequest request) {
    if (request.isAnswered()) {
      finish(request);
      return;
    }
    answering.failed(
        request.takeSink(), request.clientRequestId, Outcome.TIMED_OUT, false, request.answers.answeredCount(), 0,
        request.answers.answeredCount() + " of " + request.quorum + " replicas answered in "
            + request.budgetMillis + " ms");
    table.end(request);
    free.addLast(request);
  }
}
