package org.rumbench.bitcask;

import static org.rumbench.bitcask.KeyEntryDescriptor.KEY_OFFSET;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import org.agrona.DirectBuffer;
import org.agrona.ExpandableArrayBuffer;
import org.agrona.collections.ArrayListUtil;
import org.agrona.concurrent.UnsafeBuffer;
import org.rumbench.coding.KeyOrder;
import org.rumbench.runtime.Invariant;

/// All keys of a store with the place of their newest record, outside the heap, tombstones included.
///
/// A linear hash table (Litwin, VLDB 1980) of chains: the table grows one bucket per inserted key, so it is always as
/// large as the number of keys and never stops to rehash. An entry ([KeyEntryDescriptor]) keeps its place until it is
/// removed; its room is then used again by keys of the same length. It also counts the other records of its key in all
/// segments ([#others]): what a deletion still hides.
///
/// **Threads.** Changes are made under `lock` between [#beginChange] and [#endChange]. [#find] takes no lock: it copies
/// an entry and accepts the copy only when the stamp has not moved (I1: the stamp is odd while anything changes). All
/// changes between one begin and end therefore become visible together. Memory is reused, never given back while the
/// store is open, so a reader that loses the race reads nonsense and drops it (I2: it never leaves a slab).
///
/// **Captures** see the directory as of their opening: before a bucket changes, each open capture that still needs it
/// saves it (I3), and no bucket is split while one is open.
final class KeyDirectory {
  /// Wants to save buckets before they change; called under the lock.
  interface Capture {
    void beforeChange(int bucket);
  }

  private static final int SLAB_BYTES = 256 * 1024;
  private static final int UNIT_SHIFT = 2;
  private static final int UNITS_PER_SLAB_SHIFT = 16;
  private static final int UNITS_PER_SLAB_MASK = (1 << UNITS_PER_SLAB_SHIFT) - 1;
  private static final int BUCKET_SLAB_SHIFT = 14;
  private static final int BUCKET_SLAB_MASK = (1 << BUCKET_SLAB_SHIFT) - 1;
  private static final int MAXIMUM_SLABS = (1 << 16) - 1;
  /// More than the keys of one batch can take.
  private static final int SLABS_OF_A_BATCH = 1 << 13;
  private static final int INITIAL_BUCKETS = 64;
  /// Memory of a directory of one key.
  static final long LEAST_BYTES = SLAB_BYTES + (Integer.BYTES << BUCKET_SLAB_SHIFT);

  private static final int OPTIMISTIC_ATTEMPTS = 16;
  private static final int HOPS_BEFORE_DOUBT = 64;
  private static final VarHandle STAMP;

  static {
    try {
      STAMP = MethodHandles.lookup().findVarHandle(KeyDirectory.class, "stamp", long.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private final Object lock;
  private final int maximumSlabs;
  private volatile UnsafeBuffer[] slabs = new UnsafeBuffer[0];
  private volatile UnsafeBuffer[] bucketSlabs = new UnsafeBuffer[] {newSlab(Integer.BYTES << BUCKET_SLAB_SHIFT)};
  private volatile int bucketCount = INITIAL_BUCKETS;
  private final ArrayList<Capture> captures = new ArrayList<>();
  private int[] freeByUnits = new int[64];
  private int nextUnit = 1;
  private int entryCount;
  private int tombstoneCount;

  @SuppressWarnings("unused") // through STAMP
  private long stamp;

  /// An empty directory; `lock` guards every change.
  KeyDirectory(Object lock) {
    this(lock, MAXIMUM_SLABS);
  }

  /// An empty directory of at most so many slabs.
  KeyDirectory(Object lock, int maximumSlabs) {
    this.lock = lock;
    this.maximumSlabs = maximumSlabs;
  }

  private static UnsafeBuffer newSlab(int bytes) {
    return new UnsafeBuffer(ByteBuffer.allocateDirect(bytes));
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
      int reference = search(hash, key, offset, length, before);
      boolean isFound = reference != 0 && read(reference, target);
      VarHandle.acquireFence();
      if ((long) STAMP.getOpaque(this) == before) {
        return isFound;
      }
    }
    synchronized (lock) {
      int reference = locate(hash, key, offset, length);
      return reference != 0 && read(reference, target);
    }
  }

  /// The reference of a key's entry, 0 for none. Under the lock.
  int locate(int hash, DirectBuffer key, int offset, int length) {
    return search(hash, key, offset, length, (long) STAMP.getOpaque(this));
  }

  private int search(int hash, DirectBuffer key, int offset, int length, long stampBefore) {
    int buckets = bucketCount;
    int bucket = bucketOf(hash, buckets);
    UnsafeBuffer[] heads = bucketSlabs;
    UnsafeBuffer[] entries = slabs;
    if (bucket >>> BUCKET_SLAB_SHIFT >= heads.length) {
      return 0;
    }
    int reference =
        heads[bucket >>> BUCKET_SLAB_SHIFT].getInt((bucket & BUCKET_SLAB_MASK) << 2);
    for (int hops = 0; reference != 0; hops++) {
      int slab = reference >>> UNITS_PER_SLAB_SHIFT;
      int base = (reference & UNITS_PER_SLAB_MASK) << UNIT_SHIFT;
      if (slab >= entries.length || base + KEY_OFFSET > SLAB_BYTES) {
        return 0;
      }
      UnsafeBuffer buffer = entries[slab];
      int keyLength = buffer.getShort(base + KeyEntryDescriptor.KEY_LENGTH_OFFSET) & 0xffff;
      if (keyLength == length
          && base + KEY_OFFSET + length <= SLAB_BYTES
          && KeyOrder.isEqual(buffer, base + KEY_OFFSET, key, offset, length)) {
        return reference;
      }
      if (hops > HOPS_BEFORE_DOUBT && (long) STAMP.getAcquire(this) != stampBefore) {
        return 0;
      }
      reference = buffer.getInt(base + KeyEntryDescriptor.NEXT_OFFSET);
    }
    return 0;
  }

  /// The first entry of a hash's chain, 0 for none. Under the lock.
  int first(int hash) {
    return head(bucketOf(hash, bucketCount));
  }

  /// The first entry of the chain that the split after `ahead` others is going to divide, 0 for none. Under the lock.
  int firstToSplit(int ahead) {
    return head(splitSource(bucketCount + ahead));
  }

  /// How many splits the insertion of `count` keys brings. Under the lock.
  int splitsFor(int count) {
    return Math.clamp((long) entryCount + count - bucketCount, 0, count);
  }

  /// The first byte of an entry's key. Under the lock.
  byte firstKeyByte(int reference) {
    return slabOf(reference).getByte(baseOf(reference) + KEY_OFFSET);
  }

  private static int bucketOf(int hash, int buckets) {
    int mask = (Integer.highestOneBit(buckets) << 1) - 1;
    int bucket = hash & mask;
    return bucket < buckets ? bucket : hash & (mask >>> 1);
  }

  /// Copies the entry at `reference`; always true.
  boolean read(int reference, KeyLocation target) {
    UnsafeBuffer[] entries = slabs;
    int slab = reference >>> UNITS_PER_SLAB_SHIFT;
    int base = baseOf(reference);
    KeyEntry.decode(entries[slab], base, target);
    return true;
  }

  /// How many records of its key there are beside the one that an entry points to; [KeyEntryDescriptor#MANY_OTHERS] for
  /// so many or more. Under the lock.
  int others(int reference) {
    return KeyEntry.others(slabOf(reference), baseOf(reference));
  }

  /// One more record of the key; returns how many there were. Under the lock.
  int addOther(int reference) {
    int count = others(reference);
    if (count < KeyEntryDescriptor.MANY_OTHERS) {
      KeyEntry.writeOthers(slabOf(reference), baseOf(reference), count + 1);
    }
    return count;
  }

  /// One record less; returns how many are left. What was no longer counted stays so. Under the lock.
  int removeOther(int reference) {
    int count = others(reference);
    Invariant.check(count > 0, "a record that goes was counted");
    if (count == KeyEntryDescriptor.MANY_OTHERS) {
      return count;
    }
    KeyEntry.writeOthers(slabOf(reference), baseOf(reference), count - 1);
    return count - 1;
  }

  private static int baseOf(int reference) {
    return (reference & UNITS_PER_SLAB_MASK) << UNIT_SHIFT;
  }

  private UnsafeBuffer slabOf(int reference) {
    return slabs[reference >>> UNITS_PER_SLAB_SHIFT];
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

  /// Adds a key that [#locate] did not find. Inside a change.
  void insert(int hash, DirectBuffer key, int offset, int length, KeyLocation location) {
    int reference = allocate(unitsOf(length));
    UnsafeBuffer buffer = slabOf(reference);
    int base = baseOf(reference);
    int bucket = bucketOf(hash, bucketCount);
    saveForCaptures(bucket);
    buffer.putShort(base + KeyEntryDescriptor.KEY_LENGTH_OFFSET, (short) length);
    buffer.putBytes(base + KEY_OFFSET, key, offset, length);
    KeyEntry.write(buffer, base, location, 0);
    buffer.putInt(base + KeyEntryDescriptor.NEXT_OFFSET, head(bucket));
    setHead(bucket, reference);
    entryCount++;
    if (location.isTombstone()) {
      tombstoneCount++;
    }
    for (int i = 0; i < 4 && entryCount > bucketCount && captures.isEmpty(); i++) {
      split();
    }
  }

  /// Has the entry point to another record; it counts as many others as before. Inside a change.
  void update(int hash, int reference, KeyLocation location) {
    saveForCaptures(bucketOf(hash, bucketCount));
    UnsafeBuffer buffer = slabOf(reference);
    int base = baseOf(reference);
    boolean wasTombstone =
        (buffer.getInt(base + KeyEntryDescriptor.LENGTH_OFFSET) & KeyEntryDescriptor.FLAG_TOMBSTONE) != 0;
    tombstoneCount += (location.isTombstone() ? 1 : 0) - (wasTombstone ? 1 : 0);
    KeyEntry.write(buffer, base, location, KeyEntry.others(buffer, base));
  }

  /// Forgets a key. Inside a change.
  void remove(int hash, int reference) {
    int bucket = bucketOf(hash, bucketCount);
    saveForCaptures(bucket);
    UnsafeBuffer buffer = slabOf(reference);
    int base = baseOf(reference);
    int after = buffer.getInt(base + KeyEntryDescriptor.NEXT_OFFSET);
    int previous = 0;
    for (int at = head(bucket); at != reference; at = next(at)) {
      previous = at;
    }
    if (previous == 0) {
      setHead(bucket, after);
    } else {
      setNext(previous, after);
    }
    entryCount--;
    if ((buffer.getInt(base + KeyEntryDescriptor.LENGTH_OFFSET) & KeyEntryDescriptor.FLAG_TOMBSTONE) != 0) {
      tombstoneCount--;
    }
    int keyLength = buffer.getShort(base + KeyEntryDescriptor.KEY_LENGTH_OFFSET) & 0xffff;
    int units = unitsOf(keyLength);
    if (units >= freeByUnits.length) {
      freeByUnits = Arrays.copyOf(freeByUnits, Math.max(units + 1, 2 * freeByUnits.length));
    }
    setNext(reference, freeByUnits[units]);
    freeByUnits[units] = reference;
  }

  private int allocate(int units) {
    if (units < freeByUnits.length && freeByUnits[units] != 0) {
      int reference = freeByUnits[units];
      freeByUnits[units] = next(reference);
      return reference;
    }
    int slabCount = slabs.length;
    boolean isRoomy =
        (nextUnit & 0xffffffffL) + units <= (long) slabCount << UNITS_PER_SLAB_SHIFT;
    if (!isRoomy) {
      if (slabCount == maximumSlabs) {
        throw new IllegalStateException("the key directory is full at " + memoryBytes() + " bytes");
      }
      UnsafeBuffer[] grown = Arrays.copyOf(slabs, slabCount + 1);
      grown[slabCount] = newSlab(SLAB_BYTES);
      slabs = grown;
      nextUnit = Math.max(1, slabCount << UNITS_PER_SLAB_SHIFT);
    }
    int reference = nextUnit;
    nextUnit += units;
    return reference;
  }

  private void split() {
    int made = bucketCount;
    int source = splitSource(made);
    if (made >>> BUCKET_SLAB_SHIFT == bucketSlabs.length) {
      UnsafeBuffer[] grown = Arrays.copyOf(bucketSlabs, bucketSlabs.length + 1);
      grown[grown.length - 1] = newSlab(Integer.BYTES << BUCKET_SLAB_SHIFT);
      bucketSlabs = grown;
    }
    int staying = 0;
    int moving = 0;
    for (int at = head(source); at != 0; ) {
      int after = next(at);
      UnsafeBuffer buffer = slabOf(at);
      int base = baseOf(at);
      int keyLength = buffer.getShort(base + KeyEntryDescriptor.KEY_LENGTH_OFFSET) & 0xffff;
      if (bucketOf(hash(buffer, base + KEY_OFFSET, keyLength), made + 1) == made) {
        setNext(at, moving);
        moving = at;
      } else {
        setNext(at, staying);
        staying = at;
      }
      at = after;
    }
    setHead(source, staying);
    setHead(made, moving);
    bucketCount = made + 1;
  }

  /// The bucket whose keys are divided when bucket `made` is added.
  private static int splitSource(int made) {
    return made - Integer.highestOneBit(made);
  }

  private int head(int bucket) {
    return bucketSlabs[bucket >>> BUCKET_SLAB_SHIFT].getInt((bucket & BUCKET_SLAB_MASK) << 2);
  }

  private void setHead(int bucket, int reference) {
    bucketSlabs[bucket >>> BUCKET_SLAB_SHIFT].putInt((bucket & BUCKET_SLAB_MASK) << 2, reference);
  }

  /// The entry behind another in its chain, 0 for none. Under the lock.
  int next(int reference) {
    return slabOf(reference).getInt(baseOf(reference) + KeyEntryDescriptor.NEXT_OFFSET);
  }

  private void setNext(int reference, int after) {
    slabOf(reference).putInt(baseOf(reference) + KeyEntryDescriptor.NEXT_OFFSET, after);
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
    int position = 0;
    for (int at = head(bucket); at != 0; at = next(at)) {
      UnsafeBuffer buffer = slabOf(at);
      int base = baseOf(at);
      int keyLength = buffer.getShort(base + KeyEntryDescriptor.KEY_LENGTH_OFFSET) & 0xffff;
      target.putBytes(position, buffer, base, KEY_OFFSET + keyLength);
      position += KEY_OFFSET + keyLength;
    }
    return position;
  }

  /// Number of buckets. Under the lock, or while a capture is open.
  int bucketCount() {
    return bucketCount;
  }

  /// Keys known, tombstones included. Under the lock.
  int entryCount() {
    return entryCount;
  }

  /// Keys known as deleted. Under the lock.
  int tombstoneCount() {
    return tombstoneCount;
  }

  /// Units of memory of an entry whose key has that length.
  static int unitsOf(int keyLength) {
    return (KEY_OFFSET + keyLength + 3) >>> UNIT_SHIFT;
  }

  /// Whether a removed entry has left room for a key of that length. Under the lock.
  boolean hasFreePlace(int keyLength) {
    int units = unitsOf(keyLength);
    return units < freeByUnits.length && freeByUnits[units] != 0;
  }

  /// The most that [#memoryBytes] can be once the keys of `more` are inserted. Under the lock.
  long memoryBytesWith(KeyDemand more) {
    long buckets = Math.max(bucketCount, entryCount + more.entries());
    long bucketSlabsThen = Math.max(bucketSlabs.length, (buckets + BUCKET_SLAB_MASK) >>> BUCKET_SLAB_SHIFT);
    return slabsWith(more) * SLAB_BYTES + (bucketSlabsThen << BUCKET_SLAB_SHIFT) * Integer.BYTES;
  }

  private long slabsWith(KeyDemand more) {
    long roomUnits = ((long) slabs.length << UNITS_PER_SLAB_SHIFT) - (nextUnit & 0xffffffffL);
    // The end of a slab that is too short for an entry is lost; it is always shorter than the longest.
    long usableUnits = (1L << UNITS_PER_SLAB_SHIFT) - more.longestUnits();
    return slabs.length + (more.units() <= roomUnits ? 0 : (more.units() + usableUnits - 1) / usableUnits);
  }

  /// Whether any batch fits without passing what references can tell apart, so that nobody needs to reckon. Any thread.
  boolean isRoomy() {
    return slabs.length <= maximumSlabs - SLABS_OF_A_BATCH;
  }

  /// Whether the keys of `more` can be told apart by references beside those there are. Under the lock.
  boolean canAddress(KeyDemand more) {
    return slabsWith(more) <= maximumSlabs;
  }

  /// Memory of entries that references can tell apart.
  long addressableBytes() {
    return (long) maximumSlabs * SLAB_BYTES;
  }

  /// Memory held, used or not.
  long memoryBytes() {
    return (long) slabs.length * SLAB_BYTES + ((long) bucketSlabs.length << BUCKET_SLAB_SHIFT) * Integer.BYTES;
  }
}
