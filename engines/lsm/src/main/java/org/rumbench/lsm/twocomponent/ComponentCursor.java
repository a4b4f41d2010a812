package org.rumbench.lsm.twocomponent;

import java.util.ArrayList;
import java.util.List;
import org.agrona.DirectBuffer;
import org.jspecify.annotations.Nullable;
import org.rumbench.engine.KeyPredicate;
import org.rumbench.lsm.merge.WinnerCursor;
import org.rumbench.lsm.record.RecordSource;
import org.rumbench.storage.IoPurpose;

/// A walk over the winners of one version of both components, as of one sequence. It pins them until it is closed.
final class ComponentCursor extends WinnerCursor {
  private final TwoComponentEngine tree;
  private final Components state;
  private final DiskWalk disk;

  /// Takes over the caller's reference to `state`.
  static ComponentCursor over(
      TwoComponentEngine tree, Components state, long bound, long nowMillis, @Nullable DirectBuffer from,
      @Nullable DirectBuffer to, KeyPredicate wanted, IoPurpose purpose, int readAheadBytes) {
    DiskWalk disk = new DiskWalk(state.disk().subtrees(), purpose, readAheadBytes);
    return new ComponentCursor(tree, state, disk, bound, nowMillis, from, to, wanted);
  }

  private ComponentCursor(
      TwoComponentEngine tree, Components state, DiskWalk disk, long bound, long nowMillis,
      @Nullable DirectBuffer from, @Nullable DirectBuffer to, KeyPredicate wanted) {
    super(sources(state, disk), bound, nowMillis, from, to, wanted);
    this.tree = tree;
    this.state = state;
    this.disk = disk;
  }

  private static List<RecordSource> sources(Components state, DiskWalk disk) {
    List<RecordSource> sources = new ArrayList<>();
    sources.add(state.active().memtable().walk());
    for (int i = 0; i < state.sealed().length; i++) {
      sources.add(new RangeWalk(state.sealed()[i].memtable().walk(), state.firstIn(i), null));
    }
    sources.add(disk);
    return sources;
  }

  @Override
  protected void checkNotClosed() {
    tree.checkNotClosed();
  }

  @Override
  protected long hiddenBelow(DirectBuffer key, int offset, int length, long bound) {
    return state.hiddenBelow(key, offset, length, bound);
  }

  @Override
  protected void release() {
    disk.close();
    state.close();
  }
}
