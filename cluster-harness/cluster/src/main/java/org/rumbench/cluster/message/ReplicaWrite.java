package org.rumbench.cluster.message;

import org.rumbench.cluster.version.VersionMode;

/// A coordinator sends a replica one version of one key.
public final class ReplicaWrite implements Message {
  /// Chosen by the asker, returned in the answer.
  public long requestId;
  /// The ring's partition of the key.
  public int partition;
  /// The key's token.
  public long keyHash;
  /// Why it is written.
  public WriteOrigin origin = WriteOrigin.CLIENT;
  /// Whether it is a tombstone; [#value] is empty then.
  public boolean isDelete;
  /// Time the asker still waits; work not begun by then is not begun.
  public int budgetMillis;
  /// Code of the [VersionMode] that version and clock belong to.
  public int versionMode = VersionMode.LAST_WRITE_WINS.code();
  /// The version; 0 when there is none.
  public long version;
  /// Absolute expiry in wall milliseconds, 0 for none.
  public long expiryMillis;
  /// The clock of other modes than last-write-wins; empty in that one.
  public final ByteRegion clock = new ByteRegion();
  /// The key.
  public final ByteRegion key = new ByteRegion();
  /// The value in stored form ([org.rumbench.cluster.version.StoredValue]).
  public final ByteRegion value = new ByteRegion();

  @Override
  public int type() {
    return MessageType.REPLICA_WRITE;
  }

  @Override
  public int boundBytes() {
    return FIXED_BYTES + clock.length() + key.length() + value.length();
  }

  @Override
  public void encode(WireWriter out) {
    out.putLong(requestId);
    out.putInt(partition);
    out.putLong(keyHash);
    out.putByte(origin.code());
    out.putByte(isDelete ? 1 : 0);
    out.putInt(budgetMillis);
    out.putByte(versionMode);
    out.putLong(version);
    out.putLong(expiryMillis);
    out.putBytes(clock);
    out.putBytes(key);
    out.putBytes(value);
  }

  @Override
  public void decode(WireReader in) {
    requestId = in.getLong();
    partition = in.getCount();
    keyHash = in.getLong();
    origin = WriteOrigin.ofCode(in.getCode(WriteOrigin.highestCode()));
    isDelete = in.getCode(1) == 1;
    budgetMillis = in.getCount();
    versionMode = in.getByte();
    if (!VersionMode.isKnown(versionMode)) {
      in.refuse();
    }
    version = in.getLong();
    expiryMillis = in.getLong();
    in.getBytes(clock, 0, MAX_BYTES);
    in.getBytes(key, 1, MAX_KEY_BYTES);
    in.getBytes(value, 0, MAX_BYTES);
  }
}
