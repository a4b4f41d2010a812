package org.rumbench.wisckey;

import org.rumbench.engine.Snapshot;

/// A snapshot of the tree with the segments its pointers lead into. One owner.
final class PinnedSnapshot implements Snapshot {
  private final Snapshot tree;
  private final SegmentSet segments;
  private boolean isClosed;

  /// Takes over both.
  PinnedSnapshot(Snapshot tree, SegmentSet segments) {
    this.tree = tree;
    this.segments = segments;
  }

  Snapshot tree() {
    return tree;
  }

  SegmentSet segments() {
    return segments;
  }

  @Override
  public long sequence() {
    return tree.sequence();
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
