package org.rumbench.cluster.message;

/// A replica answers a [ReplicaScan]: its records in key order, tombstones included.
public final class ReplicaPage implements Message {
  /// Chosen by the asker, returned in the answer.
  public long requestId;
  /// Whether it could answer.
  public ReplicaStatus status = ReplicaStatus.OK;
  /// Whether it has no record behind this page.
  public boolean isLast;
  /// Records in [#records].
  public int recordCount;
  /// One line on what went wrong; empty when nothing did.
  public final ByteRegion text = new ByteRegion();
  /// Records as [PageWriter] wrote them, values in stored form.
  public final ByteRegion records = new ByteRegion();

  @Override
  public int type() {
    return MessageType.REPLICA_PAGE;
  }

  @Override
  public int boundBytes() {
    return FIXED_BYTES + text.length() + records.length();
  }

  @Override
  public void encode(WireWriter out) {
    out.putLong(requestId);
    out.putByte(status.code());
    out.putByte(isLast ? 1 : 0);
    out.putInt(recordCount);
    out.putBytes(text);
    out.putBytes(records);
  }

  @Override
  public void decode(WireReader in) {
    requestId = in.getLong();
    status = ReplicaStatus.ofCode(in.getCode(ReplicaStatus.highestCode()));
    isLast = in.getCode(1) == 1;
    recordCount = in.getCount();
    in.getBytes(text, 0, MAX_BYTES);
    in.getBytes(records, 0, MAX_BYTES);
  }
}
