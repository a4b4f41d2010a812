package org.rumbench.lsm;

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
import org.rumbench.lsm.merge.RunWalk;
import org.rumbench.lsm.record.RangeTombstones;
import org.rumbench.lsm.record.RecordSource;
import org.rumbench.lsm.table.GrowingBuffer;
import org.rumbench.storage.IoPurpose;

/// The winners of a range in key order, as of one state and sequence. It pins the state until it is closed.
public final class LsmCursor implements Cursor {
  private static final UnsafeBuffer EMPTY = new UnsafeBuffer(new byte[0]);

  private final LsmTree tree;
  private final TreeState state;
  private final long bound;
  private final long nowMillis;
  private final @Nullable DirectBuffer from;
  private final @Nullable DirectBuffer to;
  private final KeyPredicate wanted;
  private final List<RunWalk> walks = new ArrayList<>();
  private final MergeWalk merged;
  private final GrowingBuffer key = new GrowingBuffer(64);
  private boolean hasStarted;
  private boolean isAtEnd;
  private boolean isClosed;
  private ReadOutcome outcome = ReadOutcome.ABSENT;
  private long version;
  private long expiryMillis;
  private boolean isPointer;

  /// Takes over the caller's reference to `state`.
  LsmCursor(
      LsmTree tree, TreeState state, long bound, long nowMillis, @Nullable DirectBuffer from,
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
    for (MemtableSlot slot : state.immutables()) {
      sources.add(slot.memtable().walk());
    }
    for (TableRun run : state.tables().runs()) {
      RunWalk walk = new RunWalk(List.of(run.tables()), purpose, readAheadBytes);
      walks.add(walk);
      sources.add(walk);
    }
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
    if (!hasStarted && first != null) {
      hasStarted = true;
      return merged.seek(first, 0, first.capacity());
    }
    hasStarted = true;
    return merged.next();
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
    long hiddenBelow = hiddenBelow();
    if (version < hiddenBelow) {
      version = hiddenBelow;
      isDeleted = true;
    }
    isPointer = !isDeleted && merged.isPointer();
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

  private long hiddenBelow() {
    RangeTombstones active = state.active().memtable().rangeTombstones();
    if (state.sealedRanges().isEmpty() && active.isEmpty()) {
      return Long.MIN_VALUE;
    }
    return Math.max(
        state.sealedRanges().versionOver(key.buffer(), 0, key.length(), bound),
        active.versionOver(key.buffer(), 0, key.length(), bound));
  }

  /// Whether the value is a pointer into a value log.
  public boolean isPointer() {
    return isPointer;
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
    walks.forEach(RunWalk::close);
    state.close();
  }
}
