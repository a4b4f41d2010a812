package org.rumbench.wisckey;

import org.agrona.DirectBuffer;
import org.rumbench.engine.Cursor;
import org.rumbench.engine.ReadOutcome;
import org.rumbench.engine.RecordView;
import org.rumbench.lsm.LsmCursor;
import org.rumbench.storage.IoPurpose;

/// A cursor of the tree that follows a pointer when its value is asked for, one after the other; keys alone read no
/// value log. Pins the segments as of its opening. One owner.
final class PointerCursor implements Cursor {
  private final LsmCursor tree;
  private final SegmentSet segments;
  private final IoPurpose purpose;
  private final ValueReader reader = new ValueReader();
  private boolean isFetched;
  private boolean isClosed;
  private DirectBuffer valueBuffer;
  private int valueOffset;
  private int valueLength;

  /// Takes over the cursor and one reference on the segments.
  PointerCursor(LsmCursor tree, SegmentSet segments, IoPurpose purpose) {
    this.tree = tree;
    this.segments = segments;
    this.purpose = purpose;
    this.valueBuffer = tree.valueBuffer();
  }

  @Override
  public boolean next() {
    isFetched = false;
    return tree.next();
  }

  @Override
  public ReadOutcome outcome() {
    return tree.outcome();
  }

  @Override
  public long version() {
    return tree.version();
  }

  @Override
  public long expiryMillis() {
    return tree.expiryMillis();
  }

  @Override
  public DirectBuffer keyBuffer() {
    return tree.keyBuffer();
  }

  @Override
  public int keyOffset() {
    return tree.keyOffset();
  }

  @Override
  public int keyLength() {
    return tree.keyLength();
  }

  @Override
  public DirectBuffer valueBuffer() {
    fetch();
    return valueBuffer;
  }

  @Override
  public int valueOffset() {
    fetch();
    return valueOffset;
  }

  @Override
  public int valueLength() {
    fetch();
    return valueLength;
  }

  private void fetch() {
    if (isFetched) {
      return;
    }
    if (!tree.isPointer()) {
      valueBuffer = tree.valueBuffer();
      valueOffset = tree.valueOffset();
      valueLength = tree.valueLength();
    } else {
      reader.decode(tree.valueBuffer(), tree.valueOffset(), tree.valueLength());
      RecordView record =
          reader.follow(
              segments, tree.keyBuffer(), tree.keyOffset(), tree.keyLength(), tree.version(), purpose);
      valueBuffer = record.buffer();
      valueOffset = record.valueOffset();
      valueLength = record.valueLength();
    }
    isFetched = true;
  }

  @Override
  public void close() {
    if (!isClosed) {
      isClosed = true;
      tree.close();
      segments.release();
    }
  }
}
