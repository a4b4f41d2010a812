package org.rumbench.cluster.coordinator;

import java.util.ArrayList;
import java.util.List;
import org.rumbench.cluster.ClusterConfig;
import org.rumbench.cluster.flight.FlightTable;
import org.rumbench.cluster.message.ClientScan;
import org.rumbench.cluster.message.Outcome;
import org.rumbench.cluster.message.ReplicaPage;
import org.rumbench.cluster.message.ReplicaScan;
import org.rumbench.cluster.message.ReplicaStatus;
import org.rumbench.cluster.ring.Ring;

/// Scans in key order: asks a covering set of nodes, in which every partition has R replicas, for their own keys in the
/// range, and merges their pages by key; of one key the highest version wins.
///
/// The covering set is chosen greedily and kept until liveness changes. Scans find stale replicas but do not repair.
final class Scans {
  private final ClusterConfig config;
  private final Ring ring;
  private final Peers peers;
  private final FlightTable<ClientRequest> table;
  private final Answering answering;
  private final int[] nodeIds;
  private final ReplicaScan ask = new ReplicaScan();
  private List<Integer> cover = List.of();
  private int coverQuorum;
  private long coverEpoch = -1;
  long answeredScans;

  Scans(
      ClusterConfig config, Ring ring, Peers peers, FlightTable<ClientRequest> table, Answering answering,
      int[] nodeIds) {
    this.config = config;
    this.ring = ring;
    this.peers = peers;
    this.table = table;
    this.answering = answering;
    this.nodeIds = nodeIds;
  }

  void begin(ClientScan message, ClientSink sink) {
    int needed = message.readQuorum == 0 ? config.readQuorum() : message.readQuorum;
    if (needed > ring.replicas()) {
      answering.scanFailed(
          sink, message.requestId, Outcome.FAILED,
          "read quorum " + needed + " is above " + ring.replicas() + " replicas");
      return;
    }
    if (coverQuorum != needed || coverEpoch != peers.livenessEpoch()) {
      cover = coveringSet(needed);
      coverQuorum = needed;
      coverEpoch = peers.livenessEpoch();
    }
    if (cover.isEmpty()) {
      answering.scanFailed(
          sink, message.requestId, Outcome.UNAVAILABLE, "some partition has fewer than " + needed + " live replicas");
      return;
    }
    if (table.isFull()) {
      answering.scanFailed(sink, message.requestId, Outcome.OVERLOADED, "too many requests in flight");
      return;
    }
    ScanRequest request = new ScanRequest(message.count);
    int budget = Math.min(message.budgetMillis, config.requestTimeoutMillis());
    request.open(sink, message.requestId, needed, budget);
    table.begin(request, budget * 1_000_000L);
    for (int nodeId : cover) {
      request.sources.add(new ScanRequest.Source(nodeId, message.from));
    }
    if (message.count == 0) {
      finish(request);
    } else {
      advance(request);
    }
  }

  /// Live nodes such that every partition has `needed` of them, most useful first, the own node last in order of asking;
  /// empty when there is no such set.
  private List<Integer> coveringSet(int needed) {
    int[] missing = new int[ring.partitionCount()];
    java.util.Arrays.fill(missing, needed);
    int open = missing.length;
    List<Integer> candidates = new ArrayList<>();
    for (int i = 0; i < nodeIds.length; i++) {
      // Each coordinator starts with itself, so that different ones ask different nodes.
      int nodeId = nodeIds[(i + indexOfLocal()) % nodeIds.length];
      if (peers.isLive(nodeId)) {
        candidates.add(nodeId);
      }
    }
    List<Integer> chosen = new ArrayList<>();
    while (open > 0) {
      int best = -1;
      int bestGain = 0;
      for (int i = 0; i < candidates.size(); i++) {
        int gain = gain(candidates.get(i), missing);
        if (gain > bestGain) {
          best = i;
          bestGain = gain;
        }
      }
      if (best < 0) {
        return List.of();
      }
      int nodeId = candidates.get(best);
      candidates.removeIf(candidate -> candidate == nodeId);
      for (int partition = 0; partition < missing.length; partition++) {
        if (missing[partition] > 0 && ring.rankOf(partition, nodeId) >= 0 && --missing[partition] == 0) {
          open--;
        }
      }
      chosen.addFirst(nodeId);
    }
    return chosen;
  }

  private int indexOfLocal() {
    for (int i = 0; i < nodeIds.length; i++) {
      if (nodeIds[i] == peers.localId()) {
        return i;
      }
    }
    return 0;
  }

  private int gain(int nodeId, int[] missing) {
    int gain = 0;
    for (int partition = 0; partition < missing.length; partition++) {
      if (missing[partition] > 0 && ring.rankOf(partition, nodeId) >= 0) {
        gain++;
      }
    }
    return gain;
  }

  /// Merges and asks for pages until the request is over or waits for another node. The own replica answers inside the
  /// call that asks it, which comes back here: a loop instead of a recursion, since a scan over deletions has no bound.
  private void advance(ScanRequest request) {
    if (request.isAdvancing) {
      return;
    }
    request.isAdvancing = true;
    long id = request.id();
    while (request.id() == id && !request.isWaiting()) {
      if (request.merge()) {
        finish(request);
        return;
      }
      ScanRequest.Source local = null;
      for (ScanRequest.Source source : request.sources) {
        source.isWaiting = source.needsPage();
      }
      for (ScanRequest.Source source : request.sources) {
        if (source.isWaiting && source.nodeId == peers.localId()) {
          local = source;
        } else if (source.isWaiting) {
          ask(request, source);
        }
      }
      if (local != null) {
        ask(request, local);
      }
    }
    request.isAdvancing = false;
  }

  private void ask(ScanRequest request, ScanRequest.Source source) {
    ask.requestId = request.id();
    ask.budgetMillis = request.budgetMillis;
    ask.count = request.count - request.merged.recordCount();
    ask.from.wrap(source.from(), 0, source.from().capacity());
    peers.send(source.nodeId, ask);
  }

  void onPage(ScanRequest request, int from, ReplicaPage message) {
    for (ScanRequest.Source source : request.sources) {
      if (source.nodeId == from && source.isWaiting) {
        if (message.status != ReplicaStatus.OK) {
          fail(request, Answering.outcomeOf(message.status), message.text.text());
          return;
        }
        if (!source.take(message)) {
          fail(request, Outcome.FAILED, "node " + from + " sent a damaged page");
          return;
        }
        request.pages++;
      }
    }
    if (!request.isWaiting()) {
      advance(request);
    }
  }

  void onPeerLost(ScanRequest request, int nodeId) {
    for (ScanRequest.Source source : request.sources) {
      if (source.nodeId == nodeId && source.isWaiting) {
        fail(request, Outcome.FAILED, "connection to node " + nodeId + " lost");
        return;
      }
    }
  }

  void onExpired(ScanRequest request) {
    fail(request, Outcome.TIMED_OUT, "the scan took longer than " + request.budgetMillis + " ms");
  }

  private void finish(ScanRequest request) {
    answeredScans++;
    answering.scanned(
        request.takeSink(), request.clientRequestId, request.pages, request.hasMore, request.merged);
    table.end(request);
  }

  private void fail(ScanRequest request, Outcome outcome, String text) {
    answering.scanFailed(request.takeSink(), request.clientRequestId, outcome, text);
    table.end(request);
  }
}
