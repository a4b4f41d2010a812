package org.rumbench.bitcask;

import static org.rumbench.bitcask.KeyDirectory.KEYS_PER_BUCKET;

/// The memory that the keys of a directory take, how much of it may lie free, and what more keys would bring it to.
///
/// 40 bytes and the key, at most, once there are a hundred thousand keys of up to 96 bytes (32 of the entry; what
/// buckets, rounding and the fixed part leave of the rest may lie free between blocks); of keys up to 200 bytes a
/// thirtieth more, and of longer ones what blocks of eight of them leave at the ends of slabs ([BlockMemory]).
///
/// What is foreseen is never less than what is held afterwards. One owner; under the lock of the directory but for what
/// says otherwise.
final class KeyRoom {
  /// More keys of a batch than any hash sends to one bucket.
  private static final int KEYS_OF_ONE_BUCKET = 32;
  /// More than the keys of one batch can take.
  private static final int SLABS_OF_A_BATCH = 1 << 15;
  /// What an entry may take beside its key.
  private static final int ENTRY_BYTES = 40;
  /// Room that may be free between blocks however much else there is: so many bytes for each entry, or this share.
  private static final int SPARABLE_BYTES = 2;
  private static final int SPARABLE_SHARE = 32;

  /// Memory of a directory of one key.
  static final long LEAST_BYTES =
      BlockMemory.slabsAt(unitsOf(1), BlockMemory.SLAB_UNITS + 1) * BlockMemory.SLAB_BYTES
          + BucketTable.LEAST_BYTES;

  private final BlockMemory memory;
  private final BucketTable buckets;
  private final int maximumSlabs;
  private int entryCount;
  private long keyBytes;

  /// Of no keys, in at most so many slabs.
  KeyRoom(BlockMemory memory, BucketTable buckets, int maximumSlabs) {
    this.memory = memory;
    this.buckets = buckets;
    this.maximumSlabs = maximumSlabs;
  }

  /// A key of that length has come.
  void entered(int keyLength) {
    entryCount++;
    keyBytes += keyLength;
  }

  /// A key of that length has gone.
  void left(int keyLength) {
    entryCount--;
    keyBytes -= keyLength;
  }

  /// Keys there are.
  int entryCount() {
    return entryCount;
  }

  /// Memory held, used or not.
  long memoryBytes() {
    return memory.memoryBytes() + buckets.memoryBytes();
  }

  /// How many units may be free between blocks now.
  long sparableUnits() {
    return sparableUnits(entryCount, keyBytes, memory.liveUnits());
  }

  /// What blocks of so many units and the buckets leave of what entries may take.
  private long sparableUnits(long entries, long keyBytes, long liveUnits) {
    long blockBytes = liveUnits * BlockMemory.UNIT_BYTES + BlockMemory.slabsAt(0, 0) * BlockMemory.SLAB_BYTES;
    long leftBytes = entries * ENTRY_BYTES + keyBytes - blockBytes - buckets.memoryBytes();
    long leastUnits = Math.max(entries * SPARABLE_BYTES / BlockMemory.UNIT_BYTES, liveUnits / SPARABLE_SHARE);
    return Math.max(leftBytes / BlockMemory.UNIT_BYTES, leastUnits + BlockMemory.SLAB_UNITS);
  }

  // ---- more keys

  /// The most units of memory that a key of that length adds.
  static int unitsOf(int keyLength) {
    return (KeyEntryDescriptor.KEY_OFFSET + keyLength + BlockMemory.UNIT_BYTES - 1) / BlockMemory.UNIT_BYTES + 1;
  }

  /// The most that [#memoryBytes] can be once the keys of `more` are inserted.
  long memoryBytesWith(KeyDemand more) {
    return blockBytesWith(more) + buckets.memoryBytesWith(bucketsWith(more));
  }

  private long bucketsWith(KeyDemand more) {
    return Math.max(buckets.count(), (entryCount + more.entries()) / KEYS_PER_BUCKET + 1);
  }

  /// The two blocks of a divided bucket take at most two units more than the one did.
  private long blockBytesWith(KeyDemand more) {
    long units = more.units() + 2 * (bucketsWith(more) - buckets.count());
    long sparable =
        sparableUnits(entryCount + more.entries(), keyBytes + more.keyBytes(), memory.liveUnits() + units);
    return memory.memoryBytesWith(
        more.entries(), units, (long) KEYS_OF_ONE_BUCKET * more.longestUnits(), sparable);
  }

  /// Whether any batch fits without passing what references can tell apart, so that nobody needs to reckon. Any thread.
  boolean isRoomy() {
    return memory.slabCount() <= maximumSlabs - SLABS_OF_A_BATCH;
  }

  /// Whether the keys of `more` can be told apart by references beside those there are.
  boolean canAddress(KeyDemand more) {
    return blockBytesWith(more) <= addressableBytes();
  }

  /// Memory of entries that references can tell apart. Any thread.
  long addressableBytes() {
    return (long) maximumSlabs * BlockMemory.SLAB_BYTES;
  }
}
