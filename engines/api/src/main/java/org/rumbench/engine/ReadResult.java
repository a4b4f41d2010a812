package org.rumbench.engine;

import org.agrona.concurrent.UnsafeBuffer;

/// The reusable answer of a point read. One owner; the engine fills it.
///
/// The value is copied into [#buffer] when it fits; else [#valueLength] tells its length, [#isCopied] is false and the
/// caller reads again with a larger buffer. Engines may use the whole buffer as scratch: bytes of it that are not a
/// copied value mean nothing.
public final class ReadResult {
  private final UnsafeBuffer buffer;
  private ReadOutcome outcome = ReadOutcome.ABSENT;
  private long version;
  private long expiryMillis;
  private int valueLength;
  private boolean isCopied;

  /// A result whose values go to the start of `buffer`, which the caller owns.
  public ReadResult(UnsafeBuffer buffer) {
    this.buffer = buffer;
  }

  /// Where values are copied to, from index 0.
  public UnsafeBuffer buffer() {
    return buffer;
  }

  /// What was found.
  public ReadOutcome outcome() {
    return outcome;
  }

  /// The version of what was found; 0 when absent.
  public long version() {
    return version;
  }

  /// Absolute expiry in milliseconds of the caller's time, 0 for none.
  public long expiryMillis() {
    return expiryMillis;
  }

  /// Length of the value in bytes, whether copied or not.
  public int valueLength() {
    return valueLength;
  }

  /// Whether [#buffer] holds the value.
  public boolean isCopied() {
    return isCopied;
  }

  /// For engines: nothing found.
  public void setAbsent() {
    set(ReadOutcome.ABSENT, 0, 0, 0, false);
  }

  /// For engines: a deletion found.
  public void setTombstone(long version) {
    set(ReadOutcome.TOMBSTONE, version, 0, 0, false);
  }

  /// For engines: a value found; `isCopied` says whether it was put into [#buffer].
  public void setValue(long version, long expiryMillis, int valueLength, boolean isCopied) {
    set(ReadOutcome.VALUE, version, expiryMillis, valueLength, isCopied);
  }

  private void set(ReadOutcome outcome, long version, long expiryMillis, int valueLength, boolean isCopied) {
    this.outcome = outcome;
    this.version = version;
    this.expiryMillis = expiryMillis;
    this.valueLength = valueLength;
    this.isCopied = isCopied;
  }
}
