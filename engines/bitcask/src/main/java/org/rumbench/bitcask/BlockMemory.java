package org.rumbench.bitcask;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Deque;
import org.agrona.concurrent.UnsafeBuffer;
import org.rumbench.runtime.Invariant;

/// Room for the blocks of the key directory, outside the heap: runs of 16-byte units in slabs of 64 KiB; a longer block
/// has a slab of its own.
///
/// ```
///   block                       free run
///   0      4                    0        4       8          12
///  +------+-----------------+  +--------+-------+----------+--------
///  | used | used bytes, pad |  | -units | next  | previous | nothing
///  +------+-----------------+  +--------+-------+----------+--------
/// ```
///
/// A reference is a slab and a unit in it (20 and 12 bits); 0 is none. A block takes exactly the units that its used bytes
/// need. Free runs wait in a list for each length and are given out at equal length, or cut. A new slab comes only once
/// little is free in all; before that, a slab with much free room is evacuated: its blocks go behind each other into an
/// empty one, and it is the next empty one. So memory is bounded by what blocks use, whatever came and went. Blocks of
/// up to [#SHORT_UNITS] share slabs well; of longer ones as much may stay free in each slab as the longest takes, up to
/// half of it.
///
/// One owner, inside changes of the directory; readers look at slabs beside it. Memory is reused and never given back
/// while anybody can look at it.
final class BlockMemory {
  /// Hears that a block has moved.
  interface Owner {
    void onMoved(int from, int to);
  }

  static final int UNIT_BYTES = 16;
  static final int HEADER_BYTES = 4;
  static final int SLAB_UNITS = 1 << 12;
  static final int SLAB_BYTES = SLAB_UNITS * UNIT_BYTES;
  static final int MAXIMUM_SLABS = (1 << 20) - 1;
  /// Slabs that blocks may need beyond what they fill: the one being filled, the empty one, and one for a longer block
  /// before the one in its place is given back.
  private static final int SLABS_TO_SPARE = 3;

  /// Of blocks up to this length one evacuation makes room for another, once a 32nd of all is free.
  private static final int SHORT_UNITS = SLAB_UNITS / 33;
  /// Evacuations of slabs with so much free room are worth their copying even when a block needs several of them.
  private static final int FREE_UNITS_WORTH_MOVING = SLAB_UNITS / 8;
  private static final int MOST_EVACUATIONS = 16;
  private static final int UNIT_BITS = 12;
  private static final int NEXT_OFFSET = 4;
  private static final int PREVIOUS_OFFSET = 8;
  private static final int NONE = -1;

  /// Where slabs lie: a look there waits for memory once less than one that asks the slab's buffer for its address.
  /// Whoever keeps this keeps their memory: slabs are added to it and none is taken out, one less makes another.
  static final class Slabs {
    private static final UnsafeBuffer NONE_YET = new UnsafeBuffer(new byte[0]);

    private final UnsafeBuffer[] buffers;
    private final long[] addresses;
    private final int[] lengths;

    private Slabs(UnsafeBuffer[] buffers, long[] addresses, int[] lengths) {
      this.buffers = buffers;
      this.addresses = addresses;
      this.lengths = lengths;
    }

    /// The address of a slab. Looked for while slabs are added, a new one may have none, 0, or no length yet.
    long address(int slab) {
      return slab < addresses.length ? addresses[slab] : 0;
    }

    /// Its length in bytes.
    int lengthBytes(int slab) {
      return slab < lengths.length ? lengths[slab] : 0;
    }

    private void add(int slab, UnsafeBuffer buffer) {
      buffers[slab] = buffer;
      addresses[slab] = buffer.addressOffset();
      lengths[slab] = buffer.capacity();
    }

    private Slabs grown(int length) {
      UnsafeBuffer[] more = Arrays.copyOf(buffers, length);
      Arrays.fill(more, buffers.length, length, NONE_YET);
      return new Slabs(more, Arrays.copyOf(addresses, length), Arrays.copyOf(lengths, length));
    }

    private Slabs without(int slab) {
      Slabs others = grown(buffers.length);
      others.buffers[slab] = NONE_YET;
      others.addresses[slab] = 0;
      others.lengths[slab] = 0;
      return others;
    }
  }

  private final Owner owner;
  private volatile Slabs slabs = new Slabs(new UnsafeBuffer[0], new long[0], new int[0]);
  private int[] freeUnitsOf = new int[0];
  private final int[] firstFree = new int[SLAB_UNITS + 1];
  private final BitSet freeLengths = new BitSet(SLAB_UNITS + 1);
  private final Deque<Integer> goneSlabs = new ArrayDeque<>();
  private int slabCount;
  private int filling = NONE;
  private int fillUnit = SLAB_UNITS;
  private int empty = NONE;
  private int lastEvacuated;
  private int sharedSlabs;
  private long ownSlabBytes;
  private int longestUnits;
  private long liveUnits;
  private long freeUnits;

  /// No memory yet.
  BlockMemory(Owner owner) {
    this.owner = owner;
  }

  // ---- what anybody may ask

  /// All slabs; what lies in them may change meanwhile.
  Slabs slabs() {
    return slabs;
  }

  static int slabOf(int reference) {
    return reference >>> UNIT_BITS;
  }

  static int baseOf(int reference) {
    return (reference & (SLAB_UNITS - 1)) * UNIT_BYTES;
  }

  /// Units of a block of so many bytes.
  static int unitsOf(int usedBytes) {
    return (HEADER_BYTES + usedBytes + UNIT_BYTES - 1) / UNIT_BYTES;
  }

  // ---- what the owner asks

  UnsafeBuffer buffer(int reference) {
    return slab(slabOf(reference));
  }

  UnsafeBuffer slab(int index) {
    return slabs.buffers[index];
  }

  int used(int reference) {
    return buffer(reference).getInt(baseOf(reference));
  }

  void setUsed(int reference, int usedBytes) {
    buffer(reference).putInt(baseOf(reference), usedBytes);
  }

  /// Units of all blocks.
  long liveUnits() {
    return liveUnits;
  }

  int slabCount() {
    return slabCount;
  }

  /// Memory held, used or not.
  long memoryBytes() {
    return (long) sharedSlabs * SLAB_BYTES + ownSlabBytes;
  }

  /// The most that [#memoryBytes] can be when `blocks` blocks have grown by `moreUnits` in all, one of them by at most
  /// `growthUnits`, and up to `sparableUnits` may be free.
  long memoryBytesWith(long blocks, long moreUnits, long growthUnits, long sparableUnits) {
    long longest = longestUnits + Math.min(moreUnits, growthUnits);
    long sharing = sharedBytes(liveUnits + moreUnits, longest, sparableUnits) + ownSlabBytes;
    if (longest <= SLAB_UNITS) {
      return sharing;
    }
    // A block that gets slabs of its own takes what it held along.
    long own = (moreUnits + blocks * Math.min(longestUnits, SLAB_UNITS)) * UNIT_BYTES;
    return blocks > 1
        ? sharing + own
        : Math.max(sharing, sharedBytes(liveUnits, longestUnits, sparableUnits) + ownSlabBytes + own);
  }

  private long sharedBytes(long units, long longest, long sparableUnits) {
    return Math.max(sharedSlabs, slabsAt(units, Math.max(sparableUnits, strandedUnits(units, longest)))) * SLAB_BYTES;
  }

  /// Units that may be free where no block fits, when all take `units` and the longest so many.
  private static long strandedUnits(long units, long longest) {
    if (longest <= SHORT_UNITS) {
      return 0;
    }
    // A slab with more free room than a block needs gives it room; of two with less than half in use one gets empty.
    return longest <= SLAB_UNITS / 2 ? units * longest / (SLAB_UNITS - longest) + SLAB_UNITS : units;
  }

  /// Slabs that suffice then.
  static long slabsAt(long units, long sparableUnits) {
    return (units + sparableUnits + SLAB_UNITS - 1) / SLAB_UNITS + SLABS_TO_SPARE;
  }

  /// Makes room for a block of that length: memory that is free beyond `sparableUnits` is gathered first.
  void makeRoom(int units, long sparableUnits) {
    if (filling == NONE) {
      fill(addSlab(SLAB_BYTES));
      empty = addSlab(SLAB_BYTES);
    }
    if (units > SLAB_UNITS) {
      return;
    }
    int usefulUnits = Math.min(units, FREE_UNITS_WORTH_MOVING);
    boolean isUseful = true;
    for (int i = 0; i < MOST_EVACUATIONS && isUseful && freeUnits > sparableUnits && !hasRoom(units); i++) {
      isUseful = evacuate(usefulUnits);
    }
    if (!hasRoom(units)) {
      fill(addSlab(SLAB_BYTES));
    }
  }

  private boolean hasRoom(int units) {
    return firstFree[units] != 0 || fillUnit + units <= SLAB_UNITS || freeLengths.nextSetBit(units + 1) >= 0;
  }

  /// A new block, of undefined content; room has been made. The owner sets its used bytes at once.
  int take(int units) {
    int own = units > SLAB_UNITS ? addSlab(units * UNIT_BYTES) : NONE;
    liveUnits += units;
    longestUnits = Math.max(longestUnits, units);
    if (own != NONE) {
      ownSlabBytes += (long) units * UNIT_BYTES;
      return own << UNIT_BITS;
    }
    if (firstFree[units] != 0) {
      int found = firstFree[units];
      unlink(found);
      return found;
    }
    if (fillUnit + units <= SLAB_UNITS) {
      return takeNext(units);
    }
    int longer = freeLengths.nextSetBit(units + 1);
    Invariant.check(longer > 0, "room is made before a block is taken");
    int cut = firstFree[longer];
    unlink(cut);
    link(cut + units, longer - units);
    return cut;
  }

  private int takeNext(int units) {
    int reference = (filling << UNIT_BITS) | fillUnit;
    fillUnit += units;
    return reference;
  }

  /// A block of that many units is gone.
  void give(int reference, int units) {
    liveUnits -= units;
    if (units <= SLAB_UNITS) {
      link(reference, units);
      return;
    }
    // Whoever still looks at it keeps its memory.
    ownSlabBytes -= (long) units * UNIT_BYTES;
    slabs = slabs.without(slabOf(reference));
    goneSlabs.add(slabOf(reference));
  }

  /// A block that shares its slab needs fewer units at its end.
  void shrink(int reference, int fromUnits, int toUnits) {
    if (toUnits < fromUnits) {
      liveUnits -= fromUnits - toUnits;
      link(reference + toUnits, fromUnits - toUnits);
    }
  }

  private int addSlab(int bytes) {
    UnsafeBuffer slab = new UnsafeBuffer(ByteBuffer.allocateDirect(bytes));
    boolean isShared = bytes == SLAB_BYTES;
    sharedSlabs += isShared ? 1 : 0;
    Integer gone = goneSlabs.poll();
    int index = gone == null ? slabCount++ : gone;
    Invariant.check(index <= MAXIMUM_SLABS, "a reference tells all slabs apart", index, MAXIMUM_SLABS);
    Slabs present = slabs;
    if (index >= present.buffers.length) {
      present = present.grown(index + 1 + index / 8);
      freeUnitsOf = Arrays.copyOf(freeUnitsOf, present.buffers.length);
    }
    present.add(index, slab);
    slabs = present;
    return index;
  }

  /// Blocks go into this slab from now on, which is empty.
  private void fill(int slab) {
    if (filling != NONE && fillUnit < SLAB_UNITS) {
      link((filling << UNIT_BITS) | fillUnit, SLAB_UNITS - fillUnit);
    }
    filling = slab;
    fillUnit = firstUnit(slab);
  }

  /// Nothing lies at reference 0.
  private static int firstUnit(int slab) {
    return slab == 0 ? 1 : 0;
  }

  // ---- free runs

  private void link(int reference, int units) {
    UnsafeBuffer buffer = buffer(reference);
    int base = baseOf(reference);
    int next = firstFree[units];
    buffer.putInt(base, -units);
    buffer.putInt(base + NEXT_OFFSET, next);
    buffer.putInt(base + PREVIOUS_OFFSET, 0);
    if (next != 0) {
      buffer(next).putInt(baseOf(next) + PREVIOUS_OFFSET, reference);
    }
    firstFree[units] = reference;
    freeLengths.set(units);
    freeUnits += units;
    freeUnitsOf[slabOf(reference)] += units;
  }

  private void unlink(int reference) {
    UnsafeBuffer buffer = buffer(reference);
    int base = baseOf(reference);
    int units = -buffer.getInt(base);
    int next = buffer.getInt(base + NEXT_OFFSET);
    int previous = buffer.getInt(base + PREVIOUS_OFFSET);
    if (next != 0) {
      buffer(next).putInt(baseOf(next) + PREVIOUS_OFFSET, previous);
    }
    if (previous != 0) {
      buffer(previous).putInt(baseOf(previous) + NEXT_OFFSET, next);
    } else {
      firstFree[units] = next;
      if (next == 0) {
        freeLengths.clear(units);
      }
    }
    freeUnits -= units;
    freeUnitsOf[slabOf(reference)] -= units;
  }

  // ---- gathering

  /// Moves the blocks of a slab behind those of the slab being filled, and on into the empty one: of one with at least
  /// so many free units, and much more than the average. False when there is none.
  private boolean evacuate(int usefulUnits) {
    int source = freeSlab(Math.max(usefulUnits, (int) (2 * freeUnits / slabCount)));
    if (source == NONE || freeUnitsOf[source] < usefulUnits) {
      return false;
    }
    UnsafeBuffer buffer = slab(source);
    int units;
    for (int unit = firstUnit(source); unit < SLAB_UNITS; unit += units) {
      int reference = (source << UNIT_BITS) | unit;
      int used = buffer.getInt(unit * UNIT_BYTES);
      units = used < 0 ? -used : unitsOf(used);
      if (used < 0) {
        unlink(reference);
      } else {
        move(reference, units);
      }
    }
    Invariant.check(freeUnitsOf[source] == 0, "all of an evacuated slab was seen");
    Invariant.check(empty == NONE || empty != source, "a slab is not evacuated into itself");
    if (empty == NONE) {
      empty = source;
    } else {
      // The slab being filled had room for all of it: now there are two empty ones, and the older is filled next.
      fill(empty);
      empty = source;
    }
    return true;
  }

  /// The next slab with so much free room, or the one with the most.
  private int freeSlab(int units) {
    int freest = NONE;
    for (int i = 0; i < slabCount; i++) {
      int slab = (lastEvacuated + 1 + i) % slabCount;
      if (slab == filling || slab == empty) {
        continue;
      }
      if (freest == NONE || freeUnitsOf[slab] > freeUnitsOf[freest]) {
        freest = slab;
      }
      if (freeUnitsOf[slab] >= units) {
        break;
      }
    }
    lastEvacuated = freest == NONE ? lastEvacuated : freest;
    return freest;
  }

  private void move(int from, int units) {
    if (fillUnit + units > SLAB_UNITS) {
      Invariant.check(empty != NONE, "what a slab held fits the end of another and an empty one");
      fill(empty);
      empty = NONE;
    }
    int to = takeNext(units);
    buffer(to).putBytes(baseOf(to), buffer(from), baseOf(from), units * UNIT_BYTES);
    owner.onMoved(from, to);
  }
}
