package org.rumbench.cluster.message;

import org.rumbench.cluster.ClusterConfig;

/// A client asks a coordinator to put or delete one key.
public final class ClientWrite implements Message {
  /// Chosen by the asker, returned in the answer.
  public long requestId;
  /// Whether the key is deleted; [#value] is empty then.
  public boolean isDelete;
  /// W of this request; 0 for the configured one.
  public int writeQuorum;
  /// Time the asker still waits; work not begun by then is not begun.
  public int budgetMillis;
  /// The key.
  public final ByteRegion key = new ByteRegion();
  /// The user's value.
  public final ByteRegion value = new ByteRegion();

  @Override
  public int type() {
    return MessageType.CLIENT_WRITE;
  }

  @Override
  public int boundBytes() {
    return FIXED_BYTES + key.length() + value.length();
  }

  @Override
  public void encode(WireWriter out) {
    out.putLong(requestId);
    out.putByte(isDelete ? 1 : 0);
    out.putByte(writeQuorum);
    out.putInt(budgetMillis);
    out.putBytes(key);
    out.putBytes(value);
  }

  @Override
  public void decode(WireReader in) {
    requestId = in.getLong();
    isDelete = in.getCode(1) == 1;
    writeQuorum = in.getCode(ClusterConfig.MAX_REPLICAS);
    budgetMillis = in.getCount();
    in.getBytes(key, 1, MAX_KEY_BYTES);
    in.getBytes(value, 0, MAX_BYTES);
  }
}
