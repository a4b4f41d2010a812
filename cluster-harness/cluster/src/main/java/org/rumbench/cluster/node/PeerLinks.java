package org.rumbench.cluster.node;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.rumbench.cluster.ClusterConfig;
import org.rumbench.cluster.membership.ClusterView;
import org.rumbench.cluster.membership.Member;
import org.rumbench.cluster.message.Hello;
import org.rumbench.cluster.message.MessageWriter;
import org.rumbench.cluster.message.NodeStatus;
import org.rumbench.cluster.net.Connection;
import org.rumbench.cluster.net.FrameHandler;
import org.rumbench.cluster.net.Network;
import org.rumbench.runtime.Environment;
import org.rumbench.runtime.RandomStream;

/// A node's connections to its peers and clients: one per pair of nodes, dialled by the one with the higher id and
/// dialled again after a pause when it breaks.
final class PeerLinks {
  private static final long FIRST_PAUSE_NANOS = 20_000_000;
  private static final long LONGEST_PAUSE_NANOS = 1_000_000_000;
  private static final int REPEATS = 4;
  private static final long FIRST_REPEAT_NANOS = 100_000_000;

  private final int localId;
  private final ClusterConfig config;
  private final ClusterView view;
  private final Environment environment;
  private final Network network;
  private final FrameHandler handler;
  private final RandomStream jitter;
  private final MessageWriter writer = new MessageWriter();
  private final Link.FrameCounts counts = new Link.FrameCounts();
  private final @Nullable Link[] peers;
  private final long[] pauseNanos;
  private final List<Link> clients = new ArrayList<>();
  private final Hello hello = new Hello();
  private final NodeStatus status = new NodeStatus();
  private boolean isServing;
  private boolean isClosed;
  private long epoch;

  PeerLinks(
      int localId, ClusterConfig config, ClusterView view, Environment environment, Network network,
      FrameHandler handler) {
    this.localId = localId;
    this.config = config;
    this.view = view;
    this.environment = environment;
    this.network = network;
    this.handler = handler;
    this.jitter = environment.entropy().stream("reconnect");
    this.peers = new @Nullable Link[view.idBound()];
    this.pauseNanos = new long[view.idBound()];
    hello.clusterName.wrapText(config.name());
    hello.secret.wrapText(config.secret());
    hello.senderId = localId;
  }

  Link.FrameCounts counts() {
    return counts;
  }

  long epoch() {
    return epoch;
  }

  /// The link to a node once its handshake is over, else null.
  @Nullable Link peer(int nodeId) {
    return nodeId < peers.length ? peers[nodeId] : null;
  }

  boolean isLive(int nodeId) {
    Link link = peer(nodeId);
    return link != null && link.isLive();
  }

  /// Dials every peer that this node has to dial.
  void dialAll() {
    for (Member member : view.members()) {
      if (member.id() < localId) {
        pauseNanos[member.id()] = FIRST_PAUSE_NANOS;
        dial(member);
      }
    }
  }

  private void dial(Member member) {
    if (!isClosed) {
      network.connect(member.address(), handler, member);
    }
  }

  /// Tells everybody whether this node serves; those that connect later learn it in the handshake.
  void announce(boolean serves) {
    isServing = serves;
    epoch++;
    announce(REPEATS);
  }

  /// Says it a few times: a network that loses a frame must not leave a peer in the wrong belief for ever.
  private void announce(int repeats) {
    if (isClosed) {
      return;
    }
    if (repeats > 0) {
      environment.scheduler().schedule(FIRST_REPEAT_NANOS << (REPEATS - repeats), () -> announce(repeats - 1));
    }
    status.isServing = isServing;
    for (Link link : peers) {
      if (link != null) {
        link.send(status);
      }
    }
    for (Link link : clients) {
      link.send(status);
    }
  }

  /// A connection stands: the dialler greets first.
  Link opened(Connection connection) {
    boolean isDialled = connection.attachment() instanceof Member;
    int peerId = connection.attachment() instanceof Member member ? member.id() : Link.UNKNOWN;
    Link link = new Link(connection, writer, counts, peerId);
    connection.attach(link);
    if (isDialled) {
      greet(link);
    }
    return link;
  }

  private void greet(Link link) {
    hello.isServing = isServing;
    link.hasSaidServing = isServing;
    link.send(hello);
  }

  /// The peer's greeting. Returns false when it is not welcome.
  boolean greeted(Link link, Hello message) {
    if (link.isGreeted
        || !message.clusterName.text().equals(config.name())
        || !message.secret.text().equals(config.secret())) {
      return false;
    }
    boolean isClient = message.senderId == Hello.CLIENT_ID;
    if (link.peerId == Link.UNKNOWN) {
      if (!isClient && (message.senderId <= localId || !view.contains(message.senderId))) {
        return false;
      }
      link.peerId = message.senderId;
      greet(link);
    } else if (message.senderId != link.peerId) {
      return false;
    }
    link.isGreeted = true;
    link.isServing = message.isServing;
    if (isClient) {
      clients.add(link);
    } else {
      Link former = peers[link.peerId];
      peers[link.peerId] = link;
      pauseNanos[link.peerId] = FIRST_PAUSE_NANOS;
      epoch++;
      if (former != null) {
        former.connection().close();
      }
    }
    if (link.hasSaidServing != isServing) {
      // It changed between the two greetings, when the link was not yet among those that are told.
      status.isServing = isServing;
      link.send(status);
    }
    return true;
  }

  void statusChanged(Link link, NodeStatus message) {
    link.isServing = message.isServing;
    epoch++;
  }

  /// A connection is gone, or could not be made. Returns the node whose live link this was, else [Link#UNKNOWN].
  int closed(Connection connection) {
    Object attachment = connection.attachment();
    if (attachment instanceof Member member) {
      dialLater(member);
      return Link.UNKNOWN;
    }
    if (!(attachment instanceof Link link)) {
      return Link.UNKNOWN;
    }
    if (link.peerId == Hello.CLIENT_ID) {
      clients.remove(link);
      return Link.UNKNOWN;
    }
    if (link.peerId != Link.UNKNOWN && link.peerId < localId) {
      dialLater(view.member(link.peerId));
    }
    if (link.peerId == Link.UNKNOWN || peers[link.peerId] != link) {
      return Link.UNKNOWN;
    }
    peers[link.peerId] = null;
    epoch++;
    return link.peerId;
  }

  private void dialLater(Member member) {
    if (isClosed) {
      return;
    }
    long pause = pauseNanos[member.id()];
    pauseNanos[member.id()] = Math.min(2 * pause, LONGEST_PAUSE_NANOS);
    environment.scheduler().schedule(pause / 2 + jitter.nextLong(pause), () -> dial(member));
  }

  void close() {
    isClosed = true;
    for (Link link : peers) {
      if (link != null) {
        link.connection().close();
      }
    }
    for (Link link : List.copyOf(clients)) {
      link.connection().close();
    }
  }
}
