package org.rumbench.wisckey;

import org.rumbench.lsm.LsmCursor;
import org.rumbench.storage.IoPurpose;

/// The plain cursor: one row after the other, each value read when it is asked for. One owner.
final class PointerCursor extends ValueCursor {
  private final LsmCursor tree;

  /// Takes over the cursor and one reference on the segments.
  PointerCursor(LsmCursor tree, SegmentSet segments, IoPurpose purpose) {
    super(tree, segments, purpose);
    this.tree = tree;
  }

  @Override
  void leave(boolean isPointer, boolean isFetched) {}

  @Override
  boolean advance() {
    return tree.next();
  }
}
