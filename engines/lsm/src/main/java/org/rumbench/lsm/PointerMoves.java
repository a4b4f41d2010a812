package org.rumbench.lsm;

import java.util.Arrays;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.jspecify.annotations.Nullable;
import org.rumbench.engine.RecordView;
import org.rumbench.lsm.memtable.Memtable;
import org.rumbench.lsm.record.Candidate;
import org.rumbench.lsm.table.GrowingBuffer;
import org.rumbench.runtime.Invariant;
import org.rumbench.storage.IoPurpose;

/// Moves of pointers on their way into the tree, checked together and logged as one unit. One caller at a time;
/// reusable, allocates nothing once its buffers have grown.
///
/// The look-ups, which may read tables, happen beside writes. Under the writer's claim only what was written since is
/// looked at, and that is in the active memtable or the memtable has changed, and then everything is checked again.
final class PointerMoves {
  private final LsmTree tree;
  private final RecordView view = new RecordView();
  private final Candidate newer = new Candidate();
  private final GrowingBuffer records = new GrowingBuffer(4 * 1024);
  private final UnsafeBuffer source = new UnsafeBuffer(new byte[0]);

  /// Of each move that holds: where its record starts and ends.
  private int[] places = new int[64];
  private int count;
  private int lengthBytes;
  private long lowestVersion;
  private long highestVersion;
  private long checkedSequence;
  private @Nullable MemtableSlot checkedSlot;

  PointerMoves(LsmTree tree) {
    this.tree = tree;
  }

  /// See [LsmTree#relocate].
  boolean relocate(DirectBuffer moves, int offset, int limit, int oldLength, MovedPointers moved) {
    while (true) {
      check(moves, offset, limit, oldLength);
      Relocation outcome = count == 0 ? Relocation.SETTLED : tree.writePath().relocate(this);
      switch (outcome) {
        case SETTLED -> {
          for (int i = 0; i < count; i++) {
            moved.onMoved(places[2 * i]);
          }
          return true;
        }
        case STALLED -> {
          return false;
        }
        case OUTDATED -> {}
      }
    }
  }

  /// Keeps the moves whose old pointer is what a read finds now.
  void check(DirectBuffer moves, int offset, int limit, int oldLength) {
    source.wrap(moves, 0, limit);
    count = 0;
    lengthBytes = 0;
    lowestVersion = Long.MAX_VALUE;
    highestVersion = Long.MIN_VALUE;
    TreeState state = tree.states().acquire();
    try {
      // The state first, then the sequence, as for every read.
      checkedSlot = state.active();
      checkedSequence = tree.visibleSequence();
      int at = offset;
      while (at < limit) {
        int end = view.wrap(source, at, limit);
        Invariant.check(end > at && end + oldLength <= limit, "a move is a record and a pointer", at, limit);
        if (tree.reader().isWinner(state, checkedSequence, view, source, end, oldLength, IoPurpose.COLLECTION_LOOKUP)) {
          keep(at, end);
        }
        at = end + oldLength;
      }
    } finally {
      state.close();
    }
  }

  private void keep(int start, int end) {
    if (2 * count == places.length) {
      places = Arrays.copyOf(places, 2 * places.length);
    }
    places[2 * count] = start;
    places[2 * count + 1] = end;
    count++;
    lengthBytes += end - start;
    lowestVersion = Math.min(lowestVersion, view.version());
    highestVersion = Math.max(highestVersion, view.version());
  }

  /// Under the claim: drops the moves that a write since the check has superseded and encodes the others.
  void confirm(long lastSequence) {
    records.clear();
    int confirmed = 0;
    for (int i = 0; i < count; i++) {
      int start = places[2 * i];
      int end = places[2 * i + 1];
      if (lastSequence == checkedSequence || isStillWinner(start, end)) {
        records.putBytes(source, start, end - start);
        places[2 * confirmed] = start;
        places[2 * confirmed + 1] = end;
        confirmed++;
      }
    }
    count = confirmed;
  }

  private boolean isStillWinner(int start, int end) {
    MemtableSlot slot = checkedSlot;
    if (slot == null) {
      throw new IllegalStateException("moves are confirmed after they were checked");
    }
    Memtable memtable = slot.memtable();
    view.wrap(source, start, end);
    newer.clear();
    memtable.lookup(source, view.keyOffset(), view.keyLength(), Long.MAX_VALUE, newer);
    boolean isBeaten = newer.isFound() && newer.sequence() > checkedSequence && newer.version() >= view.version();
    return !isBeaten
        && memtable.rangeTombstones().versionOver(source, view.keyOffset(), view.keyLength(), Long.MAX_VALUE)
            <= view.version();
  }

  /// The active memtable the moves were checked against.
  boolean isCheckedIn(MemtableSlot slot) {
    return slot == checkedSlot;
  }

  /// Moves that hold.
  int count() {
    return count;
  }

  /// Encoded length of their records, before [#confirm].
  int lengthBytes() {
    return lengthBytes;
  }

  /// The records confirmed.
  GrowingBuffer records() {
    return records;
  }

  long lowestVersion() {
    return lowestVersion;
  }

  long highestVersion() {
    return highestVersion;
  }
}
