package org.rumbench.lsm;

import java.util.concurrent.atomic.AtomicBoolean;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.jspecify.annotations.Nullable;
import org.rumbench.engine.Durability;
import org.rumbench.engine.RecordView;
import org.rumbench.engine.WriteBatch;
import org.rumbench.engine.WriteCompletion;
import org.rumbench.engine.WriteStatus;
import org.rumbench.lsm.memtable.ArenaPool;
import org.rumbench.lsm.memtable.Memtable;
import org.rumbench.lsm.table.GrowingBuffer;
import org.rumbench.runtime.Invariant;
import org.rumbench.runtime.RandomStream;

/// The way of a write: gate, log, memtable, visibility. One writer at a time, by a claim taken with compare-and-set;
/// the owner writes from one thread, so only a relocation or a flush request ever meets a taken claim, for the time of
/// one append.
final class WritePath {
  private final LsmTree tree;
  private final ArenaPool arenas;
  private final RandomStream heights;
  private final AtomicBoolean claim = new AtomicBoolean();
  private final LoggedRecords logged = new LoggedRecords();
  private final RecordView view = new RecordView();
  private final UnsafeBuffer source = new UnsafeBuffer(new byte[0]);
  private final GrowingBuffer admitted = new GrowingBuffer(256);
  private int admittedCount;
  private long lastSequence;
  private long refused;
  private volatile long refusedWrites;
  private volatile boolean isShut;

  WritePath(LsmTree tree, ArenaPool arenas, RandomStream heights) {
    this.tree = tree;
    this.arenas = arenas;
    this.heights = heights;
  }

  /// A slot over a fresh memtable with at least `roomBytes`.
  MemtableSlot newSlot(long roomBytes) {
    return new MemtableSlot(new Memtable(arenas, roomBytes, heights));
  }

  long refusedWrites() {
    return refusedWrites;
  }

  /// Recovery knows the last sequence in the tables.
  void startAfter(long sequence) {
    lastSequence = sequence;
    tree.publish(sequence);
  }

  long lastSequence() {
    return lastSequence;
  }

  private void claim() {
    while (!claim.compareAndSet(false, true)) {
      // Held for one append at most, or for good.
      if (isShut) {
        throw new IllegalStateException("the engine is closed");
      }
    }
  }

  private void unclaim() {
    claim.set(false);
  }

  WriteStatus write(WriteBatch batch, Durability durability, WriteCompletion completion) {
    tree.payForOwedWork(batch.lengthBytes());
    claim();
    try {
      tree.checkUsable();
      if (batch.recordCount() > 0) {
        MemtableSlot slot = slotFor(batch.lengthBytes(), batch.recordCount());
        if (slot == null) {
          return WriteStatus.STALLED;
        }
        // Announced before the fence is read: whoever moves the fence sees the announcement or this write sees the fence.
        slot.memtable().announce(batch.lowestVersion(), batch.highestVersion());
        if (batch.lowestVersion() > tree.purgeVersion()) {
          apply(slot, batch.buffer(), batch.lengthBytes(), batch.recordCount());
          tree.noteVersion(batch.highestVersion());
        } else {
          admit(batch);
          if (admittedCount > 0) {
            apply(slot, admitted.buffer(), admitted.length(), admittedCount);
            tree.noteVersion(batch.highestVersion());
          }
        }
      }
    } finally {
      unclaim();
    }
    if (durability == Durability.SYNCED) {
      tree.groupSync().await(completion);
      return WriteStatus.PENDING;
    }
    return WriteStatus.DONE;
  }

  /// Copies the records above the purge version; the others are refused and counted.
  private void admit(WriteBatch batch) {
    admitted.clear();
    admittedCount = 0;
    int position = 0;
    while (position < batch.lengthBytes()) {
      int end = view.wrap(batch.buffer(), position, batch.lengthBytes());
      Invariant.check(end > position, "a batch holds whole records", position, batch.lengthBytes());
      if (view.version() > tree.purgeVersion()) {
        admitted.putBytes(batch.buffer(), position, end - position);
        admittedCount++;
      } else {
        refusedWrites = ++refused;
      }
      position = end;
    }
  }

  /// The active memtable with room for the records, switched when needed; null when writes are stalled.
  private @Nullable MemtableSlot slotFor(int lengthBytes, int recordCount) {
    long room = Memtable.roomFor(lengthBytes, recordCount);
    TreeState state = tree.states().peek();
    if (state.active().memtable().hasRoom(room)) {
      return state.active();
    }
    String cause = tree.gate().causeIn(state);
    if (cause != null) {
      tree.gate().onStalled(cause);
      // An installation may have come between the look and the note.
      tree.gate().reconsider(tree.states().peek());
      return null;
    }
    return rotate(room);
  }

  private MemtableSlot rotate(long roomBytes) {
    MemtableSlot sealed = tree.states().peek().active();
    long position = logRoll();
    sealed.seal(lastSequence, position);
    MemtableSlot next = newSlot(roomBytes);
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

  private void apply(MemtableSlot slot, DirectBuffer records, int lengthBytes, int recordCount) {
    long first = lastSequence + 1;
    try {
      tree.commitLog().append(records, lengthBytes, recordCount, first, logged);
    } catch (RuntimeException failure) {
      tree.fail(failure);
      throw failure;
    }
    lastSequence = put(slot, logged.buffer(), 0, logged.lengthBytes(), first);
    Invariant.check(lastSequence - first + 1 == recordCount, "the log keeps the number of records", lastSequence, first);
    tree.publish(lastSequence);
  }

  /// Puts encoded records into a memtable and returns the sequence of the last one.
  private long put(MemtableSlot slot, DirectBuffer records, int offset, int lengthBytes, long firstSequence) {
    source.wrap(records, offset, lengthBytes);
    long sequence = firstSequence;
    int position = 0;
    while (position < lengthBytes) {
      int end = view.wrap(source, position, lengthBytes);
      Invariant.check(end > position, "a logged unit holds whole records", position, lengthBytes);
      slot.memtable().add(view, source, sequence++);
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
    int count = countIn(lengthBytes);
    if (firstSequence + count - 1 <= lastSequence) {
      return true;
    }
    long room = Memtable.roomFor(lengthBytes, count);
    MemtableSlot slot = tree.states().peek().active();
    if (!slot.memtable().hasRoom(room)) {
      slot = sealRecovered(room, nextPosition);
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

  private int countIn(int lengthBytes) {
    int count = 0;
    for (int position = 0; position < lengthBytes; count++) {
      int end = view.wrap(source, position, lengthBytes);
      Invariant.check(end > position, "a recovered unit holds whole records", position, lengthBytes);
      position = end;
    }
    return count;
  }

  private void replayRecord(MemtableSlot slot, long sequence) {
    slot.memtable().announce(view.version(), view.version());
    slot.memtable().add(view, source, sequence);
    lastSequence = sequence;
    tree.noteVersion(view.version());
    tree.publish(sequence);
  }

  /// Recovery: the active memtable is to become a table; the log before `nextPosition` is not needed after that.
  MemtableSlot sealRecovered(long roomBytes, long nextPosition) {
    tree.states().peek().active().seal(lastSequence, nextPosition);
    MemtableSlot next = newSlot(roomBytes);
    tree.states().switchTo(next);
    return next;
  }

  /// Switches the memtable unless it is empty; returns the newest one that waits for its flush, null for none.
  @Nullable MemtableSlot switchForFlush() {
    claim();
    try {
      tree.checkUsable();
      if (!tree.states().peek().active().memtable().isEmpty()) {
        rotate(0);
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
      if (!moves.isCheckedIn(slot)) {
        return Relocation.OUTDATED;
      }
      slot.memtable().announce(moves.lowestVersion(), moves.highestVersion());
      moves.confirm(lastSequence);
      if (moves.count() > 0) {
        apply(slot, moves.records().buffer(), moves.records().length(), moves.count());
      }
      return Relocation.SETTLED;
    } finally {
      unclaim();
    }
  }

  /// Waits out a write in flight and lets none in any more.
  void shut() {
    claim();
    isShut = true;
  }
}
