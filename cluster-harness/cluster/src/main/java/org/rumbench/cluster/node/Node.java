package org.rumbench.cluster.node;

import org.agrona.concurrent.UnsafeBuffer;
import org.jspecify.annotations.Nullable;
import org.rumbench.cluster.ClusterConfig;
import org.rumbench.cluster.coordinator.Coordinator;
import org.rumbench.cluster.coordinator.Peers;
import org.rumbench.cluster.membership.ClusterView;
import org.rumbench.cluster.message.ClientAnswer;
import org.rumbench.cluster.message.ClientPage;
import org.rumbench.cluster.message.ClientRead;
import org.rumbench.cluster.message.ClientScan;
import org.rumbench.cluster.message.ClientWrite;
import org.rumbench.cluster.message.Hello;
import org.rumbench.cluster.message.Message;
import org.rumbench.cluster.message.MessageReader;
import org.rumbench.cluster.message.NodeStatus;
import org.rumbench.cluster.message.ReplicaAck;
import org.rumbench.cluster.message.ReplicaPage;
import org.rumbench.cluster.message.ReplicaRead;
import org.rumbench.cluster.message.ReplicaScan;
import org.rumbench.cluster.message.ReplicaValue;
import org.rumbench.cluster.message.ReplicaWrite;
import org.rumbench.cluster.net.Connection;
import org.rumbench.cluster.net.FrameHandler;
import org.rumbench.cluster.net.Listening;
import org.rumbench.cluster.net.Network;
import org.rumbench.cluster.replica.AnswerSink;
import org.rumbench.cluster.replica.Lanes;
import org.rumbench.cluster.replica.Replica;
import org.rumbench.cluster.replica.ReplicaSpec;
import org.rumbench.cluster.ring.Ring;
import org.rumbench.cluster.version.HybridTime;
import org.rumbench.runtime.Completion;
import org.rumbench.runtime.Environment;
import org.rumbench.runtime.JobHandle;
import org.rumbench.runtime.Priority;
import org.rumbench.storage.Storage;

/// One node of the cluster: a single-threaded event handler.
///
/// Events are frames, connections that come and go, timers, and completions of its engine; effects are frames, timers and
/// engine calls, all through what the constructor is given. Every method is called on the owner's loop (the one behind
/// the environment's scheduler and the network).
///
/// Storage: `node` keeps its identity, `engine` is the engine's. The node closes neither; its starter does after [#stop].
public final class Node implements FrameHandler {
  private final int id;
  private final ClusterConfig config;
  private final ClusterView view;
  private final Environment environment;
  private final Network network;
  private final Storage storage;
  private final Replica replica;
  private final PeerLinks links;
  private final Coordinator coordinator;
  private final HybridTime time;
  private final MessageReader reader = new MessageReader();
  private final AnswerSink localAnswers = new LocalAnswers();
  private final Completion started = new Completion();
  private NodeState state = NodeState.NEW;
  private @Nullable Listening listening;
  private @Nullable RuntimeException failure;
  private long incarnation;

  /// A node that is not started. `view` has the node's own address; `lanes` are closed by the node.
  public Node(
      int id,
      ClusterConfig config,
      ClusterView view,
      Environment environment,
      Network network,
      Storage storage,
      ReplicaSpec spec,
      Lanes lanes) {
    this.id = id;
    this.config = config;
    this.view = view;
    this.environment = environment;
    this.network = network;
    this.storage = storage;
    this.time = new HybridTime(environment.clock(), id);
    Ring ring = Ring.of(view, config.virtualNodes(), config.replicas());
    this.replica = new Replica(spec, environment, storage.sub("engine"), lanes, config.maxParkedWrites());
    this.links = new PeerLinks(id, config, view, environment, network, this);
    this.coordinator = new Coordinator(config, view, ring, environment, new RoutedPeers(), time);
  }

  /// Starts listening, dials the peers, and opens identity and engine as jobs; [#started] tells when it serves.
  public void start() {
    if (state != NodeState.NEW) {
      throw new IllegalStateException("node " + id + " is " + state + ", not new");
    }
    state = NodeState.STARTING;
    listening = network.listen(view.member(id).address(), this);
    links.dialAll();
    IdentityJob identity = new IdentityJob(storage.sub("node"), id, config.name());
    JobHandle handle = environment.scheduler().submit(identity, Priority.OPEN);
    handle.completion().onDone(cause -> environment.scheduler().execute(() -> onIdentity(identity, cause)));
  }

  private void onIdentity(IdentityJob identity, @Nullable RuntimeException cause) {
    if (state != NodeState.STARTING) {
      return;
    }
    if (cause != null) {
      fail(cause);
      return;
    }
    incarnation = identity.incarnation();
    replica.open(this::onEngine);
  }

  private void onEngine(@Nullable RuntimeException cause) {
    if (state != NodeState.STARTING) {
      return;
    }
    if (cause != null) {
      fail(cause);
      return;
    }
    time.restore(Math.max(0, replica.highestVersion()));
    state = NodeState.SERVING;
    links.announce(true);
    started.complete();
  }

  private void fail(RuntimeException cause) {
    state = NodeState.FAILED;
    failure = cause;
    close();
    started.fail(cause);
  }

  /// Ends the node: connections, lanes and engine. Requests in flight go unanswered; clients see the connection go.
  /// Idempotent.
  public void stop() {
    if (state == NodeState.STOPPED) {
      return;
    }
    boolean wasStarting = state == NodeState.STARTING;
    state = NodeState.STOPPED;
    close();
    if (wasStarting) {
      started.fail(new IllegalStateException("node " + id + " was stopped while it started"));
    }
  }

  private void close() {
    Listening open = listening;
    if (open != null) {
      open.close();
      listening = null;
    }
    links.close();
    replica.close();
  }

  /// Has an outcome once the node serves or cannot.
  public Completion started() {
    return started;
  }

  /// Its identity.
  public int id() {
    return id;
  }

  /// Where it is in its life.
  public NodeState state() {
    return state;
  }

  /// Why it is [NodeState#FAILED]; null when it is not.
  public @Nullable RuntimeException failure() {
    return failure;
  }

  /// Whether a peer is connected and serves.
  public boolean isLive(int nodeId) {
    return nodeId == id ? state == NodeState.SERVING : links.isLive(nodeId);
  }

  /// Its copy of the keys: for flushing, settling and reorganising between phases.
  public Replica replica() {
    return replica;
  }

  /// Figures as of now.
  public NodeMetrics metrics() {
    Link.FrameCounts counts = links.counts();
    return new NodeMetrics(
        id, state, incarnation, storage.ledger().snapshot(), replica.metrics(), coordinator.metrics(),
        new NodeMetrics.Traffic(
            counts.framesSent, counts.bytesSent, counts.framesReceived, counts.bytesReceived, counts.refusedFrames));
  }

  @Override
  public void onOpened(Connection connection) {
    if (state == NodeState.STOPPED || state == NodeState.FAILED) {
      connection.close();
      return;
    }
    links.opened(connection);
  }

  @Override
  public void onFrame(Connection connection, UnsafeBuffer buffer, int offset, int length) {
    if (state == NodeState.STOPPED || !(connection.attachment() instanceof Link link)) {
      return;
    }
    links.counts().framesReceived++;
    links.counts().bytesReceived += length;
    Message message = reader.read(buffer, offset, length);
    boolean isAllowed = message != null && (link.peerId == Hello.CLIENT_ID
        ? onClientMessage(link, message)
        : onPeerMessage(link, message));
    if (!isAllowed) {
      links.counts().refusedFrames++;
      connection.close();
    }
  }

  /// Returns false when a client may not send this.
  private boolean onClientMessage(Link link, Message message) {
    return switch (message) {
      case ClientRead read -> {
        coordinator.read(read, link);
        yield true;
      }
      case ClientWrite write -> {
        coordinator.write(write, link);
        yield true;
      }
      case ClientScan scan -> {
        coordinator.scan(scan, link);
        yield true;
      }
      case Hello _, NodeStatus _, ClientAnswer _, ClientPage _, ReplicaRead _, ReplicaWrite _, ReplicaScan _,
          ReplicaValue _, ReplicaAck _, ReplicaPage _ -> false;
    };
  }

  /// Returns false when a node, or somebody before its handshake, may not send this.
  private boolean onPeerMessage(Link link, Message message) {
    if (message instanceof Hello hello) {
      return links.greeted(link, hello);
    }
    if (!link.isGreeted) {
      return false;
    }
    switch (message) {
      case NodeStatus status -> links.statusChanged(link, status);
      case ReplicaRead read -> replica.read(read, link);
      case ReplicaWrite write -> {
        time.observe(write.version);
        replica.write(write, link);
      }
      case ReplicaScan scan -> replica.scan(scan, link);
      case ReplicaValue value -> coordinator.onValue(link.peerId, value);
      case ReplicaAck ack -> coordinator.onAck(link.peerId, ack);
      case ReplicaPage page -> coordinator.onPage(link.peerId, page);
      case Hello _, ClientRead _, ClientWrite _, ClientScan _, ClientAnswer _, ClientPage _ -> {
        return false;
      }
    }
    return true;
  }

  @Override
  public void onClosed(Connection connection, String cause) {
    int lost = links.closed(connection);
    if (lost != Link.UNKNOWN && state != NodeState.STOPPED) {
      coordinator.onPeerLost(lost);
    }
  }

  /// The coordinator's way to replicas: over a link, or straight to the own replica.
  private final class RoutedPeers implements Peers {
    @Override
    public int localId() {
      return id;
    }

    @Override
    public boolean isLive(int nodeId) {
      return Node.this.isLive(nodeId);
    }

    @Override
    public long livenessEpoch() {
      return links.epoch();
    }

    @Override
    public void send(int nodeId, ReplicaRead message) {
      if (nodeId == id) {
        replica.read(message, localAnswers);
      } else {
        sendTo(nodeId, message);
      }
    }

    @Override
    public void send(int nodeId, ReplicaWrite message) {
      if (nodeId == id) {
        replica.write(message, localAnswers);
      } else {
        sendTo(nodeId, message);
      }
    }

    @Override
    public void send(int nodeId, ReplicaScan message) {
      if (nodeId == id) {
        replica.scan(message, localAnswers);
      } else {
        sendTo(nodeId, message);
      }
    }

    private void sendTo(int nodeId, Message message) {
      Link link = links.peer(nodeId);
      if (link != null) {
        link.send(message);
      }
    }
  }

  /// The own replica's answers, given to the coordinator without a connection.
  private final class LocalAnswers implements AnswerSink {
    @Override
    public void onValue(ReplicaValue message) {
      coordinator.onValue(id, message);
    }

    @Override
    public void onAck(ReplicaAck message) {
      coordinator.onAck(id, message);
    }

    @Override
    public void onPage(ReplicaPage message) {
      coordinator.onPage(id, message);
    }
  }
}
