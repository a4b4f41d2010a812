package org.rumbench.wisckey;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.rumbench.runtime.Invariant;

/// The segments of the value log at one moment: immutable, reference-counted, sorted by id.
///
/// Each set holds one reference on each of its files, so a segment that was collected stays readable until the last
/// set that names it is released: by a read in flight, a cursor or a snapshot. Any thread.
final class SegmentSet {
  private final ValueLogSegment[] segments;
  private final AtomicInteger references = new AtomicInteger(1);

  /// `sorted` by id.
  SegmentSet(List<ValueLogSegment> sorted) {
    segments = sorted.toArray(ValueLogSegment[]::new);
    for (int i = 0; i < segments.length; i++) {
      Invariant.check(i == 0 || segments[i - 1].id() < segments[i].id(), "segments are sorted by id");
      segments[i].file().retain();
    }
  }

  /// A set of segments in any order.
  static SegmentSet of(List<ValueLogSegment> segments) {
    List<ValueLogSegment> sorted = new ArrayList<>(segments);
    sorted.sort(Comparator.comparingInt(ValueLogSegment::id));
    return new SegmentSet(sorted);
  }

  /// A set of these and one more.
  SegmentSet with(ValueLogSegment segment) {
    List<ValueLogSegment> more = new ArrayList<>(segments());
    more.add(segment);
    return of(more);
  }

  /// Takes a reference; false when the last one has gone already.
  boolean tryRetain() {
    for (int count = references.get(); count > 0; count = references.get()) {
      if (references.compareAndSet(count, count + 1)) {
        return true;
      }
    }
    return false;
  }

  /// Gives a reference back.
  void release() {
    int left = references.decrementAndGet();
    Invariant.check(left >= 0, "a segment set is released once per reference");
    if (left == 0) {
      for (ValueLogSegment segment : segments) {
        segment.file().release();
      }
    }
  }

  /// The segment of that id, null when it is not in the set.
  @Nullable ValueLogSegment find(int id) {
    int low = 0;
    int high = segments.length - 1;
    while (low <= high) {
      int middle = (low + high) >>> 1;
      int found = segments[middle].id();
      if (found == id) {
        return segments[middle];
      }
      if (found < id) {
        low = middle + 1;
      } else {
        high = middle - 1;
      }
    }
    return null;
  }

  List<ValueLogSegment> segments() {
    return List.of(segments);
  }
}
