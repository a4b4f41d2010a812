package org.rumbench.cluster.node;

import org.rumbench.cluster.coordinator.ClientSink;
import org.rumbench.cluster.message.ClientAnswer;
import org.rumbench.cluster.message.ClientPage;
import org.rumbench.cluster.message.Message;
import org.rumbench.cluster.message.MessageWriter;
import org.rumbench.cluster.message.ReplicaAck;
import org.rumbench.cluster.message.ReplicaPage;
import org.rumbench.cluster.message.ReplicaValue;
import org.rumbench.cluster.net.Connection;
import org.rumbench.cluster.replica.AnswerSink;

/// What a node knows of one connection: who is at the other end, and whether the handshake is over.
final class Link implements AnswerSink, ClientSink {
  static final int UNKNOWN = -1;

  private final Connection connection;
  private final MessageWriter writer;
  private final FrameCounts counts;
  int peerId;
  boolean isGreeted;
  boolean isServing;
  /// What this node's own greeting said of itself.
  boolean hasSaidServing;

  /// Frames of all links of a node.
  static final class FrameCounts {
    long framesSent;
    long bytesSent;
    long framesReceived;
    long bytesReceived;
    long refusedFrames;
  }

  Link(Connection connection, MessageWriter writer, FrameCounts counts, int peerId) {
    this.connection = connection;
    this.writer = writer;
    this.counts = counts;
    this.peerId = peerId;
  }

  Connection connection() {
    return connection;
  }

  boolean isLive() {
    return isServing && isGreeted && connection.isOpen() && !connection.isCongested();
  }

  void send(Message message) {
    if (!connection.isOpen()) {
      return;
    }
    int offset = connection.claim(message.boundBytes());
    int length = writer.write(message, connection.buffer(), offset);
    connection.commit(length);
    counts.framesSent++;
    counts.bytesSent += length;
  }

  @Override
  public void onValue(ReplicaValue message) {
    send(message);
  }

  @Override
  public void onAck(ReplicaAck message) {
    send(message);
  }

  @Override
  public void onPage(ReplicaPage message) {
    send(message);
  }

  @Override
  public void onAnswer(ClientAnswer message) {
    send(message);
  }

  @Override
  public void onPage(ClientPage message) {
    send(message);
  }
}
