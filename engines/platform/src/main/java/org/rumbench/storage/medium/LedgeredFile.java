package org.rumbench.storage.medium;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;
import org.jspecify.annotations.Nullable;
import org.rumbench.runtime.Completion;
import org.rumbench.storage.CorruptionException;
import org.rumbench.storage.IoPurpose;
import org.rumbench.storage.LedgerSnapshot.Lengths;
import org.rumbench.storage.StorageFile;

/// A file with its state, its three lengths and its reference count; the one place where its bytes are counted.
///
/// One instance per listed name for the life of the storage, open or closed. The owner's appends publish the logical
/// length with release, and readers acquire it, so a reader sees every byte below the length it checked against.
final class LedgeredFile implements StorageFile, SyncQueue.Target {
  private static final VarHandle ISSUED;

  static {
    try {
      ISSUED = MethodHandles.lookup().findVarHandle(LedgeredFile.class, "issuedBytes", long.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private final LedgeredStorage storage;
  private final CountingLedger ledger;
  private final IoPurpose purpose;
  private final SyncQueue syncs;
  private volatile String name;
  private volatile @Nullable MediumFile bytes;
  private volatile long logicalBytes;
  private volatile long issuedBytes;
  private volatile long allocatedBytes;
  private volatile long requestedBytes;
  private volatile long syncedBytes;
  private volatile boolean isWritable;
  private int references;
  private boolean isRemoved;
  private boolean isAbandoned;

  /// A file of an earlier life, closed.
  LedgeredFile(LedgeredStorage storage, String name, Lengths lengths) {
    this.storage = storage;
    this.ledger = storage.ledger();
    this.name = name;
    this.purpose = IoPurpose.RECOVERY;
    this.logicalBytes = lengths.logicalBytes();
    this.issuedBytes = lengths.issuedBytes();
    this.allocatedBytes = lengths.allocatedBytes();
    this.syncs = storage.newSyncQueue(this);
  }

  /// A file about to be created.
  LedgeredFile(LedgeredStorage storage, String name, IoPurpose purpose) {
    this.storage = storage;
    this.ledger = storage.ledger();
    this.name = name;
    this.purpose = purpose;
    this.syncs = storage.newSyncQueue(this);
  }

  /// Opens it for its creator.
  void created(MediumFile medium) {
    synchronized (this) {
      bytes = medium;
      references = 1;
      isWritable = true;
    }
  }

  /// One more reference, opening the bytes when there was none. Returns false when it was removed meanwhile.
  boolean acquire(Medium medium, IoPurpose openPurpose) {
    synchronized (this) {
      if (isRemoved) {
        return false;
      }
      if (bytes != null) {
        references++;
        return true;
      }
    }
    MediumFile opened = medium.open(name);
    synchronized (this) {
      if (bytes == null && !isRemoved) {
        bytes = opened;
        references = 1;
        ledger.countTransferred(openPurpose, opened.openingBytes());
        return true;
      }
    }
    opened.close();
    return acquire(medium, openPurpose);
  }

  void renamed(String to) {
    name = to;
    MediumFile medium = bytes;
    if (medium != null) {
      medium.renamed(to);
    }
  }

  /// The name is gone. Returns whether references keep the bytes.
  boolean removed() {
    synchronized (this) {
      isRemoved = true;
      MediumFile medium = bytes;
      if (medium != null) {
        medium.unlinked();
        return true;
      }
    }
    ledger.countRemoved(lengths());
    return false;
  }

  Lengths lengths() {
    return new Lengths(logicalBytes, issuedBytes, allocatedBytes);
  }

  private MediumFile opened() {
    MediumFile medium = bytes;
    if (medium == null) {
      throw new IllegalStateException(name + " is closed: its last reference was released");
    }
    return medium;
  }

  private MediumFile writable() {
    MediumFile medium = opened();
    if (!isWritable) {
      throw new IllegalStateException(name + " is sealed or was reopened: files are append-only and write-once");
    }
    return medium;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public long lengthBytes() {
    return logicalBytes;
  }

  @Override
  public long append(DirectBuffer source, int offset, int lengthBytes) {
    MediumFile medium = writable();
    source.boundsCheck(offset, lengthBytes);
    long start = logicalBytes;
    long issued = medium.append(start, source, offset, lengthBytes);
    addIssued(issued);
    ledger.countAppend(purpose, lengthBytes, issued);
    accountAllocated(medium);
    logicalBytes = start + lengthBytes;
    return start;
  }

  private void addIssued(long issued) {
    long before = (long) ISSUED.getAndAdd(this, issued);
    assert before >= 0;
  }

  private void accountAllocated(MediumFile medium) {
    long now = medium.allocatedBytes();
    if (now == allocatedBytes) {
      return;
    }
    synchronized (this) {
      long delta = now - allocatedBytes;
      allocatedBytes = now;
      if (delta > 0) {
        ledger.countAllocated(delta);
      } else {
        ledger.countTruncated(new Lengths(0, 0, -delta));
      }
    }
  }

  @Override
  public void read(
      long offsetBytes, MutableDirectBuffer target, int targetOffset, int lengthBytes, IoPurpose readPurpose) {
    MediumFile medium = opened();
    target.boundsCheck(targetOffset, lengthBytes);
    long end = logicalBytes;
    if (offsetBytes < 0 || lengthBytes > end - offsetBytes) {
      throw new CorruptionException(name, offsetBytes, lengthBytes + " bytes", "the end at " + end);
    }
    long transferred = medium.read(offsetBytes, target, targetOffset, lengthBytes);
    ledger.countRead(readPurpose, lengthBytes, transferred);
  }

  @Override
  public void reserve(long lengthBytes) {
    MediumFile medium = writable();
    if (lengthBytes < 0) {
      throw new IllegalArgumentException("cannot reserve " + lengthBytes + " bytes");
    }
    if (lengthBytes > logicalBytes) {
      medium.reserve(lengthBytes);
      accountAllocated(medium);
    }
  }

  @Override
  public void sync(Completion completion) {
    MediumFile medium = opened();
    if (isWritable) {
      countHeldBack(medium, medium.prepareSync());
    }
    requestedBytes = logicalBytes;
    retain();
    try {
      syncs.request(completion);
    } finally {
      release();
    }
  }

  private void countHeldBack(MediumFile medium, long issued) {
    if (issued > 0) {
      addIssued(issued);
      ledger.countIssued(purpose, issued);
      accountAllocated(medium);
    }
  }

  @Override
  public long dirtyBytes() {
    return Math.max(0, logicalBytes - syncedBytes);
  }

  /// The syncs of a file of an earlier life count as recovery.
  @Override
  public long onStart() {
    retain();
    ledger.countSync(purpose);
    return requestedBytes;
  }

  @Override
  public void sync() {
    opened().sync();
  }

  @Override
  public synchronized void onSynced(long covered) {
    syncedBytes = Math.max(syncedBytes, Math.min(covered, logicalBytes));
  }

  @Override
  public void onEnded() {
    synchronized (this) {
      if (references == 0) {
        return; // the storage was closed under the sync
      }
    }
    release();
  }

  @Override
  public long syncedBytes() {
    return syncedBytes;
  }

  @Override
  public void truncate(long lengthBytes) {
    MediumFile medium = writable();
    long before = logicalBytes;
    if (lengthBytes < 0 || lengthBytes > before) {
      throw new IllegalArgumentException("cannot truncate " + name + " of " + before + " bytes to " + lengthBytes);
    }
    synchronized (this) {
      logicalBytes = lengthBytes;
      requestedBytes = Math.min(requestedBytes, lengthBytes);
      syncedBytes = Math.min(syncedBytes, lengthBytes);
    }
    shorten(medium, medium.truncate(lengthBytes), before - lengthBytes);
  }

  @Override
  public void seal() {
    MediumFile medium = opened();
    synchronized (this) {
      if (!isWritable) {
        return;
      }
      isWritable = false;
    }
    shorten(medium, medium.seal(), 0);
  }

  private void shorten(MediumFile medium, long issued, long cutBytes) {
    if (issued > 0) {
      addIssued(issued);
      ledger.countIssued(purpose, issued);
    }
    long cutIssued = issuedBytes - medium.issuedBytes();
    addIssued(-cutIssued);
    ledger.countTruncated(new Lengths(cutBytes, cutIssued, 0));
    accountAllocated(medium);
  }

  @Override
  public void adviseSequential() {
    opened().adviseSequential();
  }

  @Override
  public void adviseWillNeed(long offsetBytes, long lengthBytes) {
    opened().adviseWillNeed(offsetBytes, lengthBytes);
  }

  @Override
  public void adviseDoNotCache() {
    opened().adviseDoNotCache();
  }

  @Override
  public synchronized void retain() {
    if (references == 0) {
      throw new IllegalStateException(name + " has no reference left to add to");
    }
    references++;
  }

  @Override
  public void release() {
    MediumFile medium;
    synchronized (this) {
      if (isAbandoned) {
        return;
      }
      if (references == 0) {
        throw new IllegalStateException(name + " was released more often than retained");
      }
      if (references > 1) {
        references--;
        return;
      }
      medium = bytes;
    }
    closeBytes(medium, false);
  }

  /// Gives back the reservation and closes, whoever still refers to it: the storage closes. References given back
  /// later mean nothing any more.
  void closeNow() {
    MediumFile medium;
    synchronized (this) {
      medium = bytes;
      if (medium == null) {
        return;
      }
      isAbandoned = true;
    }
    closeBytes(medium, true);
  }

  private void closeBytes(@Nullable MediumFile medium, boolean isReferenced) {
    if (medium == null) {
      return;
    }
    try {
      seal();
    } finally {
      drop(medium, isReferenced);
    }
  }

  private void drop(MediumFile medium, boolean isReferenced) {
    boolean wasRemoved;
    synchronized (this) {
      if (bytes == null) {
        return; // closed by somebody else meanwhile
      }
      references = 0;
      bytes = null;
      wasRemoved = isRemoved;
    }
    if (isReferenced) {
      medium.abandon();
    } else {
      medium.close();
    }
    if (wasRemoved) {
      ledger.countRemoved(lengths());
      storage.unpinned(this);
    }
  }
}
