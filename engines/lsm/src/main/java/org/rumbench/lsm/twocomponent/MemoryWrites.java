package org.rumbench.lsm.twocomponent;

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
import org.rumbench.lsm.Admission;
import org.rumbench.lsm.LoggedRecords;
import org.rumbench.lsm.memtable.ArenaPool;
import org.rumbench.lsm.memtable.Memtable;
import org.rumbench.lsm.memtable.MemtableKind;
import org.rumbench.runtime.Invariant;
import org.rumbench.runtime.RandomStream;

/// The way of a write: gate, log, memory tree, visibility. Any thread; one at a time has the claim, over all of it.
///
/// The claim is no leaf lock: it is held over an append, and so over the making of a log file. Nothing that an append
/// needs ever waits for a writer. In a simulation it is never found taken.
final class MemoryWrites {
  private final TwoComponentEngine tree;
  private final ArenaPool arenas;
  private final RandomStream heights;
  private final ReentrantLock claim = new ReentrantLock();
  private final LoggedRecords logged = new LoggedRecords();
  private final RecordView view = new RecordView();
  private final UnsafeBuffer source = new UnsafeBuffer(new byte[0]);
  private final Admission admission = new Admission();
  private long treeCount;
  private long lastSequence;
  private boolean isShut;

  MemoryWrites(TwoComponentEngine tree, ArenaPool arenas, RandomStream heights) {
    this.tree = tree;
    this.arenas = arenas;
    this.heights = heights;
  }

  /// A fresh memory tree with room for these records at least.
  MemoryTree newTree(long lengthBytes, int recordCount) {
    MemtableKind kind = tree.options().memtable();
    Memtable memtable = new Memtable(kind, arenas, Memtable.freshBytes(kind, lengthBytes, recordCount), heights);
    MemoryTree created = new MemoryTree(++treeCount, memtable);
    tree.memoryIs(EngineEvent.ComponentState.ACTIVE, created);
    return created;
  }

  long refusedWrites() {
    return admission.refusedCount();
  }

  /// Recovery knows that everything up to `sequence` is in C1.
  void startAfter(long sequence) {
    lastSequence = sequence;
    tree.show(sequence);
  }

  long lastSequence() {
    return lastSequence;
  }

  private void claim() {
    claim.lock();
    if (isShut) {
      claim.unlock();
      throw new IllegalStateException("the engine is closed");
    }
  }

  private void unclaim() {
    claim.unlock();
  }

  WriteStatus write(WriteBatch batch, Durability durability, WriteCompletion completion) {
    tree.payForOwedWork(batch.lengthBytes());
    claim();
    try {
      tree.checkUsable();
      if (batch.recordCount() > 0) {
        MemoryTree target = treeFor(batch.lengthBytes(), batch.recordCount());
        if (target == null) {
          return WriteStatus.STALLED;
        }
        // Announced before the fence is read: whoever moves the fence sees this, or this write sees the fence.
        target.memtable().announce(batch.lowestVersion(), batch.highestVersion());
        if (batch.lowestVersion() > tree.purgeVersion()) {
          apply(target, batch.buffer(), batch.lengthBytes(), batch.recordCount());
          tree.noteVersion(batch.highestVersion());
        } else {
          admission.admit(batch, tree.purgeVersion());
          if (admission.count() > 0) {
            apply(target, admission.buffer(), admission.lengthBytes(), admission.count());
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

  /// The active memory tree with room for the records, switched when needed; null when writes are stalled.
  private @Nullable MemoryTree treeFor(int lengthBytes, int recordCount) {
    Components state = tree.states().peek();
    if (state.active().memtable().hasRoom(lengthBytes, recordCount)) {
      return state.active();
    }
    if (!tree.gate().admits(state)) {
      // A publication may have come between the look and the note.
      tree.gate().reconsider(tree.states().peek());
      return null;
    }
    return rotate(lengthBytes, recordCount);
  }

  /// Seals the active tree: from here on new writes go to a new one.
  private MemoryTree rotate(int lengthBytes, int recordCount) {
    Memtable.checkArena(lengthBytes, recordCount);
    MemoryTree sealed = tree.states().peek().active();
    long position = logRoll();
    sealed.seal(lastSequence, position);
    MemoryTree next = newTree(lengthBytes, recordCount);
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

  private void apply(MemoryTree target, DirectBuffer records, int lengthBytes, int recordCount) {
    long first = lastSequence + 1;
    try {
      tree.commitLog().append(records, lengthBytes, recordCount, first, logged);
    } catch (RuntimeException failure) {
      tree.fail(failure);
      throw failure;
    }
    int length = logged.lengthBytes();
    source.wrap(logged.buffer(), 0, length);
    long sequence = first;
    for (int position = 0; position < length; sequence++) {
      int end = view.wrap(source, position, length);
      Invariant.check(end > position, "a logged unit holds whole records", position, length);
      target.memtable().add(view, source, sequence);
      position = end;
    }
    lastSequence = sequence - 1;
    Invariant.check(
        lastSequence - first + 1 == recordCount, "the log keeps the number of records", lastSequence, first);
    tree.show(lastSequence);
  }

  /// Recovery: puts a logged unit into one memory tree, after switching it when it has no room for all of it: what is
  /// published of C1 must not hold half a batch. Records that are in C1 already are passed over. Returns false when the
  /// sequence shows a hole.
  boolean replay(
      DirectBuffer records, int offset, int lengthBytes, long firstSequence, long nextPosition, RecoveredRoot root) {
    if (firstSequence > lastSequence + 1) {
      return false;
    }
    source.wrap(records, offset, lengthBytes);
    int count = LoggedRecords.countIn(source, lengthBytes, view);
    if (firstSequence + count - 1 <= lastSequence) {
      return true;
    }
    MemoryTree target = tree.states().peek().active();
    if (!target.memtable().hasRoom(lengthBytes, count)) {
      target = sealRecovered(lengthBytes, count, nextPosition);
    }
    long sequence = firstSequence;
    for (int position = 0; position < lengthBytes; sequence++) {
      position = view.wrap(source, position, lengthBytes);
      if (sequence > lastSequence) {
        replayRecord(target, sequence, root);
      }
    }
    return true;
  }

  private void replayRecord(MemoryTree target, long sequence, RecoveredRoot root) {
    lastSequence = sequence;
    tree.noteVersion(view.version());
    if (!root.isMerged(sequence, view)) {
      target.memtable().announce(view.version(), view.version());
      target.memtable().add(view, source, sequence);
    }
    tree.show(sequence);
  }

  /// Recovery: the active tree is to be merged; the log before `nextPosition` is not needed after that.
  MemoryTree sealRecovered(int lengthBytes, int recordCount, long nextPosition) {
    tree.states().peek().active().seal(lastSequence, nextPosition);
    MemoryTree next = newTree(lengthBytes, recordCount);
    tree.states().switchTo(next);
    return next;
  }

  /// Seals the active tree unless it is empty; returns the newest one that waits for its merge, null for none.
  @Nullable MemoryTree switchForFlush() {
    claim();
    try {
      tree.checkUsable();
      if (!tree.states().peek().active().memtable().isEmpty()) {
        rotate(0, 0);
      }
      MemoryTree[] sealed = tree.states().peek().sealed();
      return sealed.length == 0 ? null : sealed[0];
    } finally {
      unclaim();
    }
  }

  /// Waits out a write in flight and lets none in any more.
  void shut() {
    claim.lock();
    try {
      isShut = true;
    } finally {
      claim.unlock();
    }
  }
}
