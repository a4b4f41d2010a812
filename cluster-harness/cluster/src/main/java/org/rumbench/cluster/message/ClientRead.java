package org.rumbench.cluster.message;

import org.rumbench.cluster.ClusterConfig;

/// A client asks a coordinator for one key.
public final class ClientRead implements Message {
  /// Chosen by the asker, returned in the answer.
  public long requestId;
  /// R of this request; 0 for the configured one.
  public int readQuorum;
  /// Time the asker still waits; work not begun by then is not begun.
  public int budgetMillis;
  /// The key.
  public final ByteRegion key = new ByteRegion();

  @Override
  public int type() {
    return MessageType.CLIENT_READ;
  }

  @Override
  public int boundBytes() {
    return FIXED_BYTES + key.length();
  }

  @Override
  public void encode(WireWriter out) {
    out.putLong(requestId);
    out.putByte(readQuorum);
    out.putInt(budgetMillis);
    out.putBytes(key);
  }

  @Override
  public void decode(WireReader in) {
    requestId = in.getLong();
    readQuorum = in.getCode(ClusterConfig.MAX_REPLICAS);
    budgetMillis = in.getCount();
    in.getBytes(key, 1, MAX_KEY_BYTES);
  }
}
