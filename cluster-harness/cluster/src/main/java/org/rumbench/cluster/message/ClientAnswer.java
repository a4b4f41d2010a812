package org.rumbench.cluster.message;

import org.rumbench.cluster.version.VersionMode;

/// A coordinator answers a [ClientRead] or [ClientWrite].
public final class ClientAnswer implements Message {
  /// Chosen by the asker, returned in the answer.
  public long requestId;
  /// How it ended.
  public Outcome outcome = Outcome.OK;
  /// Whether a read found a value.
  public boolean isFound;
  /// Whether a read found stale replicas and wrote to them.
  public boolean isRepaired;
  /// Whether a write that is not OK may have been applied somewhere.
  public boolean isIndeterminate;
  /// Replicas that answered so far.
  public int answered;
  /// Code of the [VersionMode] that version and clock belong to.
  public int versionMode = VersionMode.LAST_WRITE_WINS.code();
  /// The version; 0 when there is none.
  public long version;
  /// The clock of other modes than last-write-wins; empty in that one.
  public final ByteRegion clock = new ByteRegion();
  /// One line on what went wrong; empty when nothing did.
  public final ByteRegion text = new ByteRegion();
  /// The user's value.
  public final ByteRegion value = new ByteRegion();

  @Override
  public int type() {
    return MessageType.CLIENT_ANSWER;
  }

  @Override
  public int boundBytes() {
    return FIXED_BYTES + clock.length() + text.length() + value.length();
  }

  @Override
  public void encode(WireWriter out) {
    out.putLong(requestId);
    out.putByte(outcome.code());
    out.putByte(isFound ? 1 : 0);
    out.putByte(isRepaired ? 1 : 0);
    out.putByte(isIndeterminate ? 1 : 0);
    out.putInt(answered);
    out.putByte(versionMode);
    out.putLong(version);
    out.putBytes(clock);
    out.putBytes(text);
    out.putBytes(value);
  }

  @Override
  public void decode(WireReader in) {
    requestId = in.getLong();
    outcome = Outcome.ofCode(in.getCode(Outcome.highestCode()));
    isFound = in.getCode(1) == 1;
    isRepaired = in.getCode(1) == 1;
    isIndeterminate = in.getCode(1) == 1;
    answered = in.getCount();
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
