package org.rumbench.cluster.message;

import org.agrona.concurrent.UnsafeBuffer;
import org.jspecify.annotations.Nullable;

/// Turns frames into messages: one reusable object per kind. One owner; a message is valid until the next frame of its
/// kind is read or its buffer changes.
public final class MessageReader {
  private final WireReader in = new WireReader();
  private final Hello hello = new Hello();
  private final NodeStatus nodeStatus = new NodeStatus();
  private final ClientRead clientRead = new ClientRead();
  private final ClientWrite clientWrite = new ClientWrite();
  private final ClientScan clientScan = new ClientScan();
  private final ClientAnswer clientAnswer = new ClientAnswer();
  private final ClientPage clientPage = new ClientPage();
  private final ReplicaRead replicaRead = new ReplicaRead();
  private final ReplicaWrite replicaWrite = new ReplicaWrite();
  private final ReplicaScan replicaScan = new ReplicaScan();
  private final ReplicaValue replicaValue = new ReplicaValue();
  private final ReplicaAck replicaAck = new ReplicaAck();
  private final ReplicaPage replicaPage = new ReplicaPage();

  /// The message in a frame; null when it is none: unknown type, cut short, too long, or a field out of range.
  public @Nullable Message read(UnsafeBuffer buffer, int offset, int length) {
    if (length < 1) {
      return null;
    }
    Message message = ofType(buffer.getByte(offset) & 0xff);
    if (message == null) {
      return null;
    }
    message.decode(in.wrap(buffer, offset + 1, offset + length));
    return in.isWhole() ? message : null;
  }

  private @Nullable Message ofType(int type) {
    return switch (type) {
      case MessageType.HELLO -> hello;
      case MessageType.NODE_STATUS -> nodeStatus;
      case MessageType.CLIENT_READ -> clientRead;
      case MessageType.CLIENT_WRITE -> clientWrite;
      case MessageType.CLIENT_SCAN -> clientScan;
      case MessageType.CLIENT_ANSWER -> clientAnswer;
      case MessageType.CLIENT_PAGE -> clientPage;
      case MessageType.REPLICA_READ -> replicaRead;
      case MessageType.REPLICA_WRITE -> replicaWrite;
      case MessageType.REPLICA_SCAN -> replicaScan;
      case MessageType.REPLICA_VALUE -> replicaValue;
      case MessageType.REPLICA_ACK -> replicaAck;
      case MessageType.REPLICA_PAGE -> replicaPage;
      default -> null;
    };
  }
}
