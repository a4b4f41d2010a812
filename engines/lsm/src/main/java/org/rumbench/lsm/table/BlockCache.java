package org.rumbench.lsm.table;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.agrona.collections.Long2ObjectHashMap;
import org.agrona.concurrent.UnsafeBuffer;
import org.jspecify.annotations.Nullable;
import org.rumbench.lsm.record.Candidate;

/// Blocks kept in memory, plain, by file number and offset. Any thread; a few shards, each with a leaf lock that is never
/// held over I/O.
///
/// Replacement is CLOCK (Corbató, 1968): a hit sets a bit, the hand clears bits and takes the first block without one
/// that nobody has pinned. Buffers of evicted blocks are recycled, so a full cache allocates nothing as long as blocks
/// are of similar length. Blocks of removed files age out, since file numbers are never used again.
///
/// The bound is strict: what is cached, what is being read in, and copies that a reader still holds are never more than
/// the capacity. A read that cannot be served within it (every other block of the shard is pinned, or the block is longer
/// than a quarter of a shard) gets an *overflow* entry, which goes when it is unpinned. There are at most as many as
/// blocks pinned at once: two for a point read in flight, one for a walk. They are counted.
///
/// Memory is that of [BlockMemory]: outside the heap unless the cache is small. [#close] gives it back, that of pinned
/// blocks with their last pin.
public final class BlockCache implements AutoCloseable {
  private static final int SHARDS = 8;
  private static final int ROUNDING_BYTES = 1024;
  private static final int FILE_SHIFT = 40;

  private final Shard[] shards = new Shard[SHARDS];
  /// One number for all shards: added up shard by shard it would count an entry that moved on twice.
  private final AtomicLong overflowBytes = new AtomicLong();

  /// A cache that holds at most `capacityBytes`.
  public BlockCache(long capacityBytes) {
    for (int i = 0; i < SHARDS; i++) {
      shards[i] = new Shard(capacityBytes / SHARDS, new BlockMemory(capacityBytes), overflowBytes);
    }
  }

  /// A block in memory, over its bytes from index 0. Pinned by whoever got it until [#unpin]. One object a block: what
  /// enters the cache is all that a young collection has to copy.
  public static final class Entry extends UnsafeBuffer implements Candidate.Pin {
    private static final VarHandle PINS;

    static {
      try {
        PINS = MethodHandles.lookup().findVarHandle(Entry.class, "pins", int.class);
      } catch (ReflectiveOperationException e) {
        throw new ExceptionInInitializerError(e);
      }
    }

    private final Shard shard;
    private final boolean isOverflow;
    private long key;
    private int lengthBytes;
    private volatile int pins;
    private volatile boolean isReferenced;
    /// In no map: its bytes are given back with the last pin.
    private volatile boolean isLoose;

    Entry(Shard shard, boolean isOverflow) {
      this.shard = shard;
      this.isOverflow = isOverflow;
      this.isLoose = isOverflow;
    }

    /// Length of its payload.
    int lengthBytes() {
      return lengthBytes;
    }

    /// Says how long its payload is; before it is published.
    void setLengthBytes(int length) {
      lengthBytes = length;
    }

    private void pin() {
      PINS.getAndAdd(this, 1);
    }

    @Override
    public void unpin() {
      if ((int) PINS.getAndAdd(this, -1) == 1 && isLoose) {
        shard.free(this);
      }
    }
  }

  /// The block, pinned; null when it is not here.
  public @Nullable Entry acquire(long file, long offset) {
    long key = keyOf(file, offset);
    return shardOf(key).acquire(key);
  }

  /// A pinned entry with room for `lengthBytes`, to be filled and then given to [#publish] or [#discard].
  public Entry claim(long file, long offset, int lengthBytes) {
    long key = keyOf(file, offset);
    return shardOf(key).claim(key, lengthBytes);
  }

  /// The claimed entry is filled: others may find it. The caller's pin stays.
  public void publish(Entry entry) {
    if (!entry.isOverflow) {
      entry.shard.publish(entry);
    }
  }

  /// The claimed entry could not be filled.
  public void discard(Entry entry) {
    entry.isLoose = true;
    entry.shard.free(entry);
  }

  /// Bytes of all buffers: [#pooledBytes] and [#overflowBytes].
  public long usedBytes() {
    return pooledBytes() + overflowBytes();
  }

  /// Bytes of what is cached, being read in or still held as a copy: never more than the capacity.
  public long pooledBytes() {
    long sum = 0;
    for (Shard shard : shards) {
      synchronized (shard) {
        sum += shard.pooledBytes;
      }
    }
    return sum;
  }

  /// Bytes of the entries beyond the capacity that somebody holds.
  public long overflowBytes() {
    return overflowBytes.get();
  }

  /// Reads so far that could not be served within the capacity.
  public long overflowReads() {
    long sum = 0;
    for (Shard shard : shards) {
      synchronized (shard) {
        sum += shard.overflowReads;
      }
    }
    return sum;
  }

  /// Gives the memory back and keeps nothing any more.
  @Override
  public void close() {
    for (Shard shard : shards) {
      shard.close();
    }
  }

  private static long keyOf(long file, long offset) {
    return file << FILE_SHIFT | offset;
  }

  private Shard shardOf(long key) {
    return shards[(int) ((key * 0x9E3779B97F4A7C15L) >>> 61)];
  }

  static final class Shard {
    private final long capacityBytes;
    private final Long2ObjectHashMap<Entry> entries = new Long2ObjectHashMap<>();
    private final List<Entry> ring = new ArrayList<>();
    private int hand;
    private long pooledBytes;
    private final AtomicLong overflowBytes;
    private final BlockMemory memory;
    private long overflowReads;
    private boolean isClosed;

    Shard(long capacityBytes, BlockMemory memory, AtomicLong overflowBytes) {
      this.capacityBytes = capacityBytes;
      this.memory = memory;
      this.overflowBytes = overflowBytes;
    }

    synchronized @Nullable Entry acquire(long key) {
      Entry entry = entries.get(key);
      if (entry != null) {
        entry.pin();
        if (!entry.isReferenced) {
          entry.isReferenced = true;
        }
      }
      return entry;
    }

    synchronized Entry claim(long key, int lengthBytes) {
      int needed = (lengthBytes + ROUNDING_BYTES - 1) / ROUNDING_BYTES * ROUNDING_BYTES;
      Entry entry = null;
      if (needed <= capacityBytes / 4) {
        while (entry == null && pooledBytes + needed > capacityBytes) {
          Entry victim = evict();
          if (victim == null) {
            break;
          }
          int capacity = victim.capacity();
          if (capacity >= needed && capacity <= 2 * needed) {
            entry = victim;
          } else {
            pooledBytes -= capacity;
            memory.free(victim);
          }
        }
        if (entry == null && pooledBytes + needed <= capacityBytes) {
          entry = new Entry(this, false);
          memory.allocate(entry, needed);
          pooledBytes += needed;
        }
      }
      if (entry == null) {
        entry = new Entry(this, true);
        memory.allocate(entry, needed);
        overflowBytes.addAndGet(needed);
        overflowReads++;
      }
      entry.key = key;
      entry.pins = 1;
      entry.isReferenced = false;
      return entry;
    }

    /// Takes the next block without a reference bit out of the cache; null when all are pinned.
    @SuppressWarnings("ReferenceEquality") // Whether it is the same entry, not whether its bytes are.
    private @Nullable Entry evict() {
      for (int steps = 2 * ring.size(); steps > 0; steps--) {
        if (hand >= ring.size()) {
          hand = 0;
        }
        Entry entry = ring.get(hand);
        if (entry.pins > 0) {
          hand++;
        } else if (entry.isReferenced) {
          entry.isReferenced = false;
          hand++;
        } else {
          Entry last = ring.removeLast();
          if (last != entry) {
            ring.set(hand, last);
          }
          entries.remove(entry.key);
          return entry;
        }
      }
      return null;
    }

    synchronized void publish(Entry entry) {
      if (isClosed || entries.containsKey(entry.key)) {
        // Somebody else read the same block meanwhile; this copy goes with its pin.
        entry.isLoose = true;
        return;
      }
      entries.put(entry.key, entry);
      ring.add(entry);
    }

    /// An entry that is in no map goes, once.
    synchronized void free(Entry entry) {
      if (!entry.isLoose) {
        return;
      }
      entry.isLoose = false;
      if (entry.isOverflow) {
        overflowBytes.addAndGet(-entry.capacity());
      } else {
        pooledBytes -= entry.capacity();
      }
      memory.free(entry);
    }

    synchronized void close() {
      isClosed = true;
      entries.clear();
      for (Entry entry : ring) {
        // A last pin that goes now finds the entry loose, or is found gone, or both.
        entry.isLoose = true;
        if (entry.pins == 0) {
          free(entry);
        }
      }
      ring.clear();
    }
  }
}
