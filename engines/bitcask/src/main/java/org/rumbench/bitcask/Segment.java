package org.rumbench.bitcask;

import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.rumbench.runtime.Completion;
import org.rumbench.storage.StorageFile;

/// One file of the log, with what is known of its records.
///
/// Counters are guarded by the store's lock. Reads pin it: its file is released with the last pin, after the store let
/// it go.
final class Segment {
  final int id;
  final boolean isMerged;
  final StorageFile file;
  /// Done when the bytes of a closed segment are durable.
  final Completion synced = new Completion();
  /// Done when the segment is listed in a durable manifest.
  final Completion sealed = new Completion();
  private final Runnable onReleased;
  private final AtomicInteger pins = new AtomicInteger(1);

  long totalBytes;
  long liveBytes;
  long recordCount;
  long minimumVersion = Long.MAX_VALUE;
  /// Length once closed.
  long closedLengthBytes;
  boolean isSealed;
  boolean hasHint;
  @Nullable HintBuffer hints;

  Segment(int id, boolean isMerged, StorageFile file, Runnable onReleased) {
    this.id = id;
    this.isMerged = isMerged;
    this.file = file;
    this.onReleased = onReleased;
  }

  String fileName() {
    return SegmentDescriptor.fileName(id, isMerged);
  }

  /// Counts a record.
  void add(KeyLocation record) {
    totalBytes += record.recordLength();
    recordCount++;
    minimumVersion = Math.min(minimumVersion, record.version);
  }

  /// Forgets the records counted, to count them again; what is alive stays.
  void resetTotals() {
    totalBytes = 0;
    recordCount = 0;
    minimumVersion = Long.MAX_VALUE;
  }

  /// Keeps the file open; false when the store has let it go and nobody else keeps it.
  boolean tryPin() {
    for (int count = pins.get(); count > 0; count = pins.get()) {
      if (pins.compareAndSet(count, count + 1)) {
        return true;
      }
    }
    return false;
  }

  /// One pin less.
  void unpin() {
    if (pins.decrementAndGet() == 0) {
      file.release();
      onReleased.run();
    }
  }
}
