package org.rumbench.cluster.coordinator;

import org.rumbench.cluster.ClusterConfig;
import org.rumbench.cluster.flight.FlightTable;
import org.rumbench.cluster.membership.ClusterView;
import org.rumbench.cluster.membership.Member;
import org.rumbench.cluster.message.ClientRead;
import org.rumbench.cluster.message.ClientScan;
import org.rumbench.cluster.message.ClientWrite;
import org.rumbench.cluster.message.Outcome;
import org.rumbench.cluster.message.ReplicaAck;
import org.rumbench.cluster.message.ReplicaPage;
import org.rumbench.cluster.message.ReplicaValue;
import org.rumbench.cluster.ring.Ring;
import org.rumbench.cluster.version.HybridTime;
import org.rumbench.runtime.Environment;

/// The coordinator of one node: any node coordinates any key. Owned by the node's loop.
///
/// A client's message is answered exactly once through its sink, at the latest when its time is over. Answers of
/// replicas that come too late find no request and are dropped.
public final class Coordinator {
  private final FlightTable<ClientRequest> table;
  private final Answering answering = new Answering();
  private final Reads reads;
  private final Writes writes;
  private final Scans scans;
  private final HybridTime time;

  /// A coordinator without requests.
  public Coordinator(
      ClusterConfig config, ClusterView view, Ring ring, Environment environment, Peers peers, HybridTime time) {
    this.time = time;
    table = new FlightTable<>(environment, config.maxRequestsInFlight(), this::onExpired);
    reads = new Reads(config, ring, peers, table, answering);
    writes = new Writes(config, ring, peers, table, answering, time);
    int[] nodeIds = view.members().stream().mapToInt(Member::id).toArray();
    scans = new Scans(config, ring, peers, table, answering, nodeIds);
  }

  /// A client's read.
  public void read(ClientRead message, ClientSink sink) {
    reads.begin(message, sink);
  }

  /// A client's put or delete.
  public void write(ClientWrite message, ClientSink sink) {
    writes.begin(message, sink);
  }

  /// A client's scan.
  public void scan(ClientScan message, ClientSink sink) {
    scans.begin(message, sink);
  }

  /// A replica's answer to a read.
  public void onValue(int from, ReplicaValue message) {
    time.observe(message.version);
    if (table.find(message.requestId) instanceof ReadRequest request) {
      reads.onValue(request, from, message);
    }
  }

  /// A replica's answer to a write or to a blocking repair.
  public void onAck(int from, ReplicaAck message) {
    ClientRequest request = table.find(message.requestId);
    if (request instanceof WriteRequest write) {
      writes.onAck(write, from, message);
    } else if (request instanceof ReadRequest read) {
      reads.onAck(read, from, message);
    }
  }

  /// A replica's answer to a scan.
  public void onPage(int from, ReplicaPage message) {
    if (table.find(message.requestId) instanceof ScanRequest request) {
      scans.onPage(request, from, message);
    }
  }

  /// The connection to a node is gone: it will not answer what it was asked.
  public void onPeerLost(int nodeId) {
    table.forEach(
        request -> {
          switch (request) {
            case ReadRequest read -> reads.onPeerLost(read, nodeId);
            case WriteRequest write -> writes.onPeerLost(write, nodeId);
            case ScanRequest scan -> scans.onPeerLost(scan, nodeId);
          }
        });
  }

  private void onExpired(ClientRequest request) {
    switch (request) {
      case ReadRequest read -> reads.onExpired(read);
      case WriteRequest write -> writes.onExpired(write);
      case ScanRequest scan -> scans.onExpired(scan);
    }
  }

  /// Figures as of now.
  public CoordinatorMetrics metrics() {
    return new CoordinatorMetrics(
        reads.answeredReads, writes.answeredWrites, scans.answeredScans, answering.count(Outcome.UNAVAILABLE),
        answering.count(Outcome.TIMED_OUT), answering.count(Outcome.OVERLOADED), answering.count(Outcome.FAILED),
        reads.staleReads, reads.repairWrites, writes.missedReplicaWrites, reads.extraReads, table.size());
  }
}
