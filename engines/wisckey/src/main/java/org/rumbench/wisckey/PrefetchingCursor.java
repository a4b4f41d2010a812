package org.rumbench.wisckey;

import org.jspecify.annotations.Nullable;
import org.rumbench.lsm.LsmCursor;
import org.rumbench.storage.IoPurpose;
import org.rumbench.storage.StorageException;

/// A cursor that has the values of the next rows fetched at once, as long as values are asked for. Gives the rows of
/// [PointerCursor], which is the plain variant. One owner.
///
/// Rows are taken from the tree some ahead of the present one, and the storage is told which records they point to
/// ([ReadAhead]); a value is read, and checked, when its row is reached, and damage of the tree ahead is told then, too.
/// The look-ahead begins at the second value asked for, grows to the depth, and ends when a value is passed over unasked.
/// It holds at most the depth in rows and about [#MAX_AHEAD_BYTES] of rows and wanted values; closing gives all of it
/// up, and a fetch that has begun ends in the page cache.
///
/// Source: Lu et al., FAST 2016, section 3.3.1. Differs from the paper: hints to the storage in place of 32 threads, so
/// the device has as many requests as rows are ahead, and neither a thread nor a copy is paid for one.
final class PrefetchingCursor extends ValueCursor {
  /// Rows and wanted values, in bytes, from which on no further row is taken; a first one always is.
  static final int MAX_AHEAD_BYTES = 4 * 1024 * 1024;
  /// Rows that the first look-ahead takes.
  private static final int FIRST_WINDOW = 4;

  private final LsmCursor tree;
  private final int depth;
  private final ReadAhead readAhead;
  private final ValuePointer wanted = new ValuePointer();

  /// A ring of rows: `ahead` of them from `first` on, the present one included when it was taken ahead.
  private final @Nullable AheadRow[] rows;
  private int first;
  private int ahead;
  private long aheadBytes;
  private int window;

  /// The present row is the first of the ring.
  private boolean isInRing;
  private boolean isTreeAtEnd;
  private @Nullable StorageException failure;

  /// Takes over the cursor and one reference on the segments; `depth` is 1 or more.
  PrefetchingCursor(LsmCursor tree, SegmentSet segments, IoPurpose purpose, int depth) {
    super(tree, segments, purpose);
    this.tree = tree;
    this.depth = depth;
    this.readAhead = new ReadAhead(segments, depth);
    this.rows = new AheadRow[depth];
  }

  @Override
  void leave(boolean isPointer, boolean isFetched) {
    if (isPointer) {
      window = !isFetched ? 0 : window == 0 ? Math.min(FIRST_WINDOW, depth) : Math.min(2 * window, depth);
    }
    if (isInRing) {
      isInRing = false;
      AheadRow left = row(first);
      aheadBytes -= bytesOf(left);
      left.leave();
      first = (first + 1) % depth;
      ahead--;
    }
  }

  @Override
  boolean advance() {
    if (ahead <= window / 2) {
      lookAhead();
    }
    if (ahead > 0) {
      isInRing = true;
      take(row(first));
      return true;
    }
    if (failure != null) {
      throw failure;
    }
    boolean isAtRow = !isTreeAtEnd && tree.next();
    isTreeAtEnd = !isAtRow;
    return isAtRow;
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
}
