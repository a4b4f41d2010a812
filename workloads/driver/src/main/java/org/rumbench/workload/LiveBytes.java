package org.rumbench.workload;

import java.util.Arrays;
import org.agrona.collections.Long2ObjectHashMap;
import org.jspecify.annotations.Nullable;

/// The exact oracle of live key and value bytes, the denominator of space amplification.
///
/// For each record it knows the size, key and value, that the store holds, 0 when there is none; or the least and the
/// greatest it may hold, while writes are under way and after writes whose outcome nobody knows. A write that is done
/// settles the record, whatever was unknown before it began: the later version wins. Of writes that overlap, any may be
/// the last. Costs 8 bytes of heap a record. Any thread; several drivers share one.
public final class LiveBytes {
  private int[] low;
  private int[] high;
  private long lowTotal;
  private long highTotal;
  private long lowRecords;
  private long highRecords;
  private final Long2ObjectHashMap<Writes> underWay = new Long2ObjectHashMap<>();
  private @Nullable Writes spare;

  /// The writes under way on one record, since there were none.
  private static final class Writes {
    private int count;
    private int baseLow;
    private int baseHigh;
    private boolean isAnyApplied;
    private int outcomeLow;
    private int outcomeHigh;
    private @Nullable Writes nextSpare;

    void begin(int recordLow, int recordHigh) {
      count = 0;
      baseLow = recordLow;
      baseHigh = recordHigh;
      isAnyApplied = false;
      outcomeLow = Integer.MAX_VALUE;
      outcomeHigh = 0;
    }
  }

  /// An empty store, with room for `expectedRecords` before the first growth.
  public LiveBytes(long expectedRecords) {
    int capacity = Math.clamp(expectedRecords, 16, Integer.MAX_VALUE - 64);
    low = new int[capacity];
    high = new int[capacity];
  }

  /// A write is about to be submitted that leaves the record with `bytes` of key and value, 0 for a delete.
  public synchronized void onWriteBegun(long record, int bytes) {
    int index = indexOf(record);
    Writes writes = underWay.get(record);
    if (writes == null) {
      writes = take();
      writes.begin(low[index], high[index]);
      underWay.put(record, writes);
    }
    writes.count++;
    set(index, Math.min(low[index], bytes), Math.max(high[index], bytes));
  }

  /// The write of `bytes` ended with `effect`.
  public synchronized void onWriteEnded(long record, int bytes, Outcome.Effect effect) {
    Writes writes = underWay.get(record);
    if (writes == null) {
      throw new IllegalStateException("no write of record " + record + " is under way");
    }
    if (effect != Outcome.Effect.NONE) {
      writes.isAnyApplied |= effect == Outcome.Effect.APPLIED;
      writes.outcomeLow = Math.min(writes.outcomeLow, bytes);
      writes.outcomeHigh = Math.max(writes.outcomeHigh, bytes);
    }
    writes.count--;
    if (writes.count > 0) {
      return;
    }
    if (writes.isAnyApplied) {
      set(indexOf(record), writes.outcomeLow, writes.outcomeHigh);
    } else {
      set(indexOf(record), Math.min(writes.baseLow, writes.outcomeLow), Math.max(writes.baseHigh, writes.outcomeHigh));
    }
    underWay.remove(record);
    writes.nextSpare = spare;
    spare = writes;
  }

  private Writes take() {
    Writes taken = spare;
    if (taken == null) {
      return new Writes();
    }
    spare = taken.nextSpare;
    return taken;
  }

  private int indexOf(long record) {
    int index = Math.toIntExact(record);
    if (index >= low.length) {
      int capacity = (int) Math.min(Integer.MAX_VALUE - 64, Math.max(index + 1L, low.length * 3L / 2));
      low = Arrays.copyOf(low, capacity);
      high = Arrays.copyOf(high, capacity);
    }
    return index;
  }

  private void set(int index, int newLow, int newHigh) {
    lowTotal += newLow - low[index];
    highTotal += newHigh - high[index];
    lowRecords += Integer.signum(newLow) - Integer.signum(low[index]);
    highRecords += Integer.signum(newHigh) - Integer.signum(high[index]);
    low[index] = newLow;
    high[index] = newHigh;
  }

  /// Whether the store certainly holds the record, whichever writes under way come out how.
  synchronized boolean isSurelyLive(long record) {
    return record < low.length && low[(int) record] > 0;
  }

  /// The state as of now.
  public synchronized Extent extent() {
    return new Extent(lowTotal, highTotal, lowRecords, highRecords);
  }

  /// Live bytes and records, as intervals that are points when every outcome is known.
  ///
  /// @param lowBytes    least key and value bytes
  /// @param highBytes   most key and value bytes
  /// @param lowRecords  least records
  /// @param highRecords most records
  public record Extent(long lowBytes, long highBytes, long lowRecords, long highRecords) {
    /// Whether the figure is one number.
    public boolean isExact() {
      return lowBytes == highBytes && lowRecords == highRecords;
    }
  }
}
