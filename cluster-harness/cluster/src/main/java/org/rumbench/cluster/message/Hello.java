package org.rumbench.cluster.message;

/// The handshake: the first frame in either direction, the dialler's first. What does not match closes the connection.
public final class Hello implements Message {
  /// Sender id of a client.
  public static final int CLIENT_ID = Integer.MAX_VALUE;

  /// The cluster's name.
  public final ByteRegion clusterName = new ByteRegion();
  /// Reserved: proof that the sender knows the cluster's secret; empty for none.
  public final ByteRegion secret = new ByteRegion();
  /// The sender's node id, or [#CLIENT_ID].
  public int senderId;
  /// Whether the sender, a node, serves.
  public boolean isServing;

  @Override
  public int type() {
    return MessageType.HELLO;
  }

  @Override
  public int boundBytes() {
    return FIXED_BYTES + clusterName.length() + secret.length();
  }

  @Override
  public void encode(WireWriter out) {
    out.putInt(MessageType.MAGIC);
    out.putInt(MessageType.PROTOCOL_VERSION);
    out.putInt(senderId);
    out.putByte(isServing ? 1 : 0);
    out.putBytes(clusterName);
    out.putBytes(secret);
  }

  @Override
  public void decode(WireReader in) {
    if (in.getInt() != MessageType.MAGIC || in.getInt() != MessageType.PROTOCOL_VERSION) {
      in.refuse();
    }
    senderId = in.getCount();
    isServing = in.getCode(1) == 1;
    in.getBytes(clusterName, 0, 255);
    in.getBytes(secret, 0, 255);
  }
}
