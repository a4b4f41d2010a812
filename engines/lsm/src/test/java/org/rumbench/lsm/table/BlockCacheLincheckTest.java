package org.rumbench.lsm.table;

import org.agrona.concurrent.UnsafeBuffer;
import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.jetbrains.lincheck.datastructures.Validate;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.rumbench.testkit.Interleavings;

/// Many readers of one shard of the block cache that holds fewer blocks than they ask for: a pinned block stays what it
/// is, whatever is evicted and filled anew beside it.
final class BlockCacheLincheckTest {
  private static final int BLOCKS = 6;
  private static final int BLOCK_BYTES = 1000;
  private static final long CAPACITY_BYTES = 8 * 4 * 1024;
  private static final int[] OFFSETS = offsetsOfOneShard();

  /// Offsets in file 0 that the cache keeps in the same shard: the top three bits of a multiplicative hash.
  private static int[] offsetsOfOneShard() {
    int[] offsets = new int[BLOCKS];
    int found = 0;
    for (int offset = 0; found < BLOCKS; offset += BLOCK_BYTES) {
      if ((offset * 0x9E3779B97F4A7C15L) >>> 61 == 0) {
        offsets[found++] = offset;
      }
    }
    return offsets;
  }

  @Test
  void aPinnedBlockStaysInEveryInterleaving() {
    Interleavings.check(Shared.class, Model.class);
  }

  @Test
  @Tag("optimised")
  void aPinnedBlockStaysUnderStress() {
    Interleavings.stress(Shared.class, Model.class);
  }

  @Test
  void aBlockReadAfterItsPinIsFound() {
    Interleavings.finds(UnpinnedEarly.class, Model.class);
  }

  /// A cache with the way tables use it.
  public static class Shared {
    private final BlockCache cache = new BlockCache(CAPACITY_BYTES);

    /// Reads a block, bringing it in when it is not there; answers what is in it.
    @Operation
    public int read(@Param(gen = IntGen.class, conf = "0:5") int block) {
      BlockCache.Entry entry = cache.acquire(0, OFFSETS[block]);
      if (entry == null) {
        entry = cache.claim(0, OFFSETS[block], BLOCK_BYTES);
        view(entry).setMemory(0, BLOCK_BYTES, (byte) block);
        cache.publish(entry);
      }
      return use(entry);
    }

    /// Reads through the pin.
    int use(BlockCache.Entry entry) {
      int content = contentOf(entry);
      entry.unpin();
      return content;
    }

    /// Both ends of the block, equal in a whole one.
    static int contentOf(BlockCache.Entry entry) {
      UnsafeBuffer view = view(entry);
      int first = view.getByte(0);
      return first == view.getByte(BLOCK_BYTES - 1) ? first : -1;
    }

    /// The checker stumbles over static fields that a class inherits, when it follows an object of a subclass.
    private static UnsafeBuffer view(BlockCache.Entry entry) {
      return new UnsafeBuffer(entry, 0, BLOCK_BYTES);
    }

    /// A block that could not be read.
    @Operation
    public void fail(@Param(gen = IntGen.class, conf = "0:5") int block) {
      BlockCache.Entry entry = cache.claim(0, OFFSETS[block], BLOCK_BYTES);
      view(entry).setMemory(0, BLOCK_BYTES, (byte) 99);
      cache.discard(entry);
      entry.unpin();
    }

    /// The account of bytes holds.
    @Validate
    public void check() {
      if (cache.usedBytes() < 0 || cache.usedBytes() > CAPACITY_BYTES) {
        throw new AssertionError("used " + cache.usedBytes());
      }
    }
  }

  /// The planted race: the pin goes before the bytes are looked at.
  public static final class UnpinnedEarly extends Shared {
    @Override
    int use(BlockCache.Entry entry) {
      entry.unpin();
      return contentOf(entry);
    }
  }

  /// What a cache is, for one thread: not there.
  public static final class Model {
    /// See [Shared#read].
    public int read(int block) {
      return block;
    }

    /// See [Shared#fail].
    public void fail(int block) {}
  }
}
