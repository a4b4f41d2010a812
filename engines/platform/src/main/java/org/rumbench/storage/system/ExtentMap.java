package org.rumbench.storage.system;

import java.util.Arrays;
import org.rumbench.runtime.Invariant;

/// Where the logical bytes of a direct-I/O file lie: extents of blocks that are full but for the last one.
///
/// I1: extents are sorted by logical start and cover the logical length without gap, except for gaps a power cut left.
/// I2: within an extent, block k holds the payload from `logicalStart + k * PAYLOAD_BYTES`.
/// One writer. Readers take a [View] after they have seen a logical length that covers what they ask for, so that an
/// extent which grows in place under them shows at least that. Look-up is a binary search.
final class ExtentMap {
  /// What readers search; nothing in it changes but the last length, upwards.
  static final class View {
    private final long[] logical;
    private final long[] physical;
    private final long[] lengths;
    private final int count;

    View(long[] logical, long[] physical, long[] lengths, int count) {
      this.logical = logical;
      this.physical = physical;
      this.lengths = lengths;
      this.count = count;
    }

    int count() {
      return count;
    }

    long logicalStart(int extent) {
      return logical[extent];
    }

    long physicalStart(int extent) {
      return physical[extent];
    }

    long logicalEnd(int extent) {
      return logical[extent] + lengths[extent];
    }

    /// The extent that holds `offsetBytes` or the last one before it; −1 when there is none.
    int find(long offsetBytes) {
      int low = 0;
      int high = count - 1;
      while (low <= high) {
        int middle = (low + high) >>> 1;
        if (logical[middle] <= offsetBytes) {
          low = middle + 1;
        } else {
          high = middle - 1;
        }
      }
      return high;
    }
  }

  private volatile View view = new View(new long[4], new long[4], new long[4], 0);

  View view() {
    return view;
  }

  /// The logical end.
  long endBytes() {
    View view = this.view;
    int last = view.count - 1;
    return last < 0 ? 0 : view.logical[last] + view.lengths[last];
  }

  /// Whether the last block of the last extent holds less than a block can.
  boolean endsInsideBlock() {
    View view = this.view;
    return view.count > 0 && view.lengths[view.count - 1] % DirectDescriptor.PAYLOAD_BYTES != 0;
  }

  /// Adds `payloadBytes` at `logicalOffset`, in blocks from `physicalOffset`; joins the last extent where I2 allows.
  void add(long logicalOffset, long physicalOffset, long payloadBytes) {
    if (payloadBytes == 0) {
      return;
    }
    View view = this.view;
    int count = view.count;
    if (count > 0) {
      int last = count - 1;
      long length = view.lengths[last];
      boolean isFull = length % DirectDescriptor.PAYLOAD_BYTES == 0;
      boolean follows = view.logical[last] + length == logicalOffset
          && view.physical[last] + DirectDescriptor.denseBytes(length) == physicalOffset;
      Invariant.check(logicalOffset >= view.logical[last] + length, "I1: extents overlap");
      if (isFull && follows) {
        view.lengths[last] = length + payloadBytes;
        return;
      }
    }
    boolean isRoomy = count < view.logical.length;
    int capacity = isRoomy ? view.logical.length : count * 2;
    long[] logical = isRoomy ? view.logical : Arrays.copyOf(view.logical, capacity);
    long[] physical = isRoomy ? view.physical : Arrays.copyOf(view.physical, capacity);
    long[] lengths = isRoomy ? view.lengths : Arrays.copyOf(view.lengths, capacity);
    logical[count] = logicalOffset;
    physical[count] = physicalOffset;
    lengths[count] = payloadBytes;
    this.view = new View(logical, physical, lengths, count + 1);
  }

  /// Cuts everything from `logicalBytes` on; returns the physical end of what remains.
  long truncate(long logicalBytes) {
    View view = this.view;
    int kept = 0;
    while (kept < view.count && view.logical[kept] < logicalBytes) {
      kept++;
    }
    long[] lengths = view.lengths.clone();
    if (kept > 0) {
      lengths[kept - 1] = Math.min(lengths[kept - 1], logicalBytes - view.logical[kept - 1]);
    }
    this.view = new View(view.logical.clone(), view.physical.clone(), lengths, kept);
    return kept == 0 ? 0 : view.physical[kept - 1] + DirectDescriptor.denseBytes(lengths[kept - 1]);
  }
}
