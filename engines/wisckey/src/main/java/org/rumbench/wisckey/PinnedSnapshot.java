package org.rumbench.wisckey;

import org.rumbench.engine.Snapshot;

/// A snapshot of the tree with the segments its pointers lead into: those of its opening, and those that compactions
/// have moved values to since. One owner; the value log adds segments from any thread, under its lock.
final class PinnedSnapshot implements Snapshot {
  private final Snapshot tree;
  private final ValueLog log;
  private volatile SegmentSet segments;
  private boolean isClosed;

  /// Takes over snapshot and segments; the snapshot counts once it is registered with the log.
  PinnedSnapshot(Snapshot tree, SegmentSet segments, ValueLog log) {
    this.tree = tree;
    this.segments = segments;
    this.log = log;
  }

  Snapshot tree() {
    return tree;
  }

  /// The segments as of now. Whatever the tree has shown of the snapshot before this is asked leads into one of them,
  /// for as long as the snapshot is open.
  SegmentSet segments() {
    return segments;
  }

  /// As [#segments], with a reference for the caller; [IllegalStateException] when the snapshot is closed.
  SegmentSet pinSegments() {
    while (true) {
      SegmentSet present = segments;
      if (present.tryRetain()) {
        return present;
      }
      if (present == segments) {
        throw new IllegalStateException("the snapshot is closed");
      }
    }
  }

  /// A value that the snapshot shows has moved into `segment`. Under the log's lock.
  void keep(ValueLogSegment segment) {
    SegmentSet before = segments;
    segments = before.with(segment);
    // Its files stay: the new set has them all.
    before.release();
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
      log.forget(this);
      segments.release();
    }
  }
}
