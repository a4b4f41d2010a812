package org.rumbench.storage.medium;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.rumbench.storage.ByteLedger;
import org.rumbench.storage.IoPurpose;
import org.rumbench.storage.LedgerSnapshot;
import org.rumbench.storage.LedgerSnapshot.Lengths;
import org.rumbench.storage.LedgerSnapshot.Row;
import org.rumbench.storage.LedgerSnapshot.Space;

/// The byte ledger as counters: one slab of longs per counting thread, added up when somebody asks.
///
/// A slab has one writer, its thread, so that a count is a load, an add and an opaque store; no locked instruction, no
/// allocation after the thread's first count. A slab outlives its thread, so nothing counted is lost. Only
/// [LedgeredStorage] counts, each event in one place.
public final class CountingLedger implements ByteLedger {
  /// What a storage holds at this moment, summed over its files rather than counted: the other side of the
  /// conservation law.
  ///
  /// @param live   of listed files
  /// @param pinned of removed files that are still referenced
  /// @param files  listed files
  public record Holdings(Lengths live, Lengths pinned, int files) {
    /// Sum.
    public Holdings plus(Holdings other) {
      return new Holdings(live.plus(other.live), pinned.plus(other.pinned), files + other.files);
    }
  }

  private static final VarHandle LONGS = MethodHandles.arrayElementVarHandle(long[].class);

  private static final int APPEND_CALLS = 0;
  private static final int APPENDED_BYTES = 1;
  private static final int ISSUED_BYTES = 2;
  private static final int READ_CALLS = 3;
  private static final int REQUESTED_BYTES = 4;
  private static final int TRANSFERRED_BYTES = 5;
  private static final int SYNCS = 6;
  private static final int ROW_LONGS = 8;

  private static final int PURPOSES = IoPurpose.values().length;
  private static final int ALLOCATED = PURPOSES * ROW_LONGS;
  private static final int FOUND = ALLOCATED + 1;
  private static final int REMOVED = FOUND + 3;
  private static final int TRUNCATED = REMOVED + 3;
  private static final int SLAB_LONGS = TRUNCATED + 3;

  private final List<long[]> slabs = new ArrayList<>();
  private final List<Supplier<Holdings>> holders = new ArrayList<>();
  private final ThreadLocal<long[]> ownSlab = ThreadLocal.withInitial(this::newSlab);

  private synchronized long[] newSlab() {
    long[] slab = new long[SLAB_LONGS];
    slabs.add(slab);
    return slab;
  }

  /// Has `holder` asked for what it holds at each [#snapshot].
  synchronized void addHolder(Supplier<Holdings> holder) {
    holders.add(holder);
  }

  /// One append: `appendedBytes` of the owner's, of which `issuedBytes` (padding included) went to the medium with it.
  public void countAppend(IoPurpose purpose, long appendedBytes, long issuedBytes) {
    long[] slab = ownSlab.get();
    int row = purpose.ordinal() * ROW_LONGS;
    add(slab, row + APPEND_CALLS, 1);
    add(slab, row + APPENDED_BYTES, appendedBytes);
    add(slab, row + ISSUED_BYTES, issuedBytes);
  }

  /// One read that asked for `requestedBytes` and moved `transferredBytes`.
  public void countRead(IoPurpose purpose, long requestedBytes, long transferredBytes) {
    long[] slab = ownSlab.get();
    int row = purpose.ordinal() * ROW_LONGS;
    add(slab, row + READ_CALLS, 1);
    add(slab, row + REQUESTED_BYTES, requestedBytes);
    add(slab, row + TRANSFERRED_BYTES, transferredBytes);
  }

  /// One sync given to the medium.
  public void countSync(IoPurpose purpose) {
    add(ownSlab.get(), purpose.ordinal() * ROW_LONGS + SYNCS, 1);
  }

  /// Bytes issued outside an append: a tail padded by a sync or a seal.
  void countIssued(IoPurpose purpose, long issuedBytes) {
    add(ownSlab.get(), purpose.ordinal() * ROW_LONGS + ISSUED_BYTES, issuedBytes);
  }

  /// Bytes moved outside a read: what opening a file takes.
  void countTransferred(IoPurpose purpose, long transferredBytes) {
    add(ownSlab.get(), purpose.ordinal() * ROW_LONGS + TRANSFERRED_BYTES, transferredBytes);
  }

  /// Bytes newly allocated, by reservation or by writing.
  void countAllocated(long bytes) {
    add(ownSlab.get(), ALLOCATED, bytes);
  }

  /// A file of an earlier life, which counts as appended (in the space, under no purpose).
  void countFound(Lengths lengths) {
    addLengths(FOUND, lengths);
  }

  /// A file whose last reference went after its removal.
  void countRemoved(Lengths lengths) {
    addLengths(REMOVED, lengths);
  }

  /// What truncate cut off or seal gave back.
  void countTruncated(Lengths lengths) {
    addLengths(TRUNCATED, lengths);
  }

  private void addLengths(int slot, Lengths lengths) {
    long[] slab = ownSlab.get();
    add(slab, slot, lengths.logicalBytes());
    add(slab, slot + 1, lengths.issuedBytes());
    add(slab, slot + 2, lengths.allocatedBytes());
  }

  private static void add(long[] slab, int slot, long delta) {
    LONGS.setOpaque(slab, slot, slab[slot] + delta);
  }

  @Override
  public synchronized LedgerSnapshot snapshot() {
    long[] sum = new long[SLAB_LONGS];
    for (long[] slab : slabs) {
      for (int slot = 0; slot < SLAB_LONGS; slot++) {
        sum[slot] += (long) LONGS.getOpaque(slab, slot);
      }
    }
    List<Row> rows = new ArrayList<>(PURPOSES);
    long appendedBytes = sum[FOUND];
    long issuedBytes = sum[FOUND + 1];
    for (IoPurpose purpose : IoPurpose.values()) {
      Row row = row(purpose, sum);
      rows.add(row);
      appendedBytes += row.appendedBytes();
      issuedBytes += row.issuedBytes();
    }
    Holdings held = new Holdings(Lengths.ZERO, Lengths.ZERO, 0);
    for (Supplier<Holdings> holder : holders) {
      held = held.plus(holder.get());
    }
    Lengths appended = new Lengths(appendedBytes, issuedBytes, sum[FOUND + 2] + sum[ALLOCATED]);
    Space space = new Space(
        held.live(), held.pinned(), appended, lengths(sum, REMOVED), lengths(sum, TRUNCATED), held.files());
    return new LedgerSnapshot(List.copyOf(rows), space);
  }

  private static Row row(IoPurpose purpose, long[] sum) {
    int row = purpose.ordinal() * ROW_LONGS;
    return new Row(
        purpose,
        sum[row + APPEND_CALLS],
        sum[row + APPENDED_BYTES],
        sum[row + ISSUED_BYTES],
        sum[row + READ_CALLS],
        sum[row + REQUESTED_BYTES],
        sum[row + TRANSFERRED_BYTES],
        sum[row + SYNCS]);
  }

  private static Lengths lengths(long[] sum, int slot) {
    return new Lengths(sum[slot], sum[slot + 1], sum[slot + 2]);
  }
}
