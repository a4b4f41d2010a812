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
  /// Bytes of its deletions that hide nothing: no other record of their keys is left. They count as alive, too.
  long idleBytes;
  private long highestIdleVersion = Long.MIN_VALUE;
  private long fingerprint;
  /// Length once closed.
  long closedLengthBytes;
  boolean isSealed;
  boolean hasHint;
  /// It was loaded from its records although hints are used.
  boolean needsHint;
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

  /// Counts a record whose key has that hash.
  void add(KeyLocation record, int keyHash) {
    totalBytes += record.recordLength();
    recordCount++;
    minimumVersion = Math.min(minimumVersion, record.version);
    fingerprint += fingerprint(record, keyHash);
  }

  /// Forgets the records counted, to count them again; what is alive stays.
  void resetTotals() {
    totalBytes = 0;
    recordCount = 0;
    minimumVersion = Long.MAX_VALUE;
    fingerprint = 0;
  }

  /// A deletion that hides nothing.
  void addIdle(KeyLocation deletion) {
    idleBytes += deletion.recordLength();
    highestIdleVersion = Math.max(highestIdleVersion, deletion.version);
  }

  /// Bytes that a merge could drop: all but what is alive, and deletions that hide nothing once all of them are at or
  /// below the purge version.
  long droppableBytes(long purgeVersion) {
    return totalBytes - liveBytes + (highestIdleVersion <= purgeVersion ? idleBytes : 0);
  }

  /// A sum over its records, in any order, of what [#fingerprint(KeyLocation, int)] makes of each.
  long fingerprint() {
    return fingerprint;
  }

  /// 64 bits over the key, place, length, checksum, version and sequence of a record.
  static long fingerprint(KeyLocation record, int keyHash) {
    long bits = mixed(((long) keyHash << 32) | (record.checksum & 0xffffffffL));
    bits = mixed(bits ^ record.version);
    bits = mixed(bits ^ record.sequence);
    return mixed(bits ^ (((long) record.recordOffset << 32) | (record.lengthAndFlags & 0xffffffffL)));
  }

  private static long mixed(long bits) {
    long x = (bits ^ (bits >>> 32)) * 0xD6E8FEB86659FD93L;
    return (x ^ (x >>> 29)) * 0xBF58476D1CE4E5B9L;
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
