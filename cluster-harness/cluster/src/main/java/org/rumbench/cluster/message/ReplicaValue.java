package org.rumbench.cluster.message;

import org.rumbench.cluster.version.VersionMode;

/// A replica answers a [ReplicaRead].
public final class ReplicaValue implements Message {
  /// Chosen by the asker, returned in the answer.
  public long requestId;
  /// Whether it could answer.
  public ReplicaStatus status = ReplicaStatus.OK;
  /// What it knows of the key.
  public RecordState state = RecordState.ABSENT;
  /// Code of the [VersionMode] that version and clock belong to.
  public int versionMode = VersionMode.LAST_WRITE_WINS.code();
  /// The version; 0 when there is none.
  public long version;
  /// The clock of other modes than last-write-wins; empty in that one.
  public final ByteRegion clock = new ByteRegion();
  /// One line on what went wrong; empty when nothing did.
  public final ByteRegion text = new ByteRegion();
  /// The value in stored form.
  public final ByteRegion value = new ByteRegion();

  @Override
  public int type() {
    return MessageType.REPLICA_VALUE;
  }

  @Override
  public int boundBytes() {
    return FIXED_BYTES + clock.length() + text.length() + value.length();
  }

  @Override
  public void encode(WireWriter out) {
    out.putLong(requestId);
    out.putByte(status.code());
    out.putByte(state.code());
    out.putByte(versionMode);
    out.putLong(version);
    out.putBytes(clock);
    out.putBytes(text);
    out.putBytes(value);
  }

  @Override
  public void decode(WireReader in) {
    requestId = in.getLong();
    status = ReplicaStatus.ofCode(in.getCode(ReplicaStatus.highestCode()));
    state = RecordState.ofCode(in.getCode(RecordState.highestCode()));
    versionMode = in.getByte();
    if (!VersionMode.isKnown(versionMode)) {
      in.refuse();
    }
    version = in.getLong();
    in.getBytes(clock, 0, MAX_BYTES);
    in.getBytes(text, 0, MAX_BYTES);
    in.getBytes(value, 0, MAX_BYTES);
  }
}
