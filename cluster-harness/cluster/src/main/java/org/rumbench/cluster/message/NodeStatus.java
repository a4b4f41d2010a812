package org.rumbench.cluster.message;

/// A node tells its peers and clients whether it serves.
public final class NodeStatus implements Message {
  /// Whether its engine is open and answers.
  public boolean isServing;

  @Override
  public int type() {
    return MessageType.NODE_STATUS;
  }

  @Override
  public int boundBytes() {
    return FIXED_BYTES;
  }

  @Override
  public void encode(WireWriter out) {
    out.putByte(isServing ? 1 : 0);
  }

  @Override
  public void decode(WireReader in) {
    isServing = in.getCode(1) == 1;
  }
}
