package org.rumbench.wisckey;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.rumbench.runtime.Invariant;
import org.rumbench.storage.StorageFile;

/// One file of the value log, with what is known of the bytes in it.
///
/// Written by one owner until sealed, read by any thread. *Live* bytes are those of records that a pointer in the tree
/// may lead to; the other payload (dropped values, records kept inline) is dead; framing is neither. Live bytes are
/// exact, and never too many: the output of a collection that a crash interrupted may count as dead although some of it
/// is not. They choose what to collect, never what may be lost.
///
/// A segment is *held* while a compaction puts values into it that no installed pointer leads to yet, or while it is
/// collected: nobody else may begin either. It is *emptied* while a compaction copies values out of it.
final class ValueLogSegment {
  /// Who decides what becomes of a segment.
  private enum Hold {
    FREE,
    WRITING,
    COLLECTION
  }

  private final int id;
  private final boolean isCollected;
  private final StorageFile file;
  private final boolean isOfEarlierLife;
  private final AtomicLong droppedBytes = new AtomicLong();
  /// Guarded by this object, so that the three belong together.
  private long countedToBytes;
  private long payloadBytes;
  private long pointedAtBytes;
  private volatile Count durable = Count.NOTHING;
  private volatile long lowestVersion = Long.MAX_VALUE;
  private volatile long endBytes;
  private volatile boolean isSealed;
  private volatile boolean isDurable;
  private volatile boolean isAnchored;
  private volatile boolean isAttached;
  private volatile boolean isFilling;
  private final AtomicReference<Hold> hold = new AtomicReference<>(Hold.FREE);
  private final AtomicInteger emptiers = new AtomicInteger();

  /// What the units before a place have.
  ///
  /// @param endBytes       the place, an end of a unit
  /// @param payloadBytes   bytes of records before it
  /// @param pointedAtBytes of these, bytes that pointers led to when they were written
  record Count(long endBytes, long payloadBytes, long pointedAtBytes) {
    private static final Count NOTHING = new Count(0, 0, 0);
  }

  /// A new, empty segment.
  ValueLogSegment(int id, boolean isCollected, StorageFile file) {
    this(id, isCollected, file, false);
  }

  private ValueLogSegment(int id, boolean isCollected, StorageFile file, boolean isOfEarlierLife) {
    this.id = id;
    this.isCollected = isCollected;
    this.file = file;
    this.isOfEarlierLife = isOfEarlierLife;
  }

  /// A segment of an earlier life: complete, because nothing is appended to an old file, and durable once synced.
  ValueLogSegment(SegmentAttachment known, StorageFile file) {
    this(known.id(), known.isCollected(), file, true);
    payloadBytes = known.payloadBytes();
    pointedAtBytes = known.liveBytes();
    lowestVersion = known.lowestVersion();
    endBytes = known.endBytes();
    isSealed = true;
    isDurable = known.isSealed();
    isAnchored = known.isSealed();
    isAttached = known.isSealed();
  }

  /// A new, empty segment that compactions put values into; held for writing.
  static ValueLogSegment filling(int id, StorageFile file) {
    ValueLogSegment segment = new ValueLogSegment(id, true, file);
    segment.isFilling = true;
    segment.hold.set(Hold.WRITING);
    return segment;
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

  /// Whether compactions may still put values into it.
  boolean isFilling() {
    return isFilling;
  }

  /// The last compaction has put values into the segment, which is durable and ends at `end`.
  void fill(long end) {
    seal(end);
    isFilling = false;
    markDurable();
  }

  /// Holds the segment for a compaction that puts values into it; false when somebody holds it.
  boolean holdForWriting() {
    return hold.compareAndSet(Hold.FREE, Hold.WRITING);
  }

  /// The compaction that held the segment for writing is installed.
  void letGo() {
    Invariant.check(hold.compareAndSet(Hold.WRITING, Hold.FREE), "a segment is let go by who writes to it");
  }

  /// Holds the segment for its collection, for ever; false when somebody holds it.
  boolean holdForCollection() {
    return hold.compareAndSet(Hold.FREE, Hold.COLLECTION);
  }

  /// Whether nobody holds it.
  boolean isFree() {
    return hold.get() == Hold.FREE;
  }

  /// A compaction begins to copy values out of it.
  void beginEmptying() {
    emptiers.incrementAndGet();
  }

  /// See [#beginEmptying]; that compaction has ended.
  void endEmptying() {
    Invariant.check(emptiers.decrementAndGet() >= 0, "as many compactions end as have begun");
  }

  /// Whether a compaction copies values out of it.
  boolean isEmptied() {
    return emptiers.get() > 0;
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

  synchronized long liveBytes() {
    return pointedAtBytes - droppedBytes.get();
  }

  /// A unit that ends at `endBytes` was appended, with records of `lengthBytes`; to those of `pointedAt` bytes pointers
  /// are about to come.
  synchronized void appended(long endBytes, long lengthBytes, long pointedAt) {
    countedToBytes = endBytes;
    payloadBytes += lengthBytes;
    pointedAtBytes += pointedAt;
  }

  /// Whether a pointer into it can ever have been written: not when this life wrote it, as the log that batches go to,
  /// and no batch had a value long enough.
  synchronized boolean mayBePointedAt() {
    return isOfEarlierLife || isCollected || pointedAtBytes > 0;
  }

  /// Pointers to records of `lengthBytes` came.
  synchronized void pointedAt(long lengthBytes) {
    pointedAtBytes += lengthBytes;
  }

  /// A pointer to a record of `lengthBytes` went.
  void dropped(long lengthBytes) {
    droppedBytes.addAndGet(lengthBytes);
  }

  /// What was appended so far.
  synchronized Count count() {
    return new Count(countedToBytes, payloadBytes, pointedAtBytes);
  }

  /// Everything of `count` is durable, and so is what came before the segment.
  synchronized void markDurable(Count count) {
    if (count.endBytes() > durable.endBytes()) {
      durable = count;
    }
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

  synchronized long payloadBytes() {
    return payloadBytes;
  }

  synchronized long deadBytes() {
    return Math.max(0, payloadBytes - Math.max(0, pointedAtBytes - droppedBytes.get()));
  }

  /// Its sizes, for a policy.
  CollectionPolicy.Candidate candidate() {
    return new CollectionPolicy.Candidate(id, payloadBytes(), deadBytes());
  }

  /// What the manifest may say of it now: no byte that is not durable, and the counts up to there, because recovery adds
  /// those of what it finds behind. What was dropped was in a table, so it is durable.
  SegmentAttachment attachment() {
    boolean isComplete = isSealed && isDurable;
    Count count = isComplete ? count() : durable;
    long end = isComplete ? endBytes : count.endBytes();
    long live = count.pointedAtBytes() - droppedBytes.get();
    return new SegmentAttachment(id, isCollected, isComplete, end, count.payloadBytes(), live, lowestVersion);
  }
}
