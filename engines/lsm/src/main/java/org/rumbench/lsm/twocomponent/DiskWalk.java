package org.rumbench.lsm.twocomponent;

import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.jspecify.annotations.Nullable;
import org.rumbench.coding.Checksum;
import org.rumbench.coding.KeyOrder;
import org.rumbench.lsm.record.RecordSource;
import org.rumbench.lsm.table.BlockCache;
import org.rumbench.lsm.table.ReadScratch;
import org.rumbench.storage.IoPurpose;

/// A sorted walk over the leaves of disjoint subtrees in key order. It fills no cache; leaves that are in it are taken
/// from there unless reads go ahead. One owner, who closes it and holds the subtrees meanwhile.
final class DiskWalk implements RecordSource, AutoCloseable {
  private final Subtree[] subtrees;
  private final IoPurpose purpose;
  private final int readAheadBytes;
  private final Checksum checksum = new Checksum();
  private final UnsafeBuffer window = new UnsafeBuffer(new byte[0]);
  private int subtree;
  private long windowOffset;
  private int windowLength;
  private BlockCache.@Nullable Entry pinned;

  private long nextPage;
  private UnsafeBuffer leaf = window;
  private int base;
  private int slot;
  private int count;
  private int entry;
  private long passed;

  /// A walk over `subtrees`; reads of at least `readAheadBytes` (0: leaf by leaf) count under `purpose`.
  DiskWalk(Subtree[] subtrees, IoPurpose purpose, int readAheadBytes) {
    this.subtrees = subtrees;
    this.purpose = purpose;
    this.readAheadBytes = readAheadBytes;
  }

  @Override
  public boolean next() {
    while (slot >= count) {
      if (subtree >= subtrees.length) {
        return false;
      }
      if (nextPage < subtrees[subtree].leafPages()) {
        load(subtrees[subtree]);
      } else {
        enter(subtree + 1, 0);
      }
    }
    entry = Node.entry(leaf, base, slot++);
    passed++;
    return true;
  }

  /// Goes on with a page of a subtree.
  private void enter(int index, long page) {
    close();
    subtree = index;
    nextPage = page;
    slot = 0;
    count = 0;
    windowLength = 0;
  }

  @Override
  public boolean seek(DirectBuffer key, int offset, int length) {
    int low = 0;
    int high = subtrees.length;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (subtrees[middle].metadata().largest().compareTo(key, offset, length) < 0) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    enter(low, 0);
    if (low == subtrees.length) {
      return false;
    }
    nextPage = subtrees[low].leafFor(key, offset, length, purpose, new ReadScratch());
    while (next()) {
      if (KeyOrder.compare(keyBuffer(), keyOffset(), keyLength(), key, offset, length) >= 0) {
        return true;
      }
    }
    return false;
  }

  private void load(Subtree from) {
    close();
    long offset = nextPage * from.pageBytes();
    int span;
    BlockCache.Entry cached =
        readAheadBytes == 0 ? from.cache().acquire(from.metadata().number(), offset) : null;
    if (cached != null) {
      pinned = cached;
      leaf = cached;
      base = 0;
      span = Node.span(leaf, 0);
    } else {
      ensure(from, offset, from.pageBytes());
      span = from.checkedSpan(nextPage, window, (int) (offset - windowOffset));
      ensure(from, offset, span * from.pageBytes());
      leaf = window;
      base = (int) (offset - windowOffset);
      from.check(checksum, nextPage, span, leaf, base);
    }
    nextPage += span;
    slot = 0;
    count = Node.count(leaf, base);
  }

  private void ensure(Subtree from, long offset, int length) {
    if (offset >= windowOffset && offset + length <= windowOffset + windowLength) {
      return;
    }
    long left = from.leafPages() * from.pageBytes() - offset;
    int toRead = (int) Math.min(Math.max(length, readAheadBytes), left);
    if (window.capacity() < toRead) {
      window.wrap(new byte[toRead]);
    }
    windowLength = 0;
    from.file().read(offset, window, 0, toRead, purpose);
    windowOffset = offset;
    windowLength = toRead;
  }

  /// Records passed.
  long passed() {
    return passed;
  }

  @Override
  public long keyPrefix() {
    return KeyOrder.prefixOf(leaf, keyOffset(), keyLength());
  }

  @Override
  public DirectBuffer keyBuffer() {
    return leaf;
  }

  @Override
  public int keyOffset() {
    return Node.leafKeyAt(entry);
  }

  @Override
  public int keyLength() {
    return Node.leafKeyLength(leaf, entry);
  }

  @Override
  public int kindAndFlags() {
    return Node.kindAndFlags(leaf, entry);
  }

  @Override
  public long version() {
    return Node.version(leaf, entry);
  }

  @Override
  public long sequence() {
    return Node.sequence(leaf, entry);
  }

  @Override
  public long expiryMillis() {
    return Node.expiryMillis(leaf, entry);
  }

  @Override
  public DirectBuffer valueBuffer() {
    return leaf;
  }

  @Override
  public int valueOffset() {
    return Node.valueAt(leaf, entry);
  }

  @Override
  public int valueLength() {
    return Node.valueLength(leaf, entry);
  }

  /// Unpins the leaf it stands on.
  @Override
  public void close() {
    BlockCache.Entry held = pinned;
    if (held != null) {
      pinned = null;
      held.unpin();
    }
  }
}
