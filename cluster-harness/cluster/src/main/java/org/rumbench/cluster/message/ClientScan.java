package org.rumbench.cluster.message;

import org.rumbench.cluster.ClusterConfig;

/// A client asks a coordinator for records in key order.
public final class ClientScan implements Message {
  /// Chosen by the asker, returned in the answer.
  public long requestId;
  /// R of this request; 0 for the configured one.
  public int readQuorum;
  /// Time the asker still waits; work not begun by then is not begun.
  public int budgetMillis;
  /// Most records wanted.
  public int count;
  /// First key of the range, inclusive; empty for the first of all.
  public final ByteRegion from = new ByteRegion();

  @Override
  public int type() {
    return MessageType.CLIENT_SCAN;
  }

  @Override
  public int boundBytes() {
    return FIXED_BYTES + from.length();
  }

  @Override
  public void encode(WireWriter out) {
    out.putLong(requestId);
    out.putByte(readQuorum);
    out.putInt(budgetMillis);
    out.putInt(count);
    out.putBytes(from);
  }

  @Override
  public void decode(WireReader in) {
    requestId = in.getLong();
    readQuorum = in.getCode(ClusterConfig.MAX_REPLICAS);
    budgetMillis = in.getCount();
    count = in.getCount();
    in.getBytes(from, 0, MAX_KEY_BYTES);
  }
}
