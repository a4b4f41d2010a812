package org.rumbench.lsm.table;

import org.agrona.DirectBuffer;
import org.rumbench.coding.KeyOrder;
import org.rumbench.lsm.record.RecordSource;

/// A sorted walk over one table. One owner, who closes it; keys are rebuilt into the walk's own buffer.
public final class TableWalk implements RecordSource, AutoCloseable {
  private final Table table;
  private final BlockFeed feed;
  private final DataBlock block = new DataBlock();
  private final GrowingBuffer key = new GrowingBuffer(64);
  private long keyPrefix;
  private int nextBlock;
  private boolean isInBlock;

  TableWalk(Table table, BlockFeed feed) {
    this.table = table;
    this.feed = feed;
  }

  /// The table walked.
  public Table table() {
    return table;
  }

  @Override
  public boolean next() {
    while (true) {
      if (isInBlock && block.next()) {
        rebuildKey();
        return true;
      }
      if (nextBlock >= table.index().places().count()) {
        isInBlock = false;
        return false;
      }
      feed.load(nextBlock++, block);
      key.clear();
      isInBlock = true;
    }
  }

  private void rebuildKey() {
    key.cutTo(block.shared());
    key.putBytes(block.buffer(), block.suffixAt(), block.suffixLength());
    keyPrefix = KeyOrder.prefixOf(key.buffer(), 0, key.length());
  }

  @Override
  public boolean seek(DirectBuffer target, int offset, int length) {
    int found = table.index() instanceof HashIndex hashed ? hashedBlock(hashed, target, offset, length) : -1;
    if (found < 0) {
      found = table.firstBlock(target, offset, length, feed.purpose(), feed.scratch());
    }
    if (found >= table.index().places().count()) {
      nextBlock = found;
      isInBlock = false;
      return false;
    }
    feed.load(found, block);
    nextBlock = found + 1;
    isInBlock = true;
    block.seekRestart(target, offset, length);
    key.clear();
    while (next()) {
      if (KeyOrder.compare(key.buffer(), 0, key.length(), target, offset, length) >= 0) {
        return true;
      }
    }
    return false;
  }

  /// The block by the key's hash. When the key is not there (or may be elsewhere by its hash) the answer is -1, and a
  /// binary search over the last keys of the blocks finds where a range from it begins.
  private static int hashedBlock(HashIndex hashed, DirectBuffer target, int offset, int length) {
    long hash = KeyHash.of(target, offset, length);
    for (int slot = hashed.first(hash); slot >= 0; slot = hashed.next(slot, hash)) {
      if (hashed.mayBeFirstOf(hashed.block(slot), target, offset, length)) {
        return hashed.block(slot);
      }
    }
    return -1;
  }

  @Override
  public long keyPrefix() {
    return keyPrefix;
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
  public int kindAndFlags() {
    return block.kindAndFlags();
  }

  @Override
  public long version() {
    return block.version();
  }

  @Override
  public long sequence() {
    return block.sequence();
  }

  @Override
  public long expiryMillis() {
    return block.expiryMillis();
  }

  @Override
  public DirectBuffer valueBuffer() {
    return block.buffer();
  }

  @Override
  public int valueOffset() {
    return block.valueAt();
  }

  @Override
  public int valueLength() {
    return block.valueLength();
  }

  @Override
  public void close() {
    feed.close();
  }
}
