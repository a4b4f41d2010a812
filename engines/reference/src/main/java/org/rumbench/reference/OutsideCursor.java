package org.rumbench.reference;

import org.agrona.DirectBuffer;
import org.jspecify.annotations.Nullable;
import org.rumbench.engine.Cursor;
import org.rumbench.engine.KeyPredicate;
import org.rumbench.engine.ReadOutcome;

/// A walk over an outside store, read as records. One owner; the engine ends it when it closes.
final class OutsideCursor implements Cursor {
  private static final Lane NOWHERE = new Lane();

  private final OutsideEngine engine;
  private final OutsideStore.@Nullable Walk walk;
  private final KeyPredicate wanted;
  private final long nowMillis;
  private Lane lane = NOWHERE;
  private ReadOutcome outcome = ReadOutcome.ABSENT;
  private long version;
  private long expiryMillis;
  private int valueOffset;
  private int valueLength;
  private boolean isAtEnd;
  private boolean isClosed;
  private boolean isEnded;

  /// `walk` is null for an empty range.
  OutsideCursor(OutsideEngine engine, OutsideStore.@Nullable Walk walk, KeyPredicate wanted, long nowMillis) {
    this.engine = engine;
    this.walk = walk;
    this.wanted = wanted;
    this.nowMillis = nowMillis;
  }

  @Override
  public boolean next() {
    engine.calls().enter();
    try {
      if (isClosed) {
        throw new IllegalStateException("the cursor is closed");
      }
      OutsideStore.Walk records = walk;
      if (records == null || isAtEnd) {
        return false;
      }
      while (records.next()) {
        lane = records.lane();
        if (wanted.test(lane.key(), 0, lane.keyLength())) {
          take();
          return true;
        }
      }
      isAtEnd = true;
      return false;
    } finally {
      engine.calls().leave();
    }
  }

  private void take() {
    DirectBuffer stored = lane.value();
    valueOffset = StoredValue.valueOffset(stored, lane.valueLength());
    version = StoredValue.version(stored);
    expiryMillis = StoredValue.expiryMillis(stored);
    outcome = ReadOutcome.VALUE;
    valueLength = lane.valueLength() - valueOffset;
    if (StoredValue.isExpired(expiryMillis, nowMillis)) {
      outcome = ReadOutcome.TOMBSTONE;
      expiryMillis = 0;
      valueLength = 0;
    }
  }

  @Override
  public ReadOutcome outcome() {
    return outcome;
  }

  @Override
  public long version() {
    return version;
  }

  @Override
  public long expiryMillis() {
    return expiryMillis;
  }

  @Override
  public DirectBuffer keyBuffer() {
    return lane.key();
  }

  @Override
  public int keyOffset() {
    return 0;
  }

  @Override
  public int keyLength() {
    return lane.keyLength();
  }

  @Override
  public DirectBuffer valueBuffer() {
    return lane.value();
  }

  @Override
  public int valueOffset() {
    return valueOffset;
  }

  @Override
  public int valueLength() {
    return valueLength;
  }

  @Override
  public void close() {
    isClosed = true;
    try {
      engine.calls().enter();
    } catch (IllegalStateException engineIsClosed) {
      // Which has ended this one, or is about to.
      return;
    }
    try {
      engine.forget(this);
      end();
    } finally {
      engine.calls().leave();
    }
  }

  /// Lets go of the walk. No call is inside.
  void end() {
    OutsideStore.Walk records = walk;
    if (records != null && !isEnded) {
      isEnded = true;
      records.close();
    }
  }
}
