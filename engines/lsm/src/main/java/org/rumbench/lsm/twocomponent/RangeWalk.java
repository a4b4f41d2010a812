package org.rumbench.lsm.twocomponent;

import org.agrona.DirectBuffer;
import org.jspecify.annotations.Nullable;
import org.rumbench.lsm.record.KeyBytes;
import org.rumbench.lsm.record.RecordSource;

/// A walk over the part of another between two keys: a memory subtree. One owner.
final class RangeWalk implements RecordSource {
  private final RecordSource whole;
  private final @Nullable KeyBytes from;
  private final @Nullable KeyBytes to;
  private boolean hasStarted;
  private long passed;

  /// The records of `whole`, which has not begun, from `from` (inclusive; null: the first) to `to` (exclusive; null:
  /// the end).
  RangeWalk(RecordSource whole, @Nullable KeyBytes from, @Nullable KeyBytes to) {
    this.whole = whole;
    this.from = from;
    this.to = to;
  }

  @Override
  public boolean next() {
    KeyBytes first = from;
    boolean hasRecord =
        (hasStarted || first == null) ? whole.next() : whole.seek(first.asBuffer(), 0, first.length());
    hasStarted = true;
    return hasRecord && isWithin();
  }

  private boolean isWithin() {
    KeyBytes end = to;
    boolean isWithin =
        end == null || end.compareTo(whole.keyBuffer(), whole.keyOffset(), whole.keyLength()) > 0;
    passed += isWithin ? 1 : 0;
    return isWithin;
  }

  @Override
  public boolean seek(DirectBuffer key, int offset, int length) {
    hasStarted = true;
    KeyBytes first = from;
    boolean hasRecord =
        (first == null || first.compareTo(key, offset, length) <= 0)
            ? whole.seek(key, offset, length)
            : whole.seek(first.asBuffer(), 0, first.length());
    return hasRecord && isWithin();
  }

  /// Records passed.
  long passed() {
    return passed;
  }

  @Override
  public long keyPrefix() {
    return whole.keyPrefix();
  }

  @Override
  public DirectBuffer keyBuffer() {
    return whole.keyBuffer();
  }

  @Override
  public int keyOffset() {
    return whole.keyOffset();
  }

  @Override
  public int keyLength() {
    return whole.keyLength();
  }

  @Override
  public int kindAndFlags() {
    return whole.kindAndFlags();
  }

  @Override
  public long version() {
    return whole.version();
  }

  @Override
  public long sequence() {
    return whole.sequence();
  }

  @Override
  public long expiryMillis() {
    return whole.expiryMillis();
  }

  @Override
  public DirectBuffer valueBuffer() {
    return whole.valueBuffer();
  }

  @Override
  public int valueOffset() {
    return whole.valueOffset();
  }

  @Override
  public int valueLength() {
    return whole.valueLength();
  }
}
