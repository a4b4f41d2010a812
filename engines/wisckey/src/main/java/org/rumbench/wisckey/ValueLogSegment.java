package org.rumbench.wisckey;

import java.util.concurrent.atomic.AtomicLong;
import org.rumbench.storage.StorageFile;

/// One file of the value log, with what is known of the bytes in it.
///
/// Written by one owner until sealed, read by any thread. *Live* bytes are those of records that a pointer in the tree
/// may lead to; the other payload (dropped values, records kept inline) is dead; framing is neither. Live bytes are an
/// estimate, exact but for what merges dropped shortly before a crash: they choose what to collect, never what may be
/// lost.
final class ValueLogSegment {
  private final int id;
  private final boolean isCollected;
  private final StorageFile file;
  private final AtomicLong payloadBytes = new AtomicLong();
  private final AtomicLong liveBytes = new AtomicLong();
  private volatile long lowestVersion = Long.MAX_VALUE;
  private volatile long endBytes;
  private volatile boolean isSealed;
  private volatile boolean isDurable;
  private volatile boolean isAnchored;
  private volatile boolean isAttached;

  /// A new, empty segment.
  ValueLogSegment(int id, boolean isCollected, StorageFile file) {
    this.id = id;
    this.isCollected = isCollected;
    this.file = file;
  }

  /// A segment of an earlier life: complete, because nothing is appended to an old file, and durable once synced.
  ValueLogSegment(SegmentAttachment known, StorageFile file) {
    this(known.id(), known.isCollected(), file);
    payloadBytes.set(known.payloadBytes());
    liveBytes.set(known.liveBytes());
    lowestVersion = known.lowestVersion();
    endBytes = known.endBytes();
    isSealed = true;
    isDurable = known.isSealed();
    isAnchored = known.isSealed();
    isAttached = known.isSealed();
  }

  int id() {
    return id;
  }

  boolean isCollected() {
    return isCollected;
  }

  StorageFile file() {
    return file;
  }

  /// Bytes of valid units: what lies behind, in a file that was torn, is nothing.
  long endBytes() {
    return isSealed ? endBytes : file.lengthBytes();
  }

  boolean isSealed() {
    return isSealed;
  }

  /// No further units; the segment ends at `end`.
  void seal(long end) {
    endBytes = end;
    isSealed = true;
  }

  /// The sealed file and its name are on the device.
  void markDurable() {
    isDurable = true;
    isAnchored = true;
  }

  /// Whether its name and all of every earlier segment are on the device, so that the manifest may speak of it.
  boolean isAnchored() {
    return isAnchored;
  }

  /// The file's name, and what came before it, is on the device.
  void markAnchored() {
    isAnchored = true;
  }

  /// The manifest knows it as sealed: its end is final there.
  boolean isAttached() {
    return isAttached;
  }

  /// See [#isAttached]; by the catalog, under its lock.
  void markAttached() {
    isAttached = true;
  }

  long liveBytes() {
    return liveBytes.get();
  }

  /// Records of `lengthBytes` were appended.
  void appended(long lengthBytes) {
    payloadBytes.addAndGet(lengthBytes);
  }

  /// Pointers to records of `lengthBytes` came.
  void pointedAt(long lengthBytes) {
    liveBytes.addAndGet(lengthBytes);
  }

  /// A pointer to a record of `lengthBytes` went.
  void dropped(long lengthBytes) {
    liveBytes.addAndGet(-lengthBytes);
  }

  /// The lowest version of any record in it; [Long#MAX_VALUE] when empty. Owner and, once sealed, any thread.
  long lowestVersion() {
    return lowestVersion;
  }

  /// Takes in a version; owner only.
  void sawVersion(long version) {
    if (version < lowestVersion) {
      lowestVersion = version;
    }
  }

  long payloadBytes() {
    return payloadBytes.get();
  }

  long deadBytes() {
    return Math.max(0, payloadBytes.get() - Math.max(0, liveBytes.get()));
  }

  /// What the manifest may say of it now: no byte that is not durable.
  SegmentAttachment attachment() {
    boolean isComplete = isSealed && isDurable;
    long end = isComplete ? endBytes : Math.min(file.syncedBytes(), endBytes());
    return new SegmentAttachment(id, isCollected, isComplete, end, payloadBytes.get(), liveBytes.get(), lowestVersion);
  }
}
