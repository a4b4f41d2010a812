package org.rumbench.wisckey;

/// Tells the log's files which records will be read soon; neighbours are told as one stretch, in whatever order they
/// were wanted: rows that were written at about the same time lie near each other, though seldom in the order of their
/// keys. One owner; allocates nothing. Costs a sort of what is wanted, by insertion: a few rows, nearly in order where
/// order gains anything.
///
/// What leads nowhere is left to the read, which says so. A segment that is still written is not asked for: its bytes
/// have just passed through the cache.
final class ReadAhead {
  /// Stretches this near to each other are one: a page between them costs less than a request.
  private static final int GAP_BYTES = 4 * 1024;

  private final SegmentSet segments;
  /// What is wanted, sorted: the segment above, the offset in its low 32 bits.
  private final long[] places;
  private final int[] lengths;
  private int count;

  /// For at most `capacity` records between two calls of [#tell].
  ReadAhead(SegmentSet segments, int capacity) {
    this.segments = segments;
    this.places = new long[capacity];
    this.lengths = new int[capacity];
  }

  /// The record that `pointer` leads to is wanted; told by [#tell].
  void want(ValuePointer pointer) {
    long place = (long) pointer.segment() << Integer.SIZE | pointer.offset();
    int at = count++;
    for (; at > 0 && places[at - 1] > place; at--) {
      places[at] = places[at - 1];
      lengths[at] = lengths[at - 1];
    }
    places[at] = place;
    lengths[at] = pointer.length();
  }

  /// Tells what is wanted and was not told yet.
  void tell() {
    int first = 0;
    while (first < count) {
      long toBytes = offsetOf(first) + lengths[first];
      int next = first + 1;
      while (next < count && segmentOf(next) == segmentOf(first) && offsetOf(next) <= toBytes + GAP_BYTES) {
        toBytes = Math.max(toBytes, offsetOf(next) + lengths[next]);
        next++;
      }
      ValueLogSegment segment = segments.find(segmentOf(first));
      if (segment != null && segment.isSealed()) {
        segment.file().adviseWillNeed(offsetOf(first), toBytes - offsetOf(first));
      }
      first = next;
    }
    count = 0;
  }

  private int segmentOf(int index) {
    return (int) (places[index] >>> Integer.SIZE);
  }

  private long offsetOf(int index) {
    return places[index] & 0xFFFF_FFFFL;
  }
}
