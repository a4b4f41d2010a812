package org.rumbench.wisckey;

import org.agrona.DirectBuffer;
import org.jspecify.annotations.Nullable;
import org.rumbench.engine.Cursor;
import org.rumbench.engine.ReadOutcome;
import org.rumbench.engine.RecordView;
import org.rumbench.lsm.LsmCursor;
import org.rumbench.storage.IoPurpose;
import org.rumbench.storage.StorageException;

/// A cursor of the tree that has the values of the next rows fetched at once, as long as values are asked for: keys
/// alone read no value log. Gives the rows of [PointerCursor], which is the plain variant. Pins the segments as of its
/// opening. One owner.
///
/// Rows are taken from the tree some ahead of the present one, and the storage is told which records they point to
/// ([ReadAhead]); a value is read, and checked, when its row is reached, and damage of the tree ahead is told then, too.
/// The look-ahead begins at the second value asked for, grows to the depth, and ends when a value is passed over unasked.
/// It holds at most the depth in rows and about [#MAX_AHEAD_BYTES] of rows and wanted values; closing gives all of it
/// up, and a fetch that has begun ends in the page cache.
///
/// Source: Lu et al., FAST 2016, section 3.3.1. Differs from the paper: hints to the storage in place of 32 threads, so
/// the device has as many requests as rows are ahead, and neither a thread nor a copy is paid for one.
final class PrefetchingCursor implements Cursor {
  /// Rows and wanted values, in bytes, from which on no further row is taken; a first one always is.
  static final int MAX_AHEAD_BYTES = 4 * 1024 * 1024;
  /// Rows that the first look-ahead takes.
  private static final int FIRST_WINDOW = 4;

  private final LsmCursor tree;
  private final SegmentSet segments;
  private final IoPurpose purpose;
  private final int depth;
  private final ReadAhead readAhead;
  private final ValueReader reader = new ValueReader();
  private final ValuePointer wanted = new ValuePointer();

  /// A ring of rows: `ahead` of them from `first` on, the present one included when it is [#present].
  private final @Nullable AheadRow[] rows;
  private int first;
  private int ahead;
  private long aheadBytes;
  private int window;

  /// The present row when it was taken ahead; null when it is the tree's own.
  private @Nullable AheadRow present;
  private boolean isAtRow;
  private boolean isTreeAtEnd;
  private @Nullable StorageException failure;
  private boolean isFetched;
  private boolean isClosed;
  private DirectBuffer valueBuffer;
  private int valueOffset;
  private int valueLength;

  /// Takes over the cursor and one reference on the segments; `depth` is 1 or more.
  PrefetchingCursor(LsmCursor tree, SegmentSet segments, IoPurpose purpose, int depth) {
    this.tree = tree;
    this.segments = segments;
    this.purpose = purpose;
    this.depth = depth;
    this.readAhead = new ReadAhead(segments);
    this.rows = new AheadRow[depth];
    this.valueBuffer = tree.valueBuffer();
  }

  @Override
  public boolean next() {
    if (isClosed) {
      throw new IllegalStateException("the cursor is closed");
    }
    tree.checkNotClosed();
    leaveRow();
    if (ahead <= window / 2) {
      lookAhead();
    }
    isAtRow = ahead > 0;
    if (isAtRow) {
      present = row(first);
    } else if (failure != null) {
      throw failure;
    } else {
      isAtRow = !isTreeAtEnd && tree.next();
      isTreeAtEnd = !isAtRow;
    }
    return isAtRow;
  }

  private void leaveRow() {
    if (isAtRow && isPointer()) {
      window = !isFetched ? 0 : window == 0 ? Math.min(FIRST_WINDOW, depth) : Math.min(2 * window, depth);
    }
    isFetched = false;
    AheadRow left = present;
    if (left != null) {
      present = null;
      aheadBytes -= bytesOf(left);
      left.leave();
      first = (first + 1) % depth;
      ahead--;
    }
  }

  /// Takes rows until the window is full.
  private void lookAhead() {
    while (ahead < window && (ahead == 0 || aheadBytes < MAX_AHEAD_BYTES) && nextOfTree()) {
      AheadRow row = row((first + ahead) % depth);
      row.take(tree);
      ahead++;
      aheadBytes += bytesOf(row);
      if (row.isPointer() && wanted.decode(row.bytes(), row.keyLength(), row.valueLength())) {
        readAhead.want(wanted);
      }
    }
    readAhead.tell();
  }

  private boolean nextOfTree() {
    if (isTreeAtEnd || failure != null) {
      return false;
    }
    try {
      isTreeAtEnd = !tree.next();
    } catch (StorageException damage) {
      failure = damage;
    }
    return !isTreeAtEnd && failure == null;
  }

  private AheadRow row(int index) {
    AheadRow row = rows[index];
    if (row == null) {
      row = new AheadRow();
      rows[index] = row;
    }
    return row;
  }

  /// What a row ahead stands for: its own bytes and those of the value it points to.
  private long bytesOf(AheadRow row) {
    long bytes = (long) row.keyLength() + row.valueLength();
    return row.isPointer() && wanted.decode(row.bytes(), row.keyLength(), row.valueLength())
        ? bytes + wanted.length()
        : bytes;
  }

  private boolean isPointer() {
    AheadRow row = present;
    return row == null ? tree.isPointer() : row.isPointer();
  }

  @Override
  public ReadOutcome outcome() {
    AheadRow row = present;
    return row == null ? tree.outcome() : row.outcome();
  }

  @Override
  public long version() {
    AheadRow row = present;
    return row == null ? tree.version() : row.version();
  }

  @Override
  public long expiryMillis() {
    AheadRow row = present;
    return row == null ? tree.expiryMillis() : row.expiryMillis();
  }

  @Override
  public DirectBuffer keyBuffer() {
    AheadRow row = present;
    return row == null ? tree.keyBuffer() : row.bytes();
  }

  @Override
  public int keyOffset() {
    return present == null ? tree.keyOffset() : 0;
  }

  @Override
  public int keyLength() {
    AheadRow row = present;
    return row == null ? tree.keyLength() : row.keyLength();
  }

  @Override
  public DirectBuffer valueBuffer() {
    fetch();
    return valueBuffer;
  }

  @Override
  public int valueOffset() {
    fetch();
    return valueOffset;
  }

  @Override
  public int valueLength() {
    fetch();
    return valueLength;
  }

  private void fetch() {
    if (isFetched) {
      return;
    }
    AheadRow row = present;
    valueBuffer = row == null ? tree.valueBuffer() : row.bytes();
    valueOffset = row == null ? tree.valueOffset() : row.keyLength();
    valueLength = row == null ? tree.valueLength() : row.valueLength();
    if (isAtRow && isPointer()) {
      reader.decode(valueBuffer, valueOffset, valueLength);
      RecordView record = reader.follow(segments, keyBuffer(), keyOffset(), keyLength(), version(), purpose);
      valueBuffer = record.buffer();
      valueOffset = record.valueOffset();
      valueLength = record.valueLength();
    }
    isFetched = true;
  }

  @Override
  public void close() {
    if (!isClosed) {
      isClosed = true;
      tree.close();
      segments.release();
    }
  }
}
