package org.rumbench.lsm.merge;

import java.util.List;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.jspecify.annotations.Nullable;
import org.rumbench.coding.KeyOrder;
import org.rumbench.engine.Cursor;
import org.rumbench.engine.KeyPredicate;
import org.rumbench.engine.ReadOutcome;
import org.rumbench.lsm.record.RecordSource;
import org.rumbench.lsm.table.GrowingBuffer;

/// The winners of a range in key order, as of one sequence, over sources that the design pins until [#close]. Of each key
/// the newest visible record wins; expired and range-deleted ones are told as tombstones. One owner.
public abstract class WinnerCursor implements Cursor {
  private static final UnsafeBuffer EMPTY = new UnsafeBuffer(new byte[0]);

  private final MergeWalk merged;
  private final long bound;
  private final long nowMillis;
  private final @Nullable DirectBuffer from;
  private final @Nullable DirectBuffer to;
  private final KeyPredicate wanted;
  private final GrowingBuffer key = new GrowingBuffer(64);
  private boolean hasStarted;
  private boolean isAtEnd;
  private boolean isClosed;
  private ReadOutcome outcome = ReadOutcome.ABSENT;
  private long version;
  private long expiryMillis;
  private boolean isPointer;

  /// A cursor over `sources` from `from` (null: the first key) to before `to` (null: no end): records up to sequence
  /// `bound`, expiry judged at `nowMillis`.
  protected WinnerCursor(
      List<RecordSource> sources, long bound, long nowMillis, @Nullable DirectBuffer from, @Nullable DirectBuffer to,
      KeyPredicate wanted) {
    this.merged = new MergeWalk(sources);
    this.bound = bound;
    this.nowMillis = nowMillis;
    this.from = from;
    this.to = to;
    this.wanted = wanted;
  }

  /// Throws when the engine is closed.
  protected abstract void checkNotClosed();

  /// The version up to which a visible range deletion hides `key`; [Long#MIN_VALUE] for none.
  protected abstract long hiddenBelow(DirectBuffer key, int offset, int length, long bound);

  /// Lets go of the sources. Called once.
  protected abstract void release();

  @Override
  public final boolean next() {
    if (isClosed) {
      throw new IllegalStateException("the cursor is closed");
    }
    checkNotClosed();
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
    long hiddenBelow = hiddenBelow(key.buffer(), 0, key.length(), bound);
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

  /// Whether the value is a pointer into a value log.
  public final boolean isPointer() {
    return isPointer;
  }

  @Override
  public final ReadOutcome outcome() {
    return outcome;
  }

  @Override
  public final long version() {
    return version;
  }

  @Override
  public final long expiryMillis() {
    return expiryMillis;
  }

  @Override
  public final DirectBuffer keyBuffer() {
    return key.buffer();
  }

  @Override
  public final int keyOffset() {
    return 0;
  }

  @Override
  public final int keyLength() {
    return key.length();
  }

  @Override
  public final DirectBuffer valueBuffer() {
    return outcome == ReadOutcome.VALUE ? merged.valueBuffer() : EMPTY;
  }

  @Override
  public final int valueOffset() {
    return outcome == ReadOutcome.VALUE ? merged.valueOffset() : 0;
  }

  @Override
  public final int valueLength() {
    return outcome == ReadOutcome.VALUE ? merged.valueLength() : 0;
  }

  @Override
  public final void close() {
    if (!isClosed) {
      isClosed = true;
      isAtEnd = true;
      release();
    }
  }
}
