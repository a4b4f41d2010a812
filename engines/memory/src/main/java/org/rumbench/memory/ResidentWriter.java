package org.rumbench.memory;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;
import org.agrona.DirectBuffer;
import org.jspecify.annotations.Nullable;
import org.rumbench.bitcask.Bitcask;
import org.rumbench.bitcask.KeyDemand;
import org.rumbench.bitcask.KeyMemory;
import org.rumbench.bitcask.KeyState;
import org.rumbench.engine.Durability;
import org.rumbench.engine.RecordKind;
import org.rumbench.engine.RecordView;
import org.rumbench.engine.StorageEngine;
import org.rumbench.engine.WriteBatch;
import org.rumbench.engine.WriteCompletion;
import org.rumbench.engine.WriteStatus;
import org.rumbench.runtime.Invariant;
import org.rumbench.storage.StorageException;

/// The one way in which records become resident by being written.
///
/// **Logged** writes: the keys' resident values are forgotten, the log takes the batch and makes it visible, the
/// records that won become resident. So whoever finds a value resident finds the newest, and a batch is seen whole or
/// not at all.
///
/// **Kept** writes (no log, durability NONE, a single record): the record is resident and *dirty*, and no file is
/// touched. Whatever comes that must be durable writes all dirty items out before it, so what survives a crash is
/// everything up to some write that was logged, and some of what was kept after it. A batch of several records is
/// always logged, so that a crash never halves it.
///
/// **Claim.** Without a log, flushes and cursors write too; each call holds the claim, and waits for it no longer than
/// another's writing out of one shard (or of all, for a cursor).
///
/// I1: the key directory with all keys of dirty items fits beside the residents at every moment. I2: every dirty item's
/// version is above the purge version of the log, which would refuse it.
final class ResidentWriter {
  /// Dirty items are written in units of about this length.
  private static final int UNIT_BYTES = 256 * 1024;

  /// Shown every value that becomes resident.
  @FunctionalInterface
  interface ValueObserver {
    /// A value.
    void onValue(DirectBuffer buffer, int offset, int length);
  }

  private final Bitcask bitcask;
  private final StorageEngine log;
  private final Residents residents;
  private final KeyMemory keys;
  private final boolean keepsUnlogged;
  private final ValueObserver observer;
  private final AtomicBoolean isClaimed = new AtomicBoolean();
  private volatile boolean isClosed;

  private final RecordView view = new RecordView();
  private final KeyState state = new KeyState();
  private final KeyDemand demand = new KeyDemand();
  private final WriteBatch outgoing = new WriteBatch();
  private final WriteBatch nothing = new WriteBatch();
  private volatile boolean isLogging;
  private volatile long purgeVersion = Long.MIN_VALUE;
  private volatile long highestKept = Long.MIN_VALUE;
  private final LongAdder refusedWrites = new LongAdder();

  /// `keepsUnlogged`: writes of durability NONE do not go to the log.
  ResidentWriter(
      Bitcask bitcask, Residents residents, MemoryPlan plan, boolean keepsUnlogged, ValueObserver observer) {
    this.bitcask = bitcask;
    this.log = bitcask.engine();
    this.residents = residents;
    this.keys = plan.keyMemory();
    this.keepsUnlogged = keepsUnlogged;
    this.observer = observer;
    makeRoomForKeys(bitcask.keyDirectoryBytes());
  }

  /// Whether a batch may be between leaving the residents and arriving there; asked holding the monitor of a shard.
  boolean isLogging() {
    return isLogging;
  }

  /// The highest version of a record that was kept without being logged.
  long highestKept() {
    return highestKept;
  }

  /// Records refused before they came to the log.
  long refusedWrites() {
    return refusedWrites.sum();
  }

  // ---- the claim

  private void claim() {
    while (!isClaimed.compareAndSet(false, true)) {
      // Whoever writes out a shard is done within a few storage calls.
    }
  }

  private void release() {
    isClaimed.set(false);
  }

  // ---- writing

  /// As [StorageEngine#write].
  WriteStatus write(WriteBatch batch, Durability durability, WriteCompletion completion) {
    claim();
    try {
      bitcask.checkWritable();
      if (keepsUnlogged && durability == Durability.NONE && batch.recordCount() == 1) {
        WriteStatus kept = keep(batch, completion);
        if (kept != null) {
          return kept;
        }
      }
      if (keepsUnlogged && residents.hasDirty()) {
        writeOutClaimed();
      }
      return log(batch, durability, completion);
    } finally {
      release();
    }
  }

  private WriteStatus log(WriteBatch batch, Durability durability, WriteCompletion completion) {
    reserve(batch);
    isLogging = true;
    try {
      forget(batch);
      WriteStatus status = log.write(batch, durability, completion);
      if (status != WriteStatus.STALLED) {
        becomeResident(batch);
      }
      return status;
    } finally {
      isLogging = false;
    }
  }

  private void forget(WriteBatch batch) {
    DirectBuffer buffer = batch.buffer();
    for (int at = 0; at < batch.lengthBytes(); ) {
      at = next(batch, at);
      int hash = Bitcask.hash(buffer, view.keyOffset(), view.keyLength());
      ResidentShard shard = residents.of(hash);
      synchronized (shard) {
        shard.forget(hash, buffer, view.keyOffset(), view.keyLength());
      }
    }
  }

  private int next(WriteBatch batch, int at) {
    int end = view.wrap(batch.buffer(), at, batch.lengthBytes());
    Invariant.check(end > 0, "a batch holds whole records");
    return end;
  }

  private void only(WriteBatch batch) {
    int end = next(batch, 0);
    Invariant.check(end == batch.lengthBytes(), "a batch of one record");
  }

  /// Of the records just logged, those that are their keys' newest become resident. A refused record is none of them,
  /// though the key may have one of the same version.
  private void becomeResident(WriteBatch batch) {
    DirectBuffer buffer = batch.buffer();
    for (int at = 0; at < batch.lengthBytes(); ) {
      at = next(batch, at);
      if (view.kind() != RecordKind.VALUE || view.version() <= purgeVersion) {
        continue;
      }
      boolean isNewest = bitcask.find(buffer, view.keyOffset(), view.keyLength(), state)
          && !state.isTombstone()
          && state.version() == view.version();
      if (isNewest) {
        observer.onValue(buffer, view.valueOffset(), view.valueLength());
        int hash = Bitcask.hash(buffer, view.keyOffset(), view.keyLength());
        ResidentShard shard = residents.of(hash);
        synchronized (shard) {
          ResidentTable.Room ignored = shard.put(hash, view, false);
        }
      }
    }
  }

  /// Makes the only record of a batch resident without logging it; null when it must be logged after all.
  private @Nullable WriteStatus keep(WriteBatch batch, WriteCompletion completion) {
    only(batch);
    if (view.kind() == RecordKind.RANGE_TOMBSTONE) {
      return null;
    }
    if (view.version() <= purgeVersion) {
      refusedWrites.increment();
      return WriteStatus.DONE;
    }
    reserve(batch);
    only(batch);
    int hash = Bitcask.hash(view.buffer(), view.keyOffset(), view.keyLength());
    ResidentShard shard = residents.of(hash);
    while (true) {
      ResidentTable.Room room = keep(shard, hash);
      switch (room) {
        case READY -> {
          highestKept = Math.max(highestKept, view.version());
          observer.onValue(view.buffer(), view.valueOffset(), view.valueLength());
          return WriteStatus.DONE;
        }
        case NONE -> {
          return null;
        }
        case DIRTY -> {
          // A write of nothing stalls when others would, and has the work done that they wait for.
          if (log.write(nothing, Durability.NONE, completion) == WriteStatus.STALLED) {
            return WriteStatus.STALLED;
          }
          writeOutClaimed(shard);
        }
      }
    }
  }

  private ResidentTable.Room keep(ResidentShard shard, int hash) {
    DirectBuffer buffer = view.buffer();
    int offset = view.keyOffset();
    int length = view.keyLength();
    synchronized (shard) {
      long present = shard.versionOf(hash, buffer, offset, length);
      boolean isDirty = shard.isDirty(hash, buffer, offset, length);
      boolean isKnown = bitcask.find(buffer, offset, length, state);
      if (present > view.version() || (isKnown && state.version() > view.version())) {
        return ResidentTable.Room.READY;
      }
      ResidentTable.Room room = shard.put(hash, view, true);
      if (room == ResidentTable.Room.READY && !isDirty && (!isKnown || state.isPassing())) {
        shard.pendingKeys.add(length);
      }
      return room;
    }
  }

  // ---- the bound

  /// Sees to it that the key directory can take in the keys of `batch` and of all dirty items: residents make room for
  /// them, and what would not fit then either is refused.
  private void reserve(WriteBatch batch) {
    demand.clear();
    residents.addPendingKeys(demand);
    for (int at = 0; at < batch.lengthBytes(); ) {
      at = next(batch, at);
      demand.add(view.keyLength());
    }
    long keyBytes = bitcask.keyDirectoryBytesWith(demand);
    if (keyBytes > keys.keyBytes()) {
      writeOutClaimed();
      bitcask.addNewKeys(batch, demand.clear());
      keyBytes = demand.entries() == 0 ? bitcask.keyDirectoryBytes() : bitcask.keyDirectoryBytesWith(demand);
      if (demand.entries() > 0 && keyBytes > keys.keyBytes()) {
        throw keys.refusal(keyBytes);
      }
    }
    makeRoomForKeys(keyBytes);
  }

  /// Residents make room for the key directory and for what the log keeps of segments that it writes.
  private void makeRoomForKeys(long keyBytes) {
    ResidentShard full = residents.makeRoomForKeys(keyBytes + bitcask.hintBytes());
    while (full != null) {
      writeOutClaimed(full);
      full = residents.makeRoomForKeys(keyBytes + bitcask.hintBytes());
    }
  }

  // ---- writing out

  /// Has the log take everything that is dirty, BUFFERED.
  void writeOutAll() {
    if (keepsUnlogged) {
      claim();
      try {
        if (residents.hasDirty()) {
          bitcask.checkWritable();
          writeOutClaimed();
        }
      } finally {
        release();
      }
    }
  }

  /// Has the log take what is dirty in one shard; false when somebody else is writing.
  boolean tryWriteOut(ResidentShard shard) {
    if (isClosed) {
      throw new IllegalStateException("the engine is closed");
    }
    if (!isClaimed.compareAndSet(false, true)) {
      return false;
    }
    try {
      bitcask.checkWritable();
      writeOutClaimed(shard);
    } finally {
      release();
    }
    return true;
  }

  private void writeOutClaimed() {
    for (int i = 0; i < residents.count(); i++) {
      writeOutClaimed(residents.shard(i));
    }
  }

  private void writeOutClaimed(ResidentShard shard) {
    while (true) {
      outgoing.clear();
      synchronized (shard) {
        if (shard.table().dirtyCount() > 0) {
          shard.collectDirty(outgoing, UNIT_BYTES);
        }
      }
      if (outgoing.recordCount() == 0) {
        shard.pendingKeys.clear();
        return;
      }
      bitcask.writeUnstalled(outgoing);
      synchronized (shard) {
        shard.table().markWritten();
      }
    }
  }

  // ---- versions and the end

  /// As [StorageEngine#setPurgeVersion]; the log first gets what it would refuse afterwards.
  void setPurgeVersion(long version) {
    claim();
    try {
      if (version > purgeVersion) {
        writeOutBeforePurge();
        purgeVersion = version;
      }
      log.setPurgeVersion(version);
    } finally {
      release();
    }
  }

  private void writeOutBeforePurge() {
    try {
      if (residents.hasDirty() && bitcask.isWritable()) {
        writeOutClaimed();
      }
    } catch (StorageException failed) {
      // The log takes no writes any more, which the next one is told: this call promises nothing of durability.
      Invariant.check(!bitcask.isWritable(), "a log that failed refuses writes");
    }
  }

  /// Writes out what is dirty and keeps the claim for good. No call is in flight, but a slice of a flush may be. A log
  /// that has failed takes nothing more; whoever wrote since was told.
  void close() {
    isClosed = true;
    claim();
    if (residents.hasDirty() && bitcask.isWritable()) {
      writeOutClaimed();
    }
  }
}
