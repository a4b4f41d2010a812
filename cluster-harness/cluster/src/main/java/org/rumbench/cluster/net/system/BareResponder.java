package org.rumbench.cluster.net.system;

import java.util.ArrayList;
import java.util.List;
import org.agrona.concurrent.UnsafeBuffer;
import org.jspecify.annotations.Nullable;
import org.rumbench.cluster.message.ClientAnswer;
import org.rumbench.cluster.message.ClientRead;
import org.rumbench.cluster.message.ClientWrite;
import org.rumbench.cluster.message.Message;
import org.rumbench.cluster.message.NodeStatus;
import org.rumbench.cluster.message.ReplicaAck;
import org.rumbench.cluster.message.ReplicaRead;
import org.rumbench.cluster.message.ReplicaValue;
import org.rumbench.cluster.message.ReplicaWrite;
import org.rumbench.cluster.net.Connection;

/// The answering end of a [BareExchange]: alone it answers at once, with peers when the first of them has answered.
final class BareResponder extends BareEnd {
  private final List<Connection> peers = new ArrayList<>();
  private final int peerCount;
  private final NodeStatus greeting = new NodeStatus();
  private final ClientAnswer answer = new ClientAnswer();
  private final ReplicaRead read = new ReplicaRead();
  private final ReplicaWrite write = new ReplicaWrite();
  private final ReplicaValue readAnswer = new ReplicaValue();
  private final ReplicaAck writeAnswer = new ReplicaAck();
  private Runnable onMeshed = () -> {};
  private @Nullable Connection client;
  private int turn;

  BareResponder(int valueBytes, int peerCount) {
    super(valueBytes);
    this.peerCount = peerCount;
  }

  void setOnMeshed(Runnable listener) {
    onMeshed = listener;
  }

  boolean isMeshed() {
    return peers.size() == peerCount;
  }

  @Override
  public void onOpened(Connection connection) {
    if (connection.attachment() != null) {
      send(connection, greeting);
      addPeer(connection);
    }
  }

  private void addPeer(Connection connection) {
    peers.add(connection);
    onMeshed.run();
  }

  @Override
  public void onFrame(Connection connection, UnsafeBuffer buffer, int offset, int length) {
    Message message = reader.read(buffer, offset, length);
    if (message instanceof ClientRead asked) {
      client = connection;
      onClientRead(connection, asked);
    } else if (message instanceof ClientWrite asked) {
      client = connection;
      onClientWrite(connection, asked);
    } else if (message instanceof ReplicaRead asked) {
      readAnswer.requestId = asked.requestId;
      readAnswer.value.wrap(value);
      send(connection, readAnswer);
    } else if (message instanceof ReplicaWrite asked) {
      writeAnswer.requestId = asked.requestId;
      send(connection, writeAnswer);
    } else if (message instanceof ReplicaValue found) {
      answerClient(found.requestId, true);
    } else if (message instanceof ReplicaAck done) {
      answerClient(done.requestId, false);
    } else if (message instanceof NodeStatus) {
      addPeer(connection);
    } else {
      connection.close();
    }
  }

  private void onClientRead(Connection connection, ClientRead asked) {
    if (peers.isEmpty()) {
      client = connection;
      answerClient(asked.requestId, true);
      return;
    }
    read.requestId = asked.requestId;
    read.key.wrap(asked.key);
    send(peers.get(turn++ % peerCount), read);
  }

  private void onClientWrite(Connection connection, ClientWrite asked) {
    if (peers.isEmpty()) {
      client = connection;
      answerClient(asked.requestId, false);
      return;
    }
    write.key.wrap(asked.key);
    write.value.wrap(asked.value);
    for (int i = 0; i < peerCount; i++) {
      // Only one peer's acknowledgement carries the client's id and so answers it.
      write.requestId = i == 0 ? asked.requestId : 0;
      send(peers.get(i), write);
    }
  }

  private void answerClient(long requestId, boolean isFound) {
    Connection asker = client;
    if (requestId == 0 || asker == null) {
      return;
    }
    answer.requestId = requestId;
    answer.isFound = isFound;
    answer.version = 1;
    if (isFound) {
      answer.value.wrap(value);
    } else {
      answer.value.clear();
    }
    send(asker, answer);
  }
}
