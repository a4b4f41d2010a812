package org.rumbench.lsm.twocomponent;

import java.util.ArrayList;
import java.util.List;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.jspecify.annotations.Nullable;
import org.rumbench.coding.KeyOrder;
import org.rumbench.engine.Cursor;
import org.rumbench.engine.KeyPredicate;
import org.rumbench.engine.ReadOutcome;
import org.rumbench.lsm.merge.MergeWalk;
import org.rumbench.lsm.record.RecordSource;
import org.rumbench.lsm.table.GrowingBuffer;
import org.rumbench.storage.IoPurpose;

/// A walk over the winners of one version of both components, as of one sequence. It pins them until it is closed.
final class ComponentCursor implements Cursor {
  private static final UnsafeBuffer EMPTY = new UnsafeBuffer(new byte[0]);

  private final TwoComponentEngine tree;
  private final Components state;
  private final long bound;
  private final long nowMillis;
  private final @Nullable DirectBuffer from;
  private final @Nullable DirectBuffer to;
  private final KeyPredicate wanted;
  private final DiskWalk disk;
  private final MergeWalk merged;
  private final GrowingBuffer key = new GrowingBuffer(64);
  private boolean hasStarted;
  private boolean isAtEnd;
  private boolean isClosed;
  private ReadOutcome outcome = ReadOutcome.ABSENT;
  private long expiryMillis;
  private long version;

  /// Takes over the caller's reference to `state`.
  ComponentCursor(
      TwoComponentEngine tree, Components state, long bound, long nowMillis, @Nullable DirectBuffer from,
      @Nullable DirectBuffer to, KeyPredicate wanted, IoPurpose purpose, int readAheadBytes) {
    this.tree = tree;
    this.state = state;
    this.bound = bound;
    this.nowMillis = nowMillis;
    this.from = from;
    this.to = to;
    this.wanted = wanted;
    List<RecordSource> sources = new ArrayList<>();
    sources.add(state.active().memtable().walk());
    for (int i = 0; i < state.sealed().length; i++) {
      sources.add(new RangeWalk(state.sealed()[i].memtable().walk(), state.firstIn(i), null));
    }
    disk = new DiskWalk(state.disk().subtrees(), purpose, readAheadBytes);
    sources.add(disk);
    merged = new MergeWalk(sources);
  }

  @Override
  public boolean next() {
    if (isClosed) {
      throw new IllegalStateException("the cursor is closed");
    }
    tree.checkNotClosed();
    while (!isAtEnd) {
      if (!advance()) {
        isAtEnd = true;
      } else if (takeIfWinner()) {
        return !isAtEnd;
      }
    }
    return false;
  }

  private boolean advance() {
    DirectBuffer first = from;
    boolean isFirst = !hasStarted;
    hasStarted = true;
    return (isFirst && first != null) ? merged.seek(first, 0, first.capacity()) : merged.next();
  }

  /// Whether the present record is the newest visible one of a key not passed yet; at the upper bound it is the end.
  private boolean takeIfWinner() {
    if (merged.sequence() > bound || isLastKey()) {
      return false;
    }
    key.clear();
    key.putBytes(merged.keyBuffer(), merged.keyOffset(), merged.keyLength());
    DirectBuffer end = to;
    if (end != null && KeyOrder.compare(key.buffer(), 0, key.length(), end, 0, end.capacity()) >= 0) {
      isAtEnd = true;
      return true;
    }
    if (!wanted.test(key.buffer(), 0, key.length())) {
      return false;
    }
    version = merged.version();
    expiryMillis = merged.expiryMillis();
    boolean isDeleted = merged.isTombstone() || (expiryMillis != 0 && expiryMillis <= nowMillis);
    long hiddenBelow = state.hiddenBelow(key.buffer(), 0, key.length(), bound);
    if (version < hiddenBelow) {
      version = hiddenBelow;
      isDeleted = true;
    }
    outcome = isDeleted ? ReadOutcome.TOMBSTONE : ReadOutcome.VALUE;
    if (isDeleted) {
      expiryMillis = 0;
    }
    return true;
  }

  private boolean isLastKey() {
    return key.length() > 0
        && KeyOrder.compare(
                key.buffer(), 0, key.length(), merged.keyBuffer(), merged.keyOffset(), merged.keyLength())
            == 0;
  }

  @Override
  public ReadOutcome outcome() {
    return outcome;
  }

  @Override
  public long version() {
    return version;
  }

  @Override
  public long expiryMillis() {
    return expiryMillis;
  }

  @Override
  public DirectBuffer keyBuffer() {
    return key.buffer();
  }

  @Override
  public int keyOffset() {
    return 0;
  }

  @Override
  public int keyLength() {
    return key.length();
  }

  @Override
  public DirectBuffer valueBuffer() {
    return outcome == ReadOutcome.VALUE ? merged.valueBuffer() : EMPTY;
  }

  @Override
  public int valueOffset() {
    return outcome == ReadOutcome.VALUE ? merged.valueOffset() : 0;
  }

  @Override
  public int valueLength() {
    return outcome == ReadOutcome.VALUE ? merged.valueLength() : 0;
  }

  @Override
  public void close() {
    if (isClosed) {
      return;
    }
    isClosed = true;
    isAtEnd = true;
    disk.close();
    state.close();
  }
}
