package org.rumbench.lsm.memtable;

import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.rumbench.lsm.record.RecordSource;

/// A B+tree whose leaves are a chain of blocks of records and whose inner nodes are blocks of separators
/// ([RecordBlock]). One writer at a time, any number of readers beside it without locks.
///
/// T1: the chain of leaves has every record in order at any moment (for that of a split some twice, the first block
/// having what the second has too). T2: an inner node leads to the leaf of a place or to one before it, never to one
/// behind: separators move up only after the node they leave for is complete, and what a reader took from a node that
/// was split under it is taken again. So a reader that came too early goes on along the chain.
///
/// Sources: Bayer, McCreight, *Organization and Maintenance of Large Ordered Indexes*, Acta Informatica 1972; readers
/// without locks by the chain as in Lehman, Yao, TODS 1981.
final class BPlusTree implements RecordIndex {
  private static final int MAX_HEIGHT = 32;
  private static final int HEIGHT_SHIFT = 32;
  private static final int SPLIT_SHARE = 2;

  private final RecordArena arena;
  private final UnsafeBuffer memory;
  private final RecordBlock blocks;
  private final int firstLeaf;
  private final int[] path = new int[MAX_HEIGHT];
  private final int[] positions = new int[MAX_HEIGHT];
  /// The root with, in its upper half, how many levels of inner nodes there are.
  private volatile long root;

  /// An empty tree in an arena that holds nothing yet, with nodes of `capacity` entries.
  BPlusTree(RecordArena arena, int capacity) {
    this.arena = arena;
    this.memory = arena.memory();
    this.blocks = new RecordBlock(arena, capacity);
    this.firstLeaf = blocks.createLeaf(0);
    this.root = firstLeaf;
  }

  static long freshBytes(long lengthBytes, int recordCount) {
    int perNode = RecordBlock.MAX_CAPACITY / SPLIT_SHARE;
    long leaves = recordCount / perNode + 2L;
    long inner = leaves / (perNode - 1) + MAX_HEIGHT;
    return RecordArena.FIXED_BYTES + lengthBytes + (long) recordCount * RecordArena.RECORD_OVERHEAD
        + leaves * RecordBlock.leafBytes(RecordBlock.MAX_CAPACITY)
        + (recordCount == 0 ? 0 : inner * RecordBlock.innerBytes(RecordBlock.MAX_CAPACITY));
  }

  /// Each record may split a leaf of its own and every node above it.
  @Override
  public long roomFor(long lengthBytes, int recordCount) {
    int inner = RecordBlock.innerBytes(blocks.capacity());
    return lengthBytes
        + (long) recordCount
            * (RecordArena.RECORD_OVERHEAD + RecordBlock.leafBytes(blocks.capacity()) + (long) levelsOf(root) * inner)
        + (long) levelsIn(recordCount) * inner;
  }

  /// Levels that `recordCount` records more can add at most.
  private static int levelsIn(int recordCount) {
    return 1 + Integer.SIZE - Integer.numberOfLeadingZeros(recordCount);
  }

  @Override
  public boolean takesConcurrentAdds() {
    return false;
  }

  @Override
  public int linkBytes(long sequence) {
    return 0;
  }

  private static int levelsOf(long root) {
    return (int) (root >>> HEIGHT_SHIFT);
  }

  private int blockOf(
      DirectBuffer key, int keyOffset, int keyLength, long prefix, long version, long sequence) {
    long top = root;
    int node = (int) top;
    for (int level = levelsOf(top); level > 0; ) {
      int splits = blocks.splits(node);
      long order = blocks.order(node);
      int position = blocks.search(node, order, key, keyOffset, keyLength, prefix, version, sequence);
      int child = blocks.child(node, order, position);
      if (blocks.isUnsplit(node, splits)) {
        node = child;
        level--;
      }
    }
    return node;
  }

  @Override
  public void add(
      int record, DirectBuffer key, int keyOffset, int keyLength, long prefix, long version, long sequence) {
    long top = root;
    int node = (int) top;
    for (int level = levelsOf(top); level > 0; level--) {
      long order = blocks.order(node);
      int position = blocks.search(node, order, key, keyOffset, keyLength, prefix, version, sequence);
      path[level] = node;
      positions[level] = position;
      node = blocks.child(node, order, position);
    }
    int position = blocks.search(node, blocks.order(node), key, keyOffset, keyLength, prefix, version, sequence);
    if (!blocks.isFull(node)) {
      blocks.insert(node, position, record);
    } else {
      splitLeaf(node, position, record);
    }
  }

  /// Splits a full leaf in which a record belongs at `position`. At the very end nothing moves, here and above, so that
  /// records in ascending order fill their nodes.
  private void splitLeaf(int leaf, int position, int record) {
    int full = blocks.capacity();
    boolean isAtEnd = position == full && blocks.next(leaf) == RecordArena.NOTHING;
    int kept = isAtEnd ? full : (full + 1) / SPLIT_SHARE;
    boolean goesBehind = isAtEnd || position > kept;
    int behind = blocks.createLeaf(0);
    blocks.copyTail(leaf, kept, behind, false);
    if (goesBehind) {
      blocks.insert(behind, position - kept, record);
    }
    int separator = blocks.record(behind, blocks.order(behind), 0);
    if (!isAtEnd) {
      blocks.beginSplit(leaf);
    }
    blocks.link(leaf, behind);
    if (!isAtEnd) {
      blocks.truncate(leaf, kept);
    }
    if (!goesBehind) {
      blocks.insert(leaf, position, record);
    }
    addAbove(1, separator, behind, isAtEnd);
  }

  /// Puts a separator and the node behind it into the inner node of a level that the search has passed.
  private void addAbove(int level, int separator, int behind, boolean isAtEnd) {
    int levels = levelsOf(root);
    if (level > levels) {
      int top = blocks.createInner((int) root);
      blocks.insert(top, 0, separator, behind);
      root = (long) level << HEIGHT_SHIFT | top;
      return;
    }
    int node = path[level];
    int position = positions[level];
    if (!blocks.isFull(node)) {
      blocks.insert(node, position, separator, behind);
      return;
    }
    int full = blocks.capacity();
    int kept = isAtEnd ? full - 1 : full / SPLIT_SHARE;
    long order = blocks.order(node);
    int raised = blocks.record(node, order, kept);
    int right = blocks.createInner(blocks.child(node, order, kept + 1));
    blocks.copyTail(node, kept + 1, right, true);
    if (position > kept) {
      blocks.insert(right, position - kept - 1, separator, behind);
    }
    blocks.beginSplit(node);
    blocks.truncate(node, kept);
    if (position <= kept) {
      blocks.insert(node, position, separator, behind);
    }
    addAbove(level + 1, raised, right, isAtEnd);
  }

  @Override
  public int ceiling(DirectBuffer key, int keyOffset, int keyLength, long prefix, long version, long sequence) {
    int leaf = blockOf(key, keyOffset, keyLength, prefix, version, sequence);
    return blocks.ceilingFrom(leaf, key, keyOffset, keyLength, prefix, version, sequence);
  }

  @Override
  public int after(int record) {
    return ceiling(
        memory, arena.keyOffset(record), arena.keyLength(record), arena.prefix(record), arena.version(record),
        arena.sequence(record) - 1);
  }

  @Override
  public RecordSource walk() {
    return new BlockWalk(arena, blocks, firstLeaf, this::blockOf);
  }
}
