package org.rumbench.cluster.message;

/// A replica answers a [ReplicaWrite].
public final class ReplicaAck implements Message {
  /// Chosen by the asker, returned in the answer.
  public long requestId;
  /// Whether the write is applied.
  public ReplicaStatus status = ReplicaStatus.OK;
  /// One line on what went wrong; empty when nothing did.
  public final ByteRegion text = new ByteRegion();

  @Override
  public int type() {
    return MessageType.REPLICA_ACK;
  }

  @Override
  public int boundBytes() {
    return FIXED_BYTES + text.length();
  }

  @Override
  public void encode(WireWriter out) {
    out.putLong(requestId);
    out.putByte(status.code());
    out.putBytes(text);
  }

  @Override
  public void decode(WireReader in) {
    requestId = in.getLong();
    status = ReplicaStatus.ofCode(in.getCode(ReplicaStatus.highestCode()));
    in.getBytes(text, 0, MAX_BYTES);
  }
}
