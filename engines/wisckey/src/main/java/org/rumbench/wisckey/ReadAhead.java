package org.rumbench.wisckey;

import org.jspecify.annotations.Nullable;

/// Tells the log's files which records will be read soon; neighbours are told as one stretch. One owner.
///
/// What leads nowhere is left to the read, which says so. A segment that is still written is not asked for: its bytes
/// have just passed through the cache.
final class ReadAhead {
  /// Stretches this near to each other are one: a page between them costs less than a request.
  private static final int GAP_BYTES = 4 * 1024;

  private final SegmentSet segments;
  private @Nullable ValueLogSegment segment;
  private long fromBytes;
  private long toBytes;

  ReadAhead(SegmentSet segments) {
    this.segments = segments;
  }

  /// The record that `pointer` leads to is wanted; told to the file here or by [#tell].
  void want(ValuePointer pointer) {
    ValueLogSegment found = segments.find(pointer.segment());
    if (found == null || !found.isSealed()) {
      return;
    }
    long from = pointer.offset();
    long to = from + pointer.length();
    if (found == segment && from >= fromBytes && from <= toBytes + GAP_BYTES) {
      toBytes = Math.max(toBytes, to);
      return;
    }
    tell();
    segment = found;
    fromBytes = from;
    toBytes = to;
  }

  /// Tells what is wanted and was not told yet.
  void tell() {
    ValueLogSegment wanted = segment;
    if (wanted != null) {
      segment = null;
      wanted.file().adviseWillNeed(fromBytes, toBytes - fromBytes);
    }
  }
}
