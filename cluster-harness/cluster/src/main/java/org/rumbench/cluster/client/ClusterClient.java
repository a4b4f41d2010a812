package org.rumbench.cluster.client;

import java.util.stream.LongStream;
import org.rumbench.cluster.ClusterConfig;
import org.rumbench.cluster.CoordinatorChoice;
import org.rumbench.cluster.flight.FlightTable;
import org.rumbench.cluster.membership.ClusterView;
import org.rumbench.cluster.message.ClientAnswer;
import org.rumbench.cluster.message.ClientPage;
import org.rumbench.cluster.message.ClientRead;
import org.rumbench.cluster.message.ClientScan;
import org.rumbench.cluster.message.ClientWrite;
import org.rumbench.cluster.message.Message;
import org.rumbench.cluster.message.Outcome;
import org.rumbench.cluster.net.Network;
import org.rumbench.cluster.ring.KeyHash;
import org.rumbench.cluster.ring.Ring;
import org.rumbench.runtime.Environment;

/// A client of the cluster: connections to every node, a coordinator chosen per request, outcomes on its own loop.
///
/// [#submitFromOutside] may be called from any thread, everything else on the client's loop. Every operation submitted ends exactly
/// once: with the coordinator's answer, or by the client itself when the record is too large, no node is connected, the
/// connection breaks, or no answer comes within the coordinator's time limit and a quarter more.
public final class ClusterClient implements AutoCloseable {
  private static final long SLACK_NANOS = 100_000_000;

  private final ClusterConfig config;
  private final ClusterView view;
  private final Environment environment;
  private final Ring ring;
  private final NodeConnections nodes;
  private final FlightTable<ClientOperation> table;
  private final long timeoutNanos;
  private final ClientRead read = new ClientRead();
  private final ClientWrite write = new ClientWrite();
  private final ClientScan scan = new ClientScan();
  private final long[] outcomes = new long[Outcome.values().length];
  private int turn;
  private boolean isClosed;

  /// A client that starts to connect; [#isConnected] tells when it can be used. Called on the loop of `environment`,
  /// which is also the loop of `network`.
  public ClusterClient(ClusterConfig config, ClusterView view, Environment environment, Network network) {
    this.config = config;
    this.view = view;
    this.environment = environment;
    this.ring = Ring.of(view, config.virtualNodes(), config.replicas());
    this.table = new FlightTable<>(environment, config.maxRequestsInFlight(), this::onExpired);
    this.timeoutNanos = config.requestTimeoutMillis() * 1_250_000L + SLACK_NANOS;
    this.nodes = new NodeConnections(config, view, environment, network, this::onMessage, this::onLost);
    nodes.dialAll();
  }

  /// Whether all nodes are connected and serve.
  public boolean isConnected() {
    return nodes.liveCount() == view.size();
  }

  /// Sends the operation; on the client's loop. `listener` is told of its end on that loop, never inside this
  /// call.
  public void submit(ClientOperation operation, OperationListener listener) {
    claim(operation, listener);
    start(operation);
  }

  /// As [#submit], from any other thread: the loop sends it soon.
  public void submitFromOutside(ClientOperation operation, OperationListener listener) {
    claim(operation, listener);
    environment.scheduler().execute(operation);
  }

  private void claim(ClientOperation operation, OperationListener listener) {
    if (operation.listener != null) {
      throw new IllegalStateException("the operation is in flight");
    }
    operation.listener = listener;
    operation.client = this;
  }

  void start(ClientOperation operation) {
    operation.begin();
    int recordBytes = operation.key.length() + operation.value.length();
    if (recordBytes > config.maxRecordBytes()) {
      operation.text =
          "key of " + operation.key.length() + " and value of " + operation.value.length() + " bytes are over "
              + config.maxRecordBytes();
      refuse(operation, Outcome.TOO_LARGE);
    } else if (operation.key.length() == 0 && operation.kind != ClientOperation.Kind.SCAN) {
      operation.text = "an empty key";
      refuse(operation, Outcome.FAILED);
    } else if (operation.quorum < 0 || operation.quorum > config.replicas()) {
      operation.text = "a quorum of " + operation.quorum + " of " + config.replicas() + " replicas";
      refuse(operation, Outcome.FAILED);
    } else if (table.isFull()) {
      operation.text = "too many operations in flight";
      refuse(operation, Outcome.OVERLOADED);
    } else {
      send(operation);
    }
  }

  private void send(ClientOperation operation) {
    int coordinator = isClosed ? -1 : choose(operation);
    if (coordinator < 0) {
      operation.text = isClosed ? "the client is closed" : "no node is connected";
      refuse(operation, Outcome.UNAVAILABLE);
      return;
    }
    operation.coordinator = coordinator;
    table.begin(operation, timeoutNanos);
    nodes.send(coordinator, encode(operation));
  }

  /// Ends an operation that was not sent, in a later turn: a listener that submits again must not recurse.
  private void refuse(ClientOperation operation, Outcome outcome) {
    environment.scheduler().execute(() -> end(operation, outcome));
  }

  private int choose(ClientOperation operation) {
    turn++;
    if (config.coordinatorChoice() == CoordinatorChoice.REPLICA && operation.kind != ClientOperation.Kind.SCAN) {
      long hash = KeyHash.of(operation.key.buffer(), operation.key.offset(), operation.key.length());
      int partition = ring.partitionOf(hash);
      for (int i = 0; i < ring.replicas(); i++) {
        int nodeId = ring.preference(partition, Math.floorMod(turn + i, ring.replicas()));
        if (nodes.isLive(nodeId)) {
          return nodeId;
        }
      }
    }
    for (int i = 0; i < view.size(); i++) {
      int nodeId = view.members().get(Math.floorMod(turn + i, view.size())).id();
      if (nodes.isLive(nodeId)) {
        return nodeId;
      }
    }
    return -1;
  }

  private Message encode(ClientOperation operation) {
    return switch (operation.kind) {
      case GET -> {
        read.requestId = operation.id();
        read.readQuorum = operation.quorum;
        read.budgetMillis = config.requestTimeoutMillis();
        read.key.wrap(operation.key);
        yield read;
      }
      case PUT, DELETE -> {
        write.requestId = operation.id();
        write.isDelete = operation.kind == ClientOperation.Kind.DELETE;
        write.writeQuorum = operation.quorum;
        write.budgetMillis = config.requestTimeoutMillis();
        write.key.wrap(operation.key);
        write.value.wrap(operation.value);
        yield write;
      }
      case SCAN -> {
        scan.requestId = operation.id();
        scan.readQuorum = operation.quorum;
        scan.budgetMillis = config.requestTimeoutMillis();
        scan.count = operation.count - operation.recordCount();
        scan.from.wrap(operation.key);
        yield scan;
      }
    };
  }

  private void onMessage(int nodeId, Message message) {
    if (message instanceof ClientAnswer answer) {
      ClientOperation operation = table.find(answer.requestId);
      if (operation != null && operation.kind != ClientOperation.Kind.SCAN) {
        onAnswer(operation, answer);
      }
    } else if (message instanceof ClientPage page) {
      ClientOperation operation = table.find(page.requestId);
      if (operation != null && operation.kind == ClientOperation.Kind.SCAN) {
        onPage(operation, page);
      }
    }
  }

  private void onAnswer(ClientOperation operation, ClientAnswer answer) {
    operation.isFound = answer.isFound;
    operation.isRepaired = answer.isRepaired;
    operation.isIndeterminate = answer.isIndeterminate;
    operation.version = answer.version;
    operation.replicasAnswered = answer.answered;
    operation.result.wrap(answer.value);
    if (answer.text.length() > 0) {
      operation.text = answer.text.text();
    }
    table.end(operation);
    end(operation, answer.outcome);
  }

  private void onPage(ClientOperation operation, ClientPage page) {
    table.end(operation);
    operation.replicasAnswered += page.answered;
    if (page.outcome != Outcome.OK) {
      operation.text = page.text.text();
      end(operation, page.outcome);
    } else if (!operation.add(page.records, page.recordCount, page.hasMore)) {
      operation.text = "a damaged page";
      end(operation, Outcome.FAILED);
    } else if (page.hasMore && operation.recordCount() < operation.count) {
      send(operation);
    } else {
      operation.isFound = operation.recordCount() > 0;
      end(operation, Outcome.OK);
    }
  }

  private void onExpired(ClientOperation operation) {
    operation.text = "no answer from node " + operation.coordinator;
    operation.isIndeterminate = isWrite(operation);
    table.end(operation);
    end(operation, Outcome.TIMED_OUT);
  }

  private void onLost(int nodeId) {
    table.forEach(
        operation -> {
          if (operation.coordinator == nodeId) {
            operation.text = "connection to node " + nodeId + " lost";
            operation.isIndeterminate = isWrite(operation);
            table.end(operation);
            end(operation, Outcome.FAILED);
          }
        });
  }

  private static boolean isWrite(ClientOperation operation) {
    return operation.kind == ClientOperation.Kind.PUT || operation.kind == ClientOperation.Kind.DELETE;
  }

  private void end(ClientOperation operation, Outcome outcome) {
    operation.outcome = outcome;
    outcomes[outcome.ordinal()]++;
    OperationListener told = operation.listener;
    operation.listener = null;
    if (told != null) {
      told.onCompleted(operation);
    }
  }

  /// Figures as of now.
  public ClientMetrics metrics() {
    return new ClientMetrics(LongStream.of(outcomes).boxed().toList(), table.size(), nodes.liveCount());
  }

  /// Closes the connections; what is in flight ends as failed. Idempotent.
  @Override
  public void close() {
    if (isClosed) {
      return;
    }
    isClosed = true;
    nodes.close();
    for (int i = 0; i < view.size(); i++) {
      onLost(view.members().get(i).id());
    }
  }
}
