package org.rumbench.cluster.message;

/// A coordinator asks a replica for its records in key order.
public final class ReplicaScan implements Message {
  /// Chosen by the asker, returned in the answer.
  public long requestId;
  /// Time the asker still waits; work not begun by then is not begun.
  public int budgetMillis;
  /// Most records wanted.
  public int count;
  /// First key, inclusive; empty for the first of all.
  public final ByteRegion from = new ByteRegion();

  @Override
  public int type() {
    return MessageType.REPLICA_SCAN;
  }

  @Override
  public int boundBytes() {
    return FIXED_BYTES + from.length();
  }

  @Override
  public void encode(WireWriter out) {
    out.putLong(requestId);
    out.putInt(budgetMillis);
    out.putInt(count);
    out.putBytes(from);
  }

  @Override
  public void decode(WireReader in) {
    requestId = in.getLong();
    budgetMillis = in.getCount();
    count = in.getCount();
    in.getBytes(from, 0, MAX_KEY_BYTES);
  }
}
