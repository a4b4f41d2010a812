package org.rumbench.lsm.memtable;

import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.rumbench.lsm.record.RecordSource;
import org.rumbench.runtime.Entropy;

/// A skip list whose nodes are records, each with its links before it: the link of level 0 next to the record, the higher
/// ones in front. Any number of readers and writers, without locks.
///
/// I1: a node is complete before a link to it is released. I2: links only ever gain nodes, by compare-and-set, from
/// level 0 up. I3: whoever comes to a node on some level finds its links of that level and below in place; above, the
/// node's links are still the writer's own and hold where its search came from.
///
/// Heights are drawn from the sequence, so that the order of arrival on several threads does not show. Sources: Pugh,
/// *Skip Lists*, CACM 1990; the layout as in RocksDB's inline skip list, offsets as in Pebble's.
final class SkipList implements RecordIndex {
  private static final int MAX_HEIGHT = 12;
  private static final int MAX_LINK_BYTES = MAX_HEIGHT * Integer.BYTES;
  /// The head is links without a record; where its record would be is the list's height.
  static final int HEAD = RecordArena.FIXED_BYTES + MAX_LINK_BYTES;
  private static final int HEIGHT = HEAD;
  private static final int HEAD_BYTES = MAX_LINK_BYTES + Long.BYTES;

  private final RecordArena arena;
  private final UnsafeBuffer memory;
  private final long seed;

  /// An empty list in an arena that holds nothing yet.
  SkipList(RecordArena arena, long seed) {
    this.arena = arena;
    this.memory = arena.memory();
    this.seed = seed;
    arena.allocate(HEAD_BYTES);
    for (int level = 0; level < MAX_HEIGHT; level++) {
      memory.putInt(link(HEAD, level), RecordArena.NOTHING);
    }
    memory.putIntRelease(HEIGHT, 1);
  }

  static long freshBytes(long lengthBytes, int recordCount) {
    return RecordArena.FIXED_BYTES + HEAD_BYTES + bound(lengthBytes, recordCount);
  }

  private static long bound(long lengthBytes, int recordCount) {
    return lengthBytes + (long) recordCount * (RecordArena.RECORD_OVERHEAD + MAX_LINK_BYTES);
  }

  @Override
  public long roomFor(long lengthBytes, int recordCount) {
    return bound(lengthBytes, recordCount);
  }

  @Override
  public boolean takesConcurrentAdds() {
    return true;
  }

  private int heightOf(long sequence) {
    int height = 1;
    for (long bits = Entropy.mix(seed ^ sequence); height < MAX_HEIGHT && (bits & 3) == 0; bits >>>= 2) {
      height++;
    }
    return height;
  }

  @Override
  public int linkBytes(long sequence) {
    return RecordArena.aligned(heightOf(sequence) * Integer.BYTES);
  }

  private static int link(int node, int level) {
    return node - (level + 1) * Integer.BYTES;
  }

  private int next(int node, int level) {
    return memory.getIntVolatile(link(node, level));
  }

  private int listHeight() {
    return memory.getIntVolatile(HEIGHT);
  }

  private int raise(int height) {
    int present = listHeight();
    while (present < height) {
      if (memory.compareAndSetInt(HEIGHT, present, height)) {
        return height;
      }
      present = listHeight();
    }
    return present;
  }

  @Override
  public void add(
      int node, DirectBuffer key, int keyOffset, int keyLength, long prefix, long version, long sequence) {
    int height = heightOf(sequence);
    int before = HEAD;
    int behind = RecordArena.NOTHING;
    for (int level = raise(height) - 1; level >= 0; level--) {
      int found = next(before, level);
      while (found != behind
          && arena.compare(found, prefix, key, keyOffset, keyLength, version, sequence) < 0) {
        before = found;
        found = next(before, level);
      }
      behind = found;
      if (level < height) {
        // Nobody looks at the links of a node that is in no level yet: they keep the way.
        memory.putInt(link(node, level), before);
      }
    }
    insert(node, 0, before, behind, key, keyOffset, keyLength, prefix, version, sequence);
    for (int level = 1; level < height; level++) {
      before = memory.getInt(link(node, level));
      insert(node, level, before, next(before, level), key, keyOffset, keyLength, prefix, version, sequence);
    }
  }

  /// Links a node into a level, behind `before` or what came behind that meanwhile. `known` is what followed `before`
  /// when it was looked at, and on level 0 known to be behind the node.
  private void insert(
      int node, int level, int before, int known, DirectBuffer key, int keyOffset, int keyLength, long prefix,
      long version, long sequence) {
    int last = before;
    int behind = known;
    boolean isBehind = level == 0;
    while (true) {
      while (behind != RecordArena.NOTHING
          && !isBehind
          && arena.compare(behind, prefix, key, keyOffset, keyLength, version, sequence) < 0) {
        last = behind;
        behind = next(last, level);
      }
      memory.putInt(link(node, level), behind);
      if (memory.compareAndSetInt(link(last, level), behind, node)) {
        return;
      }
      behind = next(last, level);
      isBehind = false;
    }
  }

  @Override
  public int ceiling(DirectBuffer key, int keyOffset, int keyLength, long prefix, long version, long sequence) {
    int node = HEAD;
    int behind = RecordArena.NOTHING;
    for (int level = listHeight() - 1; level >= 0; level--) {
      int found = next(node, level);
      while (found != behind
          && arena.compare(found, prefix, key, keyOffset, keyLength, version, sequence) < 0) {
        node = found;
        found = next(node, level);
      }
      behind = found;
    }
    return behind;
  }

  @Override
  public int after(int record) {
    return next(record, 0);
  }

  @Override
  public RecordSource walk() {
    return new SkipListWalk(this, arena);
  }
}
