package org.rumbench.cluster.client;

import org.agrona.concurrent.UnsafeBuffer;
import org.jspecify.annotations.Nullable;
import org.rumbench.cluster.ClusterConfig;
import org.rumbench.cluster.membership.ClusterView;
import org.rumbench.cluster.membership.Member;
import org.rumbench.cluster.message.Hello;
import org.rumbench.cluster.message.Message;
import org.rumbench.cluster.message.MessageReader;
import org.rumbench.cluster.message.MessageWriter;
import org.rumbench.cluster.message.NodeStatus;
import org.rumbench.cluster.net.Connection;
import org.rumbench.cluster.net.FrameHandler;
import org.rumbench.cluster.net.Network;
import org.rumbench.runtime.Environment;
import org.rumbench.runtime.RandomStream;

/// A client's connections, one to each node, dialled again after a pause when they break.
final class NodeConnections implements FrameHandler {
  private static final long FIRST_PAUSE_NANOS = 20_000_000;
  private static final long LONGEST_PAUSE_NANOS = 1_000_000_000;

  /// Receives the answers of coordinators.
  interface Receiver {
    void onMessage(int nodeId, Message message);
  }

  /// Told that a node's connection broke after its handshake.
  interface LossListener {
    void onLost(int nodeId);
  }

  private final ClusterConfig config;
  private final ClusterView view;
  private final Environment environment;
  private final Network network;
  private final Receiver receiver;
  private final LossListener losses;
  private final RandomStream jitter;
  private final MessageReader reader = new MessageReader();
  private final MessageWriter writer = new MessageWriter();
  private final Hello hello = new Hello();
  private final @Nullable Connection[] connections;
  private final boolean[] isServing;
  private final long[] pauseNanos;
  private boolean isClosed;

  NodeConnections(
      ClusterConfig config, ClusterView view, Environment environment, Network network, Receiver receiver,
      LossListener losses) {
    this.config = config;
    this.view = view;
    this.environment = environment;
    this.network = network;
    this.receiver = receiver;
    this.losses = losses;
    this.jitter = environment.entropy().stream("reconnect");
    this.connections = new @Nullable Connection[view.idBound()];
    this.isServing = new boolean[view.idBound()];
    this.pauseNanos = new long[view.idBound()];
    hello.clusterName.wrapText(config.name());
    hello.secret.wrapText(config.secret());
    hello.senderId = Hello.CLIENT_ID;
  }

  void dialAll() {
    for (Member member : view.members()) {
      pauseNanos[member.id()] = FIRST_PAUSE_NANOS;
      dial(member);
    }
  }

  private void dial(Member member) {
    if (!isClosed) {
      network.connect(member.address(), this, member);
    }
  }

  boolean isLive(int nodeId) {
    Connection connection = connections[nodeId];
    return connection != null && isServing[nodeId] && connection.isOpen() && !connection.isCongested();
  }

  int liveCount() {
    int count = 0;
    for (Member member : view.members()) {
      if (isLive(member.id())) {
        count++;
      }
    }
    return count;
  }

  void send(int nodeId, Message message) {
    Connection connection = connections[nodeId];
    if (connection != null) {
      send(connection, message);
    }
  }

  private void send(Connection connection, Message message) {
    int offset = connection.claim(message.boundBytes());
    connection.commit(writer.write(message, connection.buffer(), offset));
  }

  private static int idOf(Connection connection) {
    return connection.attachment() instanceof Member member ? member.id() : -1;
  }

  @Override
  public void onOpened(Connection connection) {
    if (isClosed) {
      connection.close();
    } else {
      send(connection, hello);
    }
  }

  @Override
  public void onFrame(Connection connection, UnsafeBuffer buffer, int offset, int length) {
    int nodeId = idOf(connection);
    Message message = reader.read(buffer, offset, length);
    if (message == null || nodeId < 0) {
      connection.close();
    } else if (message instanceof Hello greeting) {
      if (greeting.senderId != nodeId || !greeting.clusterName.text().equals(config.name())) {
        connection.close();
        return;
      }
      connections[nodeId] = connection;
      isServing[nodeId] = greeting.isServing;
      pauseNanos[nodeId] = FIRST_PAUSE_NANOS;
    } else if (message instanceof NodeStatus status) {
      isServing[nodeId] = status.isServing;
    } else {
      receiver.onMessage(nodeId, message);
    }
  }

  @Override
  public void onClosed(Connection connection, String cause) {
    int nodeId = idOf(connection);
    if (nodeId < 0 || isClosed) {
      return;
    }
    if (connection.equals(connections[nodeId])) {
      connections[nodeId] = null;
      isServing[nodeId] = false;
      losses.onLost(nodeId);
    }
    long pause = pauseNanos[nodeId];
    pauseNanos[nodeId] = Math.min(2 * pause, LONGEST_PAUSE_NANOS);
    Member member = view.member(nodeId);
    environment.scheduler().schedule(pause / 2 + jitter.nextLong(pause), () -> dial(member));
  }

  void close() {
    isClosed = true;
    for (Connection connection : connections) {
      if (connection != null) {
        connection.close();
      }
    }
  }
}
