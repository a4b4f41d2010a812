package org.rumbench.bitcask;

import static org.rumbench.bitcask.KeyEntryDescriptor.KEY_OFFSET;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.lang.ref.Reference;
import java.util.ArrayList;
import org.agrona.DirectBuffer;
import org.agrona.ExpandableArrayBuffer;
import org.agrona.UnsafeApi;
import org.agrona.collections.ArrayListUtil;
import org.agrona.concurrent.UnsafeBuffer;
import org.rumbench.coding.KeyOrder;
import org.rumbench.coding.LinearHash;
import org.rumbench.runtime.Invariant;

/// All keys of a store with the place of their newest record, outside the heap, tombstones included.
///
/// A linear hash table ([LinearHash]) whose buckets hold eight keys on average: the table grows one bucket at a
/// time, so it is always as large as the number of keys asks and never stops to rehash. The entries of a bucket
/// ([KeyEntryDescriptor]) lie behind each other in one block ([BlockMemory]). A look-up asks the table for the block and
/// walks along its entries, where the processor goes on to the next before it has seen this one. (A layout with tags at
/// the head of a block and entries of fixed length behind them measured no faster.) A block that grows moves; entries
/// are found anew in each change. An entry also counts the other records of its key in all segments ([#others]): what a
/// deletion still hides.
///
/// **Memory** is that of [KeyRoom].
///
/// **Threads.** Changes are made under `lock` between [#beginChange] and [#endChange]. [#find] takes no lock: it copies
/// an entry and accepts the copy only when the stamp has not moved (I1: the stamp is odd while anything changes). All
/// changes between one begin and end therefore become visible together. Memory is reused, never given back while
/// anybody looks at it, so a reader that loses the race reads nonsense and drops it (I2: it never leaves a slab).
///
/// **Captures** see the directory as of their opening: before a bucket changes, each open capture that still needs it
/// saves it (I3), and no bucket is split while one is open.
final class KeyDirectory implements BlockMemory.Owner {
  /// Wants to save buckets before they change; called under the lock.
  interface Capture {
    void beforeChange(int bucket);
  }

  /// Keys in a bucket, on average.
  static final int KEYS_PER_BUCKET = 8;
  private static final int INITIAL_BUCKETS = 8;
  private static final int OPTIMISTIC_ATTEMPTS = 16;
  private static final VarHandle STAMP;

  static {
    try {
      STAMP = MethodHandles.lookup().findVarHandle(KeyDirectory.class, "stamp", long.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private final Object lock;
  private final BlockMemory memory = new BlockMemory(this);
  private final ExpandableArrayBuffer divided = new ExpandableArrayBuffer();
  private final BucketTable buckets = new BucketTable(INITIAL_BUCKETS);
  private final KeyRoom room;
  private final ArrayList<Capture> captures = new ArrayList<>();
  private int tombstoneCount;

  @SuppressWarnings("unused") // through STAMP
  private long stamp;

  /// An empty directory; `lock` guards every change.
  KeyDirectory(Object lock) {
    this(lock, BlockMemory.MAXIMUM_SLABS);
  }

  /// An empty directory of at most so many slabs.
  KeyDirectory(Object lock, int maximumSlabs) {
    this.lock = lock;
    this.room = new KeyRoom(memory, buckets, maximumSlabs);
  }

  /// A hash of a key; equal in every run.
  static int hash(DirectBuffer key, int offset, int length) {
    long h = length * 0x9E3779B97F4A7C15L;
    int i = 0;
    for (; i + Long.BYTES <= length; i += Long.BYTES) {
      h = (h ^ key.getLong(offset + i)) * 0xBF58476D1CE4E5B9L;
      h ^= h >>> 29;
    }
    long tail = 0;
    for (; i < length; i++) {
      tail = (tail << 8) | (key.getByte(offset + i) & 0xff);
    }
    h = (h ^ tail) * 0x94D049BB133111EBL;
    h ^= h >>> 32;
    h *= 0xBF58476D1CE4E5B9L;
    return (int) (h >>> 32);
  }

  /// Copies the entry of a key to `target`; false when there is none. Any thread, no lock held.
  boolean find(int hash, DirectBuffer key, int offset, int length, KeyLocation target) {
    for (int attempt = 0; attempt < OPTIMISTIC_ATTEMPTS; attempt++) {
      long before = (long) STAMP.getAcquire(this);
      if ((before & 1) != 0) {
        continue;
      }
      boolean isFound = look(hash, key, offset, length, target);
      VarHandle.acquireFence();
      if ((long) STAMP.getOpaque(this) == before) {
        return isFound;
      }
    }
    synchronized (lock) {
      return look(hash, key, offset, length, target);
    }
  }

  private boolean look(int hash, DirectBuffer key, int offset, int length, KeyLocation target) {
    BlockMemory.Slabs slabs = memory.slabs();
    try {
      long reference = locate(slabs, hash, key, offset, length);
      if (reference == 0) {
        return false;
      }
      KeyEntry.decode(null, slabs.address((int) (reference >>> Integer.SIZE)) + (int) reference, target);
      return true;
    } finally {
      Reference.reachabilityFence(slabs);
    }
  }

  /// Where the entry of a key lies, until anything is inserted or removed: its slab, and its place there; 0 for none.
  /// Under the lock.
  long locate(int hash, DirectBuffer key, int offset, int length) {
    return locate(memory.slabs(), hash, key, offset, length);
  }

  /// The same, of `slabs`. Beside a change the answer may be nonsense, a place in a slab all the same.
  private long locate(BlockMemory.Slabs slabs, int hash, DirectBuffer key, int offset, int length) {
    int block = buckets.block(buckets.of(hash));
    int slab = BlockMemory.slabOf(block);
    long start = slabs.address(slab);
    int at = BlockMemory.baseOf(block) + BlockMemory.HEADER_BYTES;
    int slabLength = slabs.lengthBytes(slab);
    if (block == 0 || start == 0 || at > slabLength) {
      return 0;
    }
    long end = Math.min(slabLength, (long) at + UnsafeApi.getInt(start + at - BlockMemory.HEADER_BYTES));
    while (at + KEY_OFFSET <= end) {
      int keyLength = KeyEntry.keyLength(null, start + at);
      if (keyLength != length) {
        at += KEY_OFFSET + keyLength;
        continue;
      }
      // Not by what was read: the processor then need not wait for it before it reads the next entry.
      int next = at + KEY_OFFSET + length;
      if (next <= end && KeyOrder.isEqual(null, start + at + KEY_OFFSET, key, offset, length)) {
        return ((long) slab << Integer.SIZE) | at;
      }
      at = next;
    }
    return 0;
  }

  /// The block of a hash's bucket, 0 for none. Under the lock.
  int block(int hash) {
    return buckets.block(buckets.of(hash));
  }

  /// The block of the bucket that the split after `ahead` others is going to divide, 0 for none. Under the lock.
  int blockToSplit(int ahead) {
    return buckets.block(LinearHash.dividedBy(buckets.count() + ahead));
  }

  /// Bytes of the entries in a block. Under the lock.
  int used(int block) {
    return memory.used(block);
  }

  /// One byte of a block. Under the lock.
  byte byteAt(int block, int index) {
    return memory.buffer(block).getByte(BlockMemory.baseOf(block) + index);
  }

  /// How many splits the insertion of `count` keys brings. Under the lock.
  int splitsFor(int count) {
    return Math.clamp((room.entryCount() + count) / KEYS_PER_BUCKET - buckets.count(), 0, count);
  }

  /// Copies the entry at `reference`. Under the lock.
  void read(long reference, KeyLocation target) {
    KeyEntry.decode(bufferOf(reference), (int) reference, target);
  }

  /// How many records of its key there are beside the one that an entry points to; [KeyEntryDescriptor#MANY_OTHERS] for
  /// so many or more. Under the lock.
  int others(long reference) {
    return KeyEntry.others(bufferOf(reference), (int) reference);
  }

  /// One more record of the key; returns how many there were. Under the lock.
  int addOther(long reference) {
    int count = others(reference);
    if (count < KeyEntryDescriptor.MANY_OTHERS) {
      KeyEntry.writeOthers(bufferOf(reference), (int) reference, count + 1);
    }
    return count;
  }

  /// One record less; returns how many are left. What was no longer counted stays so. Under the lock.
  int removeOther(long reference) {
    int count = others(reference);
    Invariant.check(count > 0, "a record that goes was counted");
    if (count == KeyEntryDescriptor.MANY_OTHERS) {
      return count;
    }
    KeyEntry.writeOthers(bufferOf(reference), (int) reference, count - 1);
    return count - 1;
  }

  private UnsafeBuffer bufferOf(long reference) {
    return memory.slab((int) (reference >>> Integer.SIZE));
  }

  /// Makes the stamp odd: readers wait or try again. Under the lock.
  void beginChange() {
    STAMP.setOpaque(this, (long) STAMP.getOpaque(this) + 1);
    VarHandle.fullFence();
  }

  /// Makes every change since [#beginChange] visible at once. Pairs with the acquire in [#find].
  void endChange() {
    STAMP.setRelease(this, (long) STAMP.getOpaque(this) + 1);
  }

  /// Makes buckets for so many keys while there are none yet, so that these need not be divided on the way. Inside a
  /// change.
  void expect(long entries) {
    if (room.entryCount() == 0) {
      buckets.growEmpty((int) Math.min(entries / KEYS_PER_BUCKET, Integer.MAX_VALUE / KEYS_PER_BUCKET));
    }
  }

  /// Adds a key that [#locate] did not find. Inside a change.
  void insert(int hash, DirectBuffer key, int offset, int length, KeyLocation location) {
    int bucket = buckets.of(hash);
    saveForCaptures(bucket);
    int used = usedOf(bucket);
    int block = lengthened(bucket, used, used + KEY_OFFSET + length);
    UnsafeBuffer buffer = memory.buffer(block);
    int at = BlockMemory.baseOf(block) + BlockMemory.HEADER_BYTES + used;
    buffer.putShort(at + KeyEntryDescriptor.KEY_LENGTH_OFFSET, (short) length);
    buffer.putBytes(at + KEY_OFFSET, key, offset, length);
    KeyEntry.write(buffer, at, location, 0);
    room.entered(length);
    if (location.isTombstone()) {
      tombstoneCount++;
    }
    for (int i = 0; i < 4 && room.entryCount() > buckets.count() * (long) KEYS_PER_BUCKET && captures.isEmpty(); i++) {
      split();
    }
  }

  private int usedOf(int bucket) {
    int block = buckets.block(bucket);
    return block == 0 ? 0 : memory.used(block);
  }

  /// The block of a bucket, of `used` bytes, which has `wanted` from now on: it moves when it needs more units.
  private int lengthened(int bucket, int used, int wanted) {
    int units = BlockMemory.unitsOf(wanted);
    if (buckets.block(bucket) != 0 && BlockMemory.unitsOf(used) == units) {
      memory.setUsed(buckets.block(bucket), wanted);
      return buckets.block(bucket);
    }
    memory.makeRoom(units, room.sparableUnits());
    int old = buckets.block(bucket);
    int block = memory.take(units);
    memory.setUsed(block, wanted);
    if (old != 0) {
      copyEntries(old, 0, block, 0, used);
      memory.give(old, BlockMemory.unitsOf(used));
    }
    buckets.setBlock(bucket, block);
    return block;
  }

  private void copyEntries(int from, int fromIndex, int to, int toIndex, int length) {
    memory.buffer(to).putBytes(
        BlockMemory.baseOf(to) + BlockMemory.HEADER_BYTES + toIndex,
        memory.buffer(from),
        BlockMemory.baseOf(from) + BlockMemory.HEADER_BYTES + fromIndex,
        length);
  }

  /// Has the entry point to another record; it counts as many others as before. Inside a change.
  void update(int hash, long reference, KeyLocation location) {
    saveForCaptures(buckets.of(hash));
    UnsafeBuffer buffer = bufferOf(reference);
    int at = (int) reference;
    boolean wasTombstone = isTombstone(buffer, at);
    tombstoneCount += (location.isTombstone() ? 1 : 0) - (wasTombstone ? 1 : 0);
    KeyEntry.write(buffer, at, location, KeyEntry.others(buffer, at));
  }

  private static boolean isTombstone(UnsafeBuffer buffer, int at) {
    return (buffer.getInt(at + KeyEntryDescriptor.LENGTH_OFFSET) & KeyEntryDescriptor.FLAG_TOMBSTONE) != 0;
  }

  /// Forgets a key. Inside a change.
  void remove(int hash, long reference) {
    int bucket = buckets.of(hash);
    saveForCaptures(bucket);
    int block = buckets.block(bucket);
    int used = memory.used(block);
    UnsafeBuffer buffer = memory.buffer(block);
    int at = (int) reference;
    tombstoneCount -= isTombstone(buffer, at) ? 1 : 0;
    room.left(KeyEntry.keyLength(buffer, at));
    int length = KEY_OFFSET + KeyEntry.keyLength(buffer, at);
    int index = at - BlockMemory.baseOf(block) - BlockMemory.HEADER_BYTES;
    copyEntries(block, index + length, block, index, used - index - length);
    shorten(bucket, used, used - length);
  }

  /// The block of a bucket, of `used` bytes, has `left` from now on.
  private void shorten(int bucket, int used, int left) {
    int units = BlockMemory.unitsOf(used);
    int unitsLeft = BlockMemory.unitsOf(left);
    int block = buckets.block(bucket);
    if (left == 0) {
      memory.give(block, units);
      buckets.setBlock(bucket, 0);
    } else if (units > BlockMemory.SLAB_UNITS && unitsLeft < units) {
      memory.makeRoom(unitsLeft, room.sparableUnits());
      int shorter = memory.take(unitsLeft);
      memory.setUsed(shorter, left);
      copyEntries(block, 0, shorter, 0, left);
      memory.give(block, units);
      buckets.setBlock(bucket, shorter);
    } else {
      memory.setUsed(block, left);
      memory.shrink(block, units, unitsLeft);
    }
  }

  private void split() {
    int made = buckets.count();
    buckets.prepareNext();
    int source = LinearHash.dividedBy(made);
    // Nothing is taken out before there is room for it.
    memory.makeRoom(BlockMemory.unitsOf(usedOf(source)), room.sparableUnits());
    int moving = takeMoving(source, made);
    if (moving > 0) {
      int block = lengthened(made, 0, moving);
      memory.buffer(block).putBytes(
          BlockMemory.baseOf(block) + BlockMemory.HEADER_BYTES, divided, 0, moving);
    }
    buckets.addNext();
  }

  /// Takes the entries of a bucket that belong to the one being made over to `divided`; returns their length.
  private int takeMoving(int source, int made) {
    int block = buckets.block(source);
    int used = usedOf(source);
    int stayed = 0;
    int moved = 0;
    int length;
    for (int index = 0; index < used; index += length) {
      UnsafeBuffer buffer = memory.buffer(block);
      int at = BlockMemory.baseOf(block) + BlockMemory.HEADER_BYTES + index;
      int keyLength = KeyEntry.keyLength(buffer, at);
      length = KEY_OFFSET + keyLength;
      if (LinearHash.bucketOf(hash(buffer, at + KEY_OFFSET, keyLength), made + 1) == made) {
        divided.putBytes(moved, buffer, at, length);
        moved += length;
      } else {
        if (stayed < index) {
          copyEntries(block, index, block, stayed, length);
        }
        stayed += length;
      }
    }
    if (moved > 0) {
      shorten(source, used, stayed);
    }
    return moved;
  }

  @Override
  public void onMoved(int from, int to) {
    UnsafeBuffer buffer = memory.buffer(to);
    int at = BlockMemory.baseOf(to) + BlockMemory.HEADER_BYTES;
    int bucket = buckets.of(hash(buffer, at + KEY_OFFSET, KeyEntry.keyLength(buffer, at)));
    Invariant.check(buckets.block(bucket) == from, "a block is that of its keys' bucket", buckets.block(bucket), from);
    buckets.setBlock(bucket, to);
  }

  /// Starts telling `capture` of changes. Under the lock.
  void openCapture(Capture capture) {
    captures.add(capture);
  }

  /// Ends it. Under the lock.
  void closeCapture(Capture capture) {
    int index = captures.indexOf(capture);
    if (index >= 0) {
      ArrayListUtil.fastUnorderedRemove(captures, index);
    }
  }

  private void saveForCaptures(int bucket) {
    for (int i = 0; i < captures.size(); i++) {
      captures.get(i).beforeChange(bucket);
    }
  }

  /// Copies the entries of a bucket, back to back as they lie in memory, to the start of `target`; returns their
  /// length. Under the lock.
  int copyBucket(int bucket, ExpandableArrayBuffer target) {
    int block = buckets.block(bucket);
    if (block == 0) {
      return 0;
    }
    int used = memory.used(block);
    target.putBytes(0, memory.buffer(block), BlockMemory.baseOf(block) + BlockMemory.HEADER_BYTES, used);
    return used;
  }

  /// Number of buckets. Under the lock, or while a capture is open.
  int bucketCount() {
    return buckets.count();
  }

  /// Keys known, tombstones included. Under the lock.
  int entryCount() {
    return room.entryCount();
  }

  /// Keys known as deleted. Under the lock.
  int tombstoneCount() {
    return tombstoneCount;
  }

  /// What the keys take and may take. Under the lock, but for what says otherwise.
  KeyRoom room() {
    return room;
  }
}
