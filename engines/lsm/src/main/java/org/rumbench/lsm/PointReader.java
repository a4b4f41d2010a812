package org.rumbench.lsm;

import org.agrona.DirectBuffer;
import org.jspecify.annotations.Nullable;
import org.rumbench.coding.KeyOrder;
import org.rumbench.engine.ReadResult;
import org.rumbench.engine.RecordView;
import org.rumbench.engine.Snapshot;
import org.rumbench.lsm.record.Candidate;
import org.rumbench.lsm.record.RangeTombstones;
import org.rumbench.lsm.record.ReadCounters;
import org.rumbench.lsm.table.KeyHash;
import org.rumbench.lsm.table.ReadScratch;
import org.rumbench.lsm.table.Table;
import org.rumbench.storage.IoPurpose;

/// Point reads. Any thread; allocates nothing in steady state.
///
/// Because the highest version wins whatever the order of arrival, a hit ends nothing by itself: an older source is
/// passed over only when its highest version is below what was found.
final class PointReader {
  private final LsmTree tree;
  private final ScratchPool scratches;

  PointReader(LsmTree tree, ScratchPool scratches) {
    this.tree = tree;
    this.scratches = scratches;
  }

  /// Reads one key into `result`; returns whether the value is a pointer.
  boolean get(
      DirectBuffer key, int offset, int length, IoPurpose purpose, long nowMillis, @Nullable Snapshot snapshot,
      ReadResult result) {
    TreeState state = tree.states().acquire();
    ReadScratch scratch = scratches.take();
    try {
      // The state first, then the bound: a state that is newer than the bound may have lost what the bound still shows.
      long bound = snapshot == null ? tree.visibleSequence() : tree.snapshots().sequenceOf(snapshot);
      scratch.countAs(purpose == IoPurpose.USER_READ || purpose == IoPurpose.READ_BEFORE_WRITE);
      scratch.counters().pointReads++;
      find(state, key, offset, length, bound, purpose, scratch);
      long hiddenBelow = hiddenBelow(state, key, offset, length, bound);
      return answer(scratch.candidate(), hiddenBelow, nowMillis, result);
    } finally {
      scratches.giveBack(scratch);
      state.close();
    }
  }

  /// Whether the winner of a record's key, as of `bound`, has the record's version and the given pointer for its value.
  boolean isWinner(
      TreeState state, long bound, RecordView record, DirectBuffer pointer, int pointerOffset, int pointerLength,
      IoPurpose purpose) {
    ReadScratch scratch = scratches.take();
    try {
      DirectBuffer key = record.buffer();
      int offset = record.keyOffset();
      int length = record.keyLength();
      scratch.countAs(false);
      find(state, key, offset, length, bound, purpose, scratch);
      Candidate found = scratch.candidate();
      return found.isFound()
          && found.isPointer()
          && !found.isTombstone()
          && found.version() == record.version()
          && hiddenBelow(state, key, offset, length, bound) <= record.version()
          && found.valueLength() == pointerLength
          && KeyOrder.isEqual(found.valueBuffer(), found.valueOffset(), pointer, pointerOffset, pointerLength);
    } finally {
      scratches.giveBack(scratch);
    }
  }

  private static void find(
      TreeState state, DirectBuffer key, int offset, int length, long bound, IoPurpose purpose, ReadScratch scratch) {
    Candidate candidate = scratch.candidate();
    ReadCounters counters = scratch.counters();
    counters.sourcesConsulted++;
    state.active().memtable().lookup(key, offset, length, bound, candidate);
    for (MemtableSlot slot : state.immutables()) {
      if (!candidate.isAbove(slot.memtable().maxVersion())) {
        counters.sourcesConsulted++;
        slot.memtable().lookup(key, offset, length, bound, candidate);
      }
    }
    TableSet tables = state.tables();
    long hash = KeyHash.of(key, offset, length);
    for (TableRun run : tables.runs()) {
      Table table = run.covering(key, offset, length);
      if (table == null) {
        counters.runsOutOfRange++;
      } else if (!candidate.isAbove(table.metadata().maxVersion())) {
        table.lookup(key, offset, length, hash, bound, purpose, scratch);
      }
    }
  }

  private static long hiddenBelow(TreeState state, DirectBuffer key, int offset, int length, long bound) {
    RangeTombstones sealed = state.sealedRanges();
    RangeTombstones active = state.active().memtable().rangeTombstones();
    if (sealed.isEmpty() && active.isEmpty()) {
      return Long.MIN_VALUE;
    }
    return Math.max(
        sealed.versionOver(key, offset, length, bound), active.versionOver(key, offset, length, bound));
  }

  private static boolean answer(Candidate found, long hiddenBelow, long nowMillis, ReadResult result) {
    if (hiddenBelow != Long.MIN_VALUE && (!found.isFound() || found.version() < hiddenBelow)) {
      result.setTombstone(hiddenBelow);
    } else if (!found.isFound()) {
      result.setAbsent();
    } else if (found.isTombstone() || (found.expiryMillis() != 0 && found.expiryMillis() <= nowMillis)) {
      result.setTombstone(found.version());
    } else {
      int length = found.valueLength();
      boolean fits = length <= result.buffer().capacity();
      if (fits) {
        result.buffer().putBytes(0, found.valueBuffer(), found.valueOffset(), length);
      }
      result.setValue(found.version(), found.expiryMillis(), length, fits);
      return found.isPointer();
    }
    return false;
  }
}
