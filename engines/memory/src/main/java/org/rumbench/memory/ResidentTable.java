package org.rumbench.memory;

import static org.rumbench.memory.ItemDescriptor.KEY_OFFSET;

import org.agrona.DirectBuffer;
import org.agrona.UnsafeApi;
import org.agrona.concurrent.UnsafeBuffer;
import org.rumbench.coding.KeyOrder;

/// A hash table of items in a fixed number of chunks. One owner at a time; allocates nothing but chunks.
///
/// Items are appended to the newest chunk of a ring, so none of it is lost to fragments of sizes. When no chunk is left
/// the *hand* takes the oldest: items that were asked for since it came by get a second chance (CLOCK, Corbató 1968)
/// and move to the newest, the others go; while less than fifteen sixteenths of the room holds live items, all stay and
/// only the room of dead ones comes back. So the bound holds at every moment, without a search for holes.
///
/// I1: no more chunks are allocated than the budget has. I2: every item that is not dead is in the chain of its hash,
/// once. I3: one chunk stays in reserve for the survivors of the oldest, unless the budget has just been cut. I4: a
/// chunk with dirty items is never taken by the hand.
final class ResidentTable {
  /// Whether there is room for an item.
  enum Room {
    /// There is.
    READY,
    /// There would be, if dirty items of the oldest chunk went to the log.
    DIRTY,
    /// The item is too large.
    NONE
  }

  /// Where items begin in a chunk, so that no reference is 0.
  private static final int FIRST_OFFSET = 8;

  private final Chunks chunks;
  private final BucketIndex index;
  private final int unitShift;
  private final int unitMask;
  private final int[] filled;
  private final int[] dirty;
  private final int[] ring;
  private int ringStart;
  private int ringCount;
  private int newest = -1;
  private int count;
  private int dirtyCount;
  private long liveBytes;
  /// Ends of full chunks that were too short for the next item.
  private long lostBytes;
  /// Where the next victim is looked for: so many bytes into the oldest chunk.
  private int handOffset = FIRST_OFFSET;

  /// An empty table of at most `most` chunks.
  ResidentTable(int chunkBytes, int most) {
    chunks = new Chunks(chunkBytes, most);
    index = new BucketIndex(chunks);
    unitShift = Integer.numberOfTrailingZeros(chunkBytes) - 3;
    unitMask = (1 << unitShift) - 1;
    filled = new int[most];
    dirty = new int[most];
    ring = new int[most];
  }

  // ---- what is there

  int count() {
    return count;
  }

  int dirtyCount() {
    return dirtyCount;
  }

  /// Bytes of items that are not dead.
  long liveBytes() {
    return liveBytes;
  }

  /// Memory of the index.
  long indexBytes() {
    return (long) index.chunkCount() * chunks.chunkBytes();
  }

  /// All memory held, used or not.
  long memoryBytes() {
    return (long) chunks.allocated() * chunks.chunkBytes();
  }

  /// Whether live items, and the ends of chunks that none fits into, take so much of the room that more items cost
  /// others their place.
  boolean isPressed(int moreBytes) {
    return liveBytes + lostBytes + moreBytes > keptBytes();
  }

  private long keptBytes() {
    long usable = Math.max(0, chunks.budget() - index.chunkCount() - 1);
    return usable * (chunks.chunkBytes() - FIRST_OFFSET) / 16 * 15;
  }

  // ---- items by reference

  /// The memory an item lies in.
  UnsafeBuffer bufferOf(int reference) {
    return chunks.of(reference >>> unitShift);
  }

  /// Where it begins there.
  int offsetOf(int reference) {
    return (reference & unitMask) << 3;
  }

  private int referenceOf(int chunk, int offset) {
    return (chunk << unitShift) | (offset >>> 3);
  }

  private static int lengthAt(UnsafeBuffer buffer, int at) {
    return ItemDescriptor.lengthBytes(
        buffer.getShort(at + ItemDescriptor.KEY_LENGTH_OFFSET) & 0xffff,
        buffer.getInt(at + ItemDescriptor.STORED_LENGTH_OFFSET));
  }

  private static int flagsAt(UnsafeBuffer buffer, int at) {
    return buffer.getByte(at + ItemDescriptor.FLAGS_OFFSET);
  }

  private static void setFlags(UnsafeBuffer buffer, int at, int flags) {
    buffer.putByte(at + ItemDescriptor.FLAGS_OFFSET, (byte) flags);
  }

  /// The item of a key, 0 for none.
  int find(int hash, DirectBuffer key, int offset, int length) {
    for (int at = index.head(index.bucketOf(hash)); at != 0; ) {
      int chunk = at >>> unitShift;
      byte[] array = chunks.array(chunk);
      long address = chunks.address(chunk) + offsetOf(at);
      if (UnsafeApi.getInt(array, address + ItemDescriptor.HASH_OFFSET) == hash
          && (UnsafeApi.getShort(array, address + ItemDescriptor.KEY_LENGTH_OFFSET) & 0xffff) == length
          && KeyOrder.isEqual(array, address + KEY_OFFSET, key, offset, length)) {
        return at;
      }
      at = UnsafeApi.getInt(array, address + ItemDescriptor.NEXT_OFFSET);
    }
    return 0;
  }

  /// The key was asked for.
  void touch(int reference) {
    UnsafeBuffer buffer = bufferOf(reference);
    int base = offsetOf(reference);
    int flags = flagsAt(buffer, base);
    if ((flags & ItemDescriptor.FLAG_REFERENCED) == 0) {
      setFlags(buffer, base, flags | ItemDescriptor.FLAG_REFERENCED);
    }
  }

  // ---- adding and removing

  /// Makes room for an item of `lengthBytes`; items may move, and clean ones go.
  Room makeRoom(int lengthBytes) {
    if (lengthBytes > chunks.chunkBytes() - FIRST_OFFSET) {
      return Room.NONE;
    }
    for (int rounds = 0; rounds <= 2 * ringCount + 2; rounds++) {
      if (newest >= 0 && filled[newest] + lengthBytes <= chunks.chunkBytes()) {
        return Room.READY;
      }
      if (chunks.available() > 1 || (ringCount == 0 && chunks.available() > 0)) {
        pushNewest(chunks.take());
      } else if (ringCount == 0) {
        return Room.NONE;
      } else if (dirty[oldest()] > 0) {
        return Room.DIRTY;
      } else {
        takeOldest();
      }
    }
    return Room.NONE;
  }

  /// Adds an item behind a [#makeRoom] for its length that said READY, in place of the one its key has. The caller
  /// fills in the value, behind the key.
  int add(
      int hash, DirectBuffer key, int keyOffset, int keyLength, long version, long expiryMillis, int flags,
      int valueLength, int storedLength) {
    int former = find(hash, key, keyOffset, keyLength);
    if (former != 0) {
      remove(former);
    }
    int base = filled[newest];
    UnsafeBuffer buffer = chunks.of(newest);
    int lengthBytes = ItemDescriptor.lengthBytes(keyLength, storedLength);
    filled[newest] += lengthBytes;
    buffer.putInt(base + ItemDescriptor.HASH_OFFSET, hash);
    buffer.putLong(base + ItemDescriptor.VERSION_OFFSET, version);
    buffer.putLong(base + ItemDescriptor.EXPIRY_OFFSET, expiryMillis);
    buffer.putShort(base + ItemDescriptor.KEY_LENGTH_OFFSET, (short) keyLength);
    setFlags(buffer, base, flags);
    buffer.putInt(base + ItemDescriptor.VALUE_LENGTH_OFFSET, valueLength);
    buffer.putInt(base + ItemDescriptor.STORED_LENGTH_OFFSET, storedLength);
    buffer.putBytes(base + KEY_OFFSET, key, keyOffset, keyLength);
    int reference = referenceOf(newest, base);
    link(hash, reference, buffer, base);
    count++;
    liveBytes += lengthBytes;
    if ((flags & ItemDescriptor.FLAG_DIRTY) != 0) {
      dirty[newest]++;
      dirtyCount++;
    }
    growIndex();
    return reference;
  }

  private void link(int hash, int reference, UnsafeBuffer buffer, int base) {
    int bucket = index.bucketOf(hash);
    buffer.putInt(base + ItemDescriptor.NEXT_OFFSET, index.head(bucket));
    index.setHead(bucket, reference);
  }

  /// Takes an item out of the table, dirty or not.
  void remove(int reference) {
    UnsafeBuffer buffer = bufferOf(reference);
    int base = offsetOf(reference);
    replaceInChain(buffer.getInt(base + ItemDescriptor.HASH_OFFSET), reference,
        buffer.getInt(base + ItemDescriptor.NEXT_OFFSET));
    int flags = flagsAt(buffer, base);
    if ((flags & ItemDescriptor.FLAG_DIRTY) != 0) {
      dirty[reference >>> unitShift]--;
      dirtyCount--;
    }
    setFlags(buffer, base, ItemDescriptor.FLAG_DEAD);
    count--;
    liveBytes -= lengthAt(buffer, base);
  }

  /// Has whatever points to an item point to `successor` instead.
  private void replaceInChain(int hash, int reference, int successor) {
    int bucket = index.bucketOf(hash);
    int at = index.head(bucket);
    if (at == reference) {
      index.setHead(bucket, successor);
      return;
    }
    while (true) {
      UnsafeBuffer buffer = bufferOf(at);
      int base = offsetOf(at);
      int next = buffer.getInt(base + ItemDescriptor.NEXT_OFFSET);
      if (next == reference) {
        buffer.putInt(base + ItemDescriptor.NEXT_OFFSET, successor);
        return;
      }
      at = next;
    }
  }

  /// One bucket for each item, as far as chunks for them are left over.
  private void growIndex() {
    for (int i = 0; i < 4 && count > index.bucketCount(); i++) {
      if (index.needsChunk() && chunks.available() < 2) {
        return;
      }
      int added = index.bucketCount();
      int source = index.grow();
      int staying = 0;
      int moving = 0;
      for (int at = index.head(source); at != 0; ) {
        UnsafeBuffer buffer = bufferOf(at);
        int base = offsetOf(at);
        int next = buffer.getInt(base + ItemDescriptor.NEXT_OFFSET);
        if (index.bucketOf(buffer.getInt(base + ItemDescriptor.HASH_OFFSET)) == added) {
          buffer.putInt(base + ItemDescriptor.NEXT_OFFSET, moving);
          moving = at;
        } else {
          buffer.putInt(base + ItemDescriptor.NEXT_OFFSET, staying);
          staying = at;
        }
        at = next;
      }
      index.setHead(source, staying);
      index.setHead(added, moving);
    }
  }

  // ---- the hand

  private int oldest() {
    return ring[ringStart];
  }

  private void pushNewest(int chunk) {
    if (newest >= 0) {
      lostBytes += chunks.chunkBytes() - filled[newest];
    }
    ring[(ringStart + ringCount) % ring.length] = chunk;
    ringCount++;
    newest = chunk;
    filled[chunk] = FIRST_OFFSET;
    dirty[chunk] = 0;
  }

  private int popOldest() {
    int chunk = oldest();
    ringStart = (ringStart + 1) % ring.length;
    ringCount--;
    handOffset = FIRST_OFFSET;
    if (ringCount == 0) {
      newest = -1;
    } else {
      lostBytes -= chunks.chunkBytes() - filled[chunk];
    }
    return chunk;
  }

  /// Empties the oldest chunk, which has no dirty item; survivors move to the chunk in reserve: all of them, or when
  /// room is short half a chunk of those with a second chance, at least one, so that one call copies no more than a
  /// chunk.
  private void takeOldest() {
    int victim = popOldest();
    boolean hasReserve = chunks.available() > 0;
    if (hasReserve) {
      pushNewest(chunks.take());
    }
    boolean isPressed = isPressed(0);
    int mostChances = isPressed ? chunks.chunkBytes() / 2 : chunks.chunkBytes();
    int chances = mostChances;
    UnsafeBuffer buffer = chunks.of(victim);
    for (int at = FIRST_OFFSET; at < filled[victim]; ) {
      int lengthBytes = lengthAt(buffer, at);
      int flags = flagsAt(buffer, at);
      if ((flags & ItemDescriptor.FLAG_DEAD) == 0) {
        int reference = referenceOf(victim, at);
        boolean isWanted = (flags & ItemDescriptor.FLAG_REFERENCED) != 0 || !isPressed(0);
        boolean isFirst = chances == mostChances;
        if (hasReserve && isWanted && (lengthBytes <= chances || isFirst)) {
          chances -= lengthBytes;
          move(reference, buffer, at, lengthBytes, isPressed ? flags & ~ItemDescriptor.FLAG_REFERENCED : flags);
        } else {
          remove(reference);
        }
      }
      at += lengthBytes;
    }
    chunks.giveBack(victim);
  }

  private void move(int reference, UnsafeBuffer buffer, int at, int lengthBytes, int flags) {
    int base = filled[newest];
    filled[newest] += lengthBytes;
    UnsafeBuffer target = chunks.of(newest);
    target.putBytes(base, buffer, at, lengthBytes);
    setFlags(target, base, flags);
    replaceInChain(buffer.getInt(at + ItemDescriptor.HASH_OFFSET), reference, referenceOf(newest, base));
  }

  /// The clean item that the hand would let go next, 0 when it finds none in the oldest chunk. Items that were asked
  /// for lose their second chance as it passes.
  int victim() {
    if (ringCount == 0) {
      return 0;
    }
    int chunk = oldest();
    UnsafeBuffer buffer = chunks.of(chunk);
    for (int pass = 0; pass < 2; pass++) {
      while (handOffset < filled[chunk]) {
        int at = handOffset;
        int flags = flagsAt(buffer, at);
        handOffset += lengthAt(buffer, at);
        if ((flags & (ItemDescriptor.FLAG_DEAD | ItemDescriptor.FLAG_DIRTY)) != 0) {
          continue;
        }
        if ((flags & ItemDescriptor.FLAG_REFERENCED) == 0) {
          return referenceOf(chunk, at);
        }
        setFlags(buffer, at, flags & ~ItemDescriptor.FLAG_REFERENCED);
      }
      handOffset = FIRST_OFFSET;
    }
    return 0;
  }

  // ---- the bound

  /// Works with so many chunks, at least [MemoryPlan#LEAST_CHUNKS], from now on; clean items go, the oldest first, and
  /// the index when nothing else is left. False when it was stopped by dirty ones.
  boolean setBudget(int most) {
    chunks.setBudget(most);
    while (!chunks.trim()) {
      if (ringCount == 0) {
        index.shrink();
      } else if (dirty[oldest()] > 0) {
        return false;
      } else {
        dropOldest();
      }
    }
    return true;
  }

  private void dropOldest() {
    int victim = popOldest();
    UnsafeBuffer buffer = chunks.of(victim);
    for (int at = FIRST_OFFSET; at < filled[victim]; at += lengthAt(buffer, at)) {
      if ((flagsAt(buffer, at) & ItemDescriptor.FLAG_DEAD) == 0) {
        remove(referenceOf(victim, at));
      }
    }
    chunks.giveBack(victim);
  }

  // ---- dirty items

  /// Takes dirty items, one call for each.
  @FunctionalInterface
  interface DirtyItems {
    /// Whether the item is taken.
    boolean take(UnsafeBuffer buffer, int base);
  }

  /// Offers all dirty items, the oldest chunk first; those taken are on their way to the log.
  void offerDirty(DirtyItems items) {
    for (int i = 0; i < ringCount; i++) {
      int chunk = ring[(ringStart + i) % ring.length];
      UnsafeBuffer buffer = chunks.of(chunk);
      for (int at = FIRST_OFFSET; dirty[chunk] > 0 && at < filled[chunk]; at += lengthAt(buffer, at)) {
        int flags = flagsAt(buffer, at);
        if ((flags & ItemDescriptor.FLAG_DIRTY) != 0) {
          boolean isTaken = items.take(buffer, at);
          setFlags(buffer, at, isTaken ? flags | ItemDescriptor.FLAG_WRITING : flags & ~ItemDescriptor.FLAG_WRITING);
        }
      }
    }
  }

  /// The log has what was on its way: values stay, clean, and deletions go.
  void markWritten() {
    for (int i = 0; i < ringCount; i++) {
      int chunk = ring[(ringStart + i) % ring.length];
      UnsafeBuffer buffer = chunks.of(chunk);
      for (int at = FIRST_OFFSET; dirty[chunk] > 0 && at < filled[chunk]; at += lengthAt(buffer, at)) {
        int flags = flagsAt(buffer, at);
        if ((flags & ItemDescriptor.FLAG_WRITING) == 0) {
          continue;
        }
        if ((flags & ItemDescriptor.FLAG_TOMBSTONE) != 0) {
          remove(referenceOf(chunk, at));
        } else {
          setFlags(buffer, at, flags & ~(ItemDescriptor.FLAG_WRITING | ItemDescriptor.FLAG_DIRTY));
          dirty[chunk]--;
          dirtyCount--;
        }
      }
    }
  }

  /// Frees all memory; nothing is called any more.
  void close() {
    chunks.close();
  }
}
