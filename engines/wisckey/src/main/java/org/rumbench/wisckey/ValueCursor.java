package org.rumbench.wisckey;

import org.agrona.DirectBuffer;
import org.jspecify.annotations.Nullable;
import org.rumbench.engine.Cursor;
import org.rumbench.engine.ReadOutcome;
import org.rumbench.engine.RecordView;
import org.rumbench.lsm.LsmCursor;
import org.rumbench.storage.IoPurpose;

/// A cursor of the tree that follows a pointer when its value is asked for; keys alone read no value log. Pins the
/// segments as of its opening. One owner.
///
/// How it gets from row to row is its kind's: one after the other, or some ahead of the present one.
abstract sealed class ValueCursor implements Cursor permits PointerCursor, PrefetchingCursor {
  private final LsmCursor tree;
  private final SegmentSet segments;
  private final IoPurpose purpose;
  private final ValueReader reader = new ValueReader();

  /// The present row when it was taken ahead; null when it is the tree's own.
  private @Nullable AheadRow taken;
  private boolean isAtRow;
  private boolean isFetched;
  private boolean isClosed;
  private DirectBuffer valueBuffer;
  private int valueOffset;
  private int valueLength;

  /// Takes over the cursor and one reference on the segments.
  ValueCursor(LsmCursor tree, SegmentSet segments, IoPurpose purpose) {
    this.tree = tree;
    this.segments = segments;
    this.purpose = purpose;
    this.valueBuffer = tree.valueBuffer();
  }

  @Override
  public final boolean next() {
    if (isClosed) {
      throw new IllegalStateException("the cursor is closed");
    }
    tree.checkNotClosed();
    if (isAtRow) {
      leave(isPointer(), isFetched);
    }
    isFetched = false;
    isAtRow = false;
    taken = null;
    isAtRow = advance();
    return isAtRow;
  }

  /// The present row, which had a pointer or not, is left; its value was fetched or not.
  abstract void leave(boolean isPointer, boolean isFetched);

  /// Goes to the next row, which is the tree's present one unless [#take] says another; false when there is none.
  abstract boolean advance();

  /// The next row is one that was taken ahead.
  final void take(AheadRow row) {
    taken = row;
  }

  private boolean isPointer() {
    AheadRow row = taken;
    return row == null ? tree.isPointer() : row.isPointer();
  }

  @Override
  public final ReadOutcome outcome() {
    AheadRow row = taken;
    return row == null ? tree.outcome() : row.outcome();
  }

  @Override
  public final long version() {
    AheadRow row = taken;
    return row == null ? tree.version() : row.version();
  }

  @Override
  public final long expiryMillis() {
    AheadRow row = taken;
    return row == null ? tree.expiryMillis() : row.expiryMillis();
  }

  @Override
  public final DirectBuffer keyBuffer() {
    AheadRow row = taken;
    return row == null ? tree.keyBuffer() : row.bytes();
  }

  @Override
  public final int keyOffset() {
    return taken == null ? tree.keyOffset() : 0;
  }

  @Override
  public final int keyLength() {
    AheadRow row = taken;
    return row == null ? tree.keyLength() : row.keyLength();
  }

  @Override
  public final DirectBuffer valueBuffer() {
    fetch();
    return valueBuffer;
  }

  @Override
  public final int valueOffset() {
    fetch();
    return valueOffset;
  }

  @Override
  public final int valueLength() {
    fetch();
    return valueLength;
  }

  private void fetch() {
    if (isFetched) {
      return;
    }
    AheadRow row = taken;
    valueBuffer = row == null ? tree.valueBuffer() : row.bytes();
    valueOffset = row == null ? tree.valueOffset() : row.keyLength();
    valueLength = row == null ? tree.valueLength() : row.valueLength();
    if (isAtRow && isPointer()) {
      reader.decode(valueBuffer, valueOffset, valueLength);
      RecordView record = reader.follow(segments, keyBuffer(), keyOffset(), keyLength(), version(), purpose);
      valueBuffer = record.buffer();
      valueOffset = record.valueOffset();
      valueLength = record.valueLength();
    }
    isFetched = true;
  }

  @Override
  public final void close() {
    if (!isClosed) {
      isClosed = true;
      tree.close();
      segments.release();
    }
  }
}
