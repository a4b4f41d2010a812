package org.rumbench.cluster.message;

/// A coordinator answers a [ClientScan]: reconciled records in key order, without tombstones.
public final class ClientPage implements Message {
  /// Chosen by the asker, returned in the answer.
  public long requestId;
  /// How it ended.
  public Outcome outcome = Outcome.OK;
  /// Whether the page ended by its length and not by count or range; go on behind its last key.
  public boolean hasMore;
  /// Replica pages that went into it.
  public int answered;
  /// Records in [#records].
  public int recordCount;
  /// One line on what went wrong; empty when nothing did.
  public final ByteRegion text = new ByteRegion();
  /// Records as [PageWriter] wrote them, values without header.
  public final ByteRegion records = new ByteRegion();

  @Override
  public int type() {
    return MessageType.CLIENT_PAGE;
  }

  @Override
  public int boundBytes() {
    return FIXED_BYTES + text.length() + records.length();
  }

  @Override
  public void encode(WireWriter out) {
    out.putLong(requestId);
    out.putByte(outcome.code());
    out.putByte(hasMore ? 1 : 0);
    out.putInt(answered);
    out.putInt(recordCount);
    out.putBytes(text);
    out.putBytes(records);
  }

  @Override
  public void decode(WireReader in) {
    requestId = in.getLong();
    outcome = Outcome.ofCode(in.getCode(Outcome.highestCode()));
    hasMore = in.getCode(1) == 1;
    answered = in.getCount();
    recordCount = in.getCount();
    in.getBytes(text, 0, MAX_BYTES);
    in.getBytes(records, 0, MAX_BYTES);
  }
}
