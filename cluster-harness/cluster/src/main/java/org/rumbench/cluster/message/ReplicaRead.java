package org.rumbench.cluster.message;

/// A coordinator asks a replica for one key.
public final class ReplicaRead implements Message {
  /// Chosen by the asker, returned in the answer.
  public long requestId;
  /// The ring's partition of the key.
  public int partition;
  /// The key's token.
  public long keyHash;
  /// Time the asker still waits; work not begun by then is not begun.
  public int budgetMillis;
  /// The key.
  public final ByteRegion key = new ByteRegion();

  @Override
  public int type() {
    return MessageType.REPLICA_READ;
  }

  @Override
  public int boundBytes() {
    return FIXED_BYTES + key.length();
  }

  @Override
  public void encode(WireWriter out) {
    out.putLong(requestId);
    out.putInt(partition);
    out.putLong(keyHash);
    out.putInt(budgetMillis);
    out.putBytes(key);
  }

  @Override
  public void decode(WireReader in) {
    requestId = in.getLong();
    partition = in.getCount();
    keyHash = in.getLong();
    budgetMillis = in.getCount();
    in.getBytes(key, 1, MAX_KEY_BYTES);
  }
}
