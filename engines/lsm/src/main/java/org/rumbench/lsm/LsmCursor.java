package org.rumbench.lsm;

import java.util.ArrayList;
import java.util.List;
import org.agrona.DirectBuffer;
import org.jspecify.annotations.Nullable;
import org.rumbench.engine.KeyPredicate;
import org.rumbench.lsm.merge.RunWalk;
import org.rumbench.lsm.merge.WinnerCursor;
import org.rumbench.lsm.record.RangeTombstones;
import org.rumbench.lsm.record.RecordSource;
import org.rumbench.storage.IoPurpose;

/// The winners of a range in key order, as of one state and sequence. It pins the state until it is closed.
public final class LsmCursor extends WinnerCursor {
  private final LsmTree tree;
  private final TreeState state;
  private final List<RunWalk> walks;

  /// Takes over the caller's reference to `state`.
  static LsmCursor over(
      LsmTree tree, TreeState state, long bound, long nowMillis, @Nullable DirectBuffer from,
      @Nullable DirectBuffer to, KeyPredicate wanted, IoPurpose purpose, int readAheadBytes) {
    List<RunWalk> walks = new ArrayList<>();
    for (TableRun run : state.tables().runs()) {
      walks.add(new RunWalk(List.of(run.tables()), purpose, readAheadBytes));
    }
    return new LsmCursor(tree, state, walks, bound, nowMillis, from, to, wanted);
  }

  private LsmCursor(
      LsmTree tree, TreeState state, List<RunWalk> walks, long bound, long nowMillis, @Nullable DirectBuffer from,
      @Nullable DirectBuffer to, KeyPredicate wanted) {
    super(sources(state, walks), bound, nowMillis, from, to, wanted);
    this.tree = tree;
    this.state = state;
    this.walks = walks;
  }

  private static List<RecordSource> sources(TreeState state, List<RunWalk> walks) {
    List<RecordSource> sources = new ArrayList<>();
    sources.add(state.active().memtable().walk());
    for (MemtableSlot slot : state.immutables()) {
      sources.add(slot.memtable().walk());
    }
    sources.addAll(walks);
    return sources;
  }

  @Override
  public void checkNotClosed() {
    tree.checkNotClosed();
  }

  @Override
  protected long hiddenBelow(DirectBuffer key, int offset, int length, long bound) {
    RangeTombstones active = state.active().memtable().rangeTombstones();
    if (state.sealedRanges().isEmpty() && active.isEmpty()) {
      return Long.MIN_VALUE;
    }
    return Math.max(
        state.sealedRanges().versionOver(key, offset, length, bound), active.versionOver(key, offset, length, bound));
  }

  @Override
  protected void release() {
    walks.forEach(RunWalk::close);
    state.close();
  }
}
