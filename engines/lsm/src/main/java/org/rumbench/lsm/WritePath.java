package org.rumbench.lsm;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.jspecify.annotations.Nullable;
import org.rumbench.engine.Durability;
import org.rumbench.engine.EngineEvent;
import org.rumbench.engine.RecordView;
import org.rumbench.engine.WriteBatch;
import org.rumbench.engine.WriteCompletion;
import org.rumbench.engine.WriteStatus;
import org.rumbench.lsm.memtable.ArenaPool;
import org.rumbench.lsm.memtable.Memtable;
import org.rumbench.lsm.memtable.MemtableKind;
import org.rumbench.runtime.Invariant;
import org.rumbench.runtime.RandomStream;
import org.rumbench.storage.StorageException;

/// The way of a write: gate, log, memtable, visibility. Any thread, in two stages of one writer each, passed in order:
/// the log ([#logging]: sequence, append), then the memtable ([#applying]: insertion, visibility). The next write is
/// logged while the one before is put into the memtable.
///
/// W1: the second claim is taken before the first is given up, so memtables and readers see the order of the log. W2: who
/// switches the memtable, or needs to see all that is logged, holds the first claim and takes the second.
///
/// These two are no leaf locks: a writer holds the first over his append, and so over the making of a log file. Nothing
/// that an append needs ever waits for a writer. In a simulation they are never found taken.
final class WritePath {
  private final LsmTree tree;
  private final ArenaPool arenas;
  private final RandomStream heights;
  private final ReentrantLock logging = new ReentrantLock();
  private final ReentrantLock applying = new ReentrantLock();
  private final LoggedRecords logged = new LoggedRecords();
  private final RecordView view = new RecordView();
  private final Admission admission = new Admission();
  private long lastSequence;
  private long slotCount;
  private boolean isShut;

  /// Of the second stage.
  private final RecordView appliedView = new RecordView();
  private final UnsafeBuffer source = new UnsafeBuffer(new byte[0]);

  /// What the write in the second stage may still take of the active memtable's room.
  private volatile int unappliedBytes;
  private volatile int unappliedCount;

  WritePath(LsmTree tree, ArenaPool arenas, RandomStream heights) {
    this.tree = tree;
    this.arenas = arenas;
    this.heights = heights;
  }

  /// A slot over a fresh memtable with room for these records at least.
  MemtableSlot newSlot(long lengthBytes, int recordCount) {
    MemtableKind kind = tree.options().memtable();
    Memtable memtable = new Memtable(kind, arenas, Memtable.freshBytes(kind, lengthBytes, recordCount), heights);
    MemtableSlot slot = new MemtableSlot(++slotCount, memtable);
    tree.memtableIs(EngineEvent.ComponentState.ACTIVE, slot);
    return slot;
  }

  long refusedWrites() {
    return admission.refusedCount();
  }

  /// Recovery knows the last sequence in the tables.
  void startAfter(long sequence) {
    lastSequence = sequence;
    tree.publish(sequence);
  }

  long lastSequence() {
    return lastSequence;
  }

  /// Begins the first stage; [#unclaim] ends it.
  private void claim() {
    logging.lock();
    if (isShut) {
      logging.unlock();
      throw new IllegalStateException("the engine is closed");
    }
  }

  private void unclaim() {
    logging.unlock();
  }

  /// In the first stage: returns when everything logged is in its memtable and visible.
  private void awaitApplied() {
    applying.lock();
    try {
      Invariant.check(unappliedCount == 0, "the second stage leaves nothing behind", unappliedCount, 0);
    } finally {
      applying.unlock();
    }
  }

  WriteStatus write(WriteBatch batch, Durability durability, WriteCompletion completion) {
    tree.payForOwedWork(batch.lengthBytes());
    claim();
    try {
      tree.checkUsable();
      if (batch.recordCount() > 0 && !log(batch)) {
        return WriteStatus.STALLED;
      }
    } finally {
      // Given up by the second stage where that could run beside it.
      if (logging.isHeldByCurrentThread()) {
        unclaim();
      }
    }
    if (durability == Durability.SYNCED) {
      tree.groupSync().await(completion);
      return WriteStatus.PENDING;
    }
    return WriteStatus.DONE;
  }

  /// Takes a batch through both stages; false when writes are stalled.
  private boolean log(WriteBatch batch) {
    MemtableSlot slot = slotFor(batch.lengthBytes(), batch.recordCount());
    if (slot == null) {
      return false;
    }
    // Announced before the fence is read: whoever moves the fence sees the announcement or this write sees the fence.
    slot.memtable().announce(batch.lowestVersion(), batch.highestVersion());
    if (batch.lowestVersion() > tree.purgeVersion()) {
      apply(slot, batch.buffer(), batch.lengthBytes(), batch.recordCount(), batch.highestVersion(), true);
    } else {
      admission.admit(batch, tree.purgeVersion());
      if (admission.count() > 0) {
        apply(slot, admission.buffer(), admission.lengthBytes(), admission.count(), batch.highestVersion(), false);
      }
    }
    return true;
  }

  /// The active memtable with room for the records, switched when needed; null when writes are stalled.
  private @Nullable MemtableSlot slotFor(int lengthBytes, int recordCount) {
    TreeState state = tree.states().peek();
    // First what is on its way, then what is used: what leaves the one is in the other already.
    long length = (long) lengthBytes + unappliedBytes;
    int count = recordCount + unappliedCount;
    if (state.active().memtable().hasRoom(length, count)) {
      return state.active();
    }
    if (!tree.gate().admits(state)) {
      // An installation may have come between the look and the note.
      tree.gate().reconsider(tree.states().peek());
      return null;
    }
    return rotate(lengthBytes, recordCount);
  }

  private MemtableSlot rotate(int lengthBytes, int recordCount) {
    Memtable.checkArena(lengthBytes, recordCount);
    awaitApplied();
    MemtableSlot sealed = tree.states().peek().active();
    long position = logRoll();
    sealed.seal(lastSequence, position, tree.arrivedByMillis());
    MemtableSlot next = newSlot(lengthBytes, recordCount);
    tree.states().switchTo(next);
    tree.background().schedule();
    return next;
  }

  private long logRoll() {
    try {
      return tree.commitLog().roll(lastSequence + 1);
    } catch (RuntimeException failure) {
      tree.fail(failure);
      throw failure;
    }
  }

  /// Logs records and puts them into the memtable. Where they are the caller's (`isCallers`) and the log takes them as
  /// they are, the first stage ends before they are in the memtable.
  @SuppressWarnings("ReferenceEquality")
  private void apply(
      MemtableSlot slot, DirectBuffer records, int lengthBytes, int recordCount, long highestVersion,
      boolean isCallers) {
    long first = lastSequence + 1;
    try {
      tree.commitLog().append(records, lengthBytes, recordCount, first, logged);
    } catch (RuntimeException failure) {
      tree.fail(failure);
      throw failure;
    }
    lastSequence += recordCount;
    setTimer(slot);
    DirectBuffer applied = logged.buffer();
    int appliedBytes = logged.lengthBytes();
    applying.lock();
    try {
      unappliedBytes = appliedBytes;
      unappliedCount = recordCount;
      if (isCallers && applied == records) {
        unclaim();
      }
      long last = put(slot, applied, appliedBytes, first);
      Invariant.check(last - first + 1 == recordCount, "the log keeps the number of records", last, first);
      tree.noteVersion(highestVersion);
      tree.publish(last);
    } finally {
      unappliedBytes = 0;
      unappliedCount = 0;
      applying.unlock();
    }
  }

  /// Has the memtable flushed when its first record is as old as records may get in memory.
  private void setTimer(MemtableSlot slot) {
    if (tree.options().flushPeriodMillis() > 0 && !slot.isTimed()) {
      startTimer(slot);
    }
  }

  private void startTimer(MemtableSlot slot) {
    long periodNanos = TimeUnit.MILLISECONDS.toNanos(tree.options().flushPeriodMillis());
    slot.setTimer(tree.scheduler().schedule(periodNanos, () -> flushWhenDue(slot)));
  }

  private void flushWhenDue(MemtableSlot slot) {
    logging.lock();
    try {
      TreeState state = tree.states().peek();
      if (isShut || tree.failure() != null || state.active() != slot) {
        return;
      }
      if (tree.gate().isFull(state)) {
        startTimer(slot);
      } else {
        rotate(0, 0);
      }
    } catch (StorageException failure) {
      // Known to the tree, which refuses writes with it from now on.
      tree.fail(failure);
    } finally {
      logging.unlock();
    }
  }

  /// Puts encoded records into a memtable and returns the sequence of the last one.
  private long put(MemtableSlot slot, DirectBuffer records, int lengthBytes, long firstSequence) {
    source.wrap(records, 0, lengthBytes);
    long sequence = firstSequence;
    int position = 0;
    while (position < lengthBytes) {
      int end = appliedView.wrap(source, position, lengthBytes);
      Invariant.check(end > position, "a logged unit holds whole records", position, lengthBytes);
      slot.memtable().add(appliedView, source, sequence++);
      position = end;
    }
    return sequence - 1;
  }

  /// Recovery: puts a logged unit into one memtable, after switching it when it has no room for all of it: the table of
  /// a memtable may be durable when the rest of the log is not, and must not hold half a batch then. Records up to
  /// `flushedSequence` are in tables already. Returns false when the sequence shows a hole.
  boolean replay(DirectBuffer records, int offset, int lengthBytes, long firstSequence, long nextPosition) {
    if (firstSequence > lastSequence + 1) {
      return false;
    }
    source.wrap(records, offset, lengthBytes);
    int count = LoggedRecords.countIn(source, lengthBytes, view);
    if (firstSequence + count - 1 <= lastSequence) {
      return true;
    }
    MemtableSlot slot = tree.states().peek().active();
    if (!slot.memtable().hasRoom(lengthBytes, count)) {
      slot = sealRecovered(lengthBytes, count, nextPosition);
    }
    long sequence = firstSequence;
    for (int position = 0; position < lengthBytes; sequence++) {
      position = view.wrap(source, position, lengthBytes);
      if (sequence > lastSequence) {
        replayRecord(slot, sequence);
      }
    }
    return true;
  }

  private void replayRecord(MemtableSlot slot, long sequence) {
    slot.memtable().announce(view.version(), view.version());
    slot.memtable().add(view, source, sequence);
    lastSequence = sequence;
    tree.noteVersion(view.version());
    tree.publish(sequence);
  }

  /// Recovery: the active memtable is to become a table; the log before `nextPosition` is not needed after that.
  MemtableSlot sealRecovered(int lengthBytes, int recordCount, long nextPosition) {
    tree.states().peek().active().seal(lastSequence, nextPosition, tree.arrivedByMillis());
    MemtableSlot next = newSlot(lengthBytes, recordCount);
    tree.states().switchTo(next);
    return next;
  }

  /// Switches the memtable unless it is empty; returns the newest one that waits for its flush, null for none.
  @Nullable MemtableSlot switchForFlush() {
    claim();
    try {
      tree.checkUsable();
      awaitApplied();
      if (!tree.states().peek().active().memtable().isEmpty()) {
        rotate(0, 0);
      }
      MemtableSlot[] immutables = tree.states().peek().immutables();
      return immutables.length == 0 ? null : immutables[0];
    } finally {
      unclaim();
    }
  }

  /// Logs moves of pointers that were checked, and puts those into the memtable that nothing has superseded since.
  Relocation relocate(PointerMoves moves) {
    claim();
    try {
      tree.checkUsable();
      MemtableSlot slot = slotFor(moves.lengthBytes(), moves.count());
      if (slot == null) {
        return Relocation.STALLED;
      }
      awaitApplied();
      if (!moves.isCheckedIn(slot)) {
        return Relocation.OUTDATED;
      }
      slot.memtable().announce(moves.lowestVersion(), moves.highestVersion());
      moves.confirm(lastSequence);
      if (moves.count() > 0) {
        apply(slot, moves.records().buffer(), moves.records().length(), moves.count(), moves.highestVersion(), false);
      }
      return Relocation.SETTLED;
    } finally {
      unclaim();
    }
  }

  /// Waits out the writes in flight and lets none in any more.
  void shut() {
    logging.lock();
    try {
      isShut = true;
      awaitApplied();
    } finally {
      logging.unlock();
    }
  }
}
