package org.rumbench.storage;

import java.util.List;

/// What a [ByteLedger] had counted at one moment.
///
/// @param rows  one per [IoPurpose], in its order
/// @param space what the files take at this moment
public record LedgerSnapshot(List<Row> rows, Space space) {
  /// Everything counted under one purpose.
  ///
  /// @param purpose           the cause
  /// @param appendCalls       calls of append
  /// @param appendedBytes     logical bytes appended
  /// @param issuedBytes       bytes given to the medium, padding and rewritten metadata included
  /// @param readCalls         calls of read
  /// @param requestedBytes    bytes the caller asked for
  /// @param transferredBytes  bytes moved from the medium or its cache to answer, alignment included
  /// @param syncs             syncs given to the medium for files created under this purpose
  public record Row(
      IoPurpose purpose,
      long appendCalls,
      long appendedBytes,
      long issuedBytes,
      long readCalls,
      long requestedBytes,
      long transferredBytes,
      long syncs) {}

  /// Bytes on the medium and the flows that led there, for each of the three lengths.
  ///
  /// @param live      of files that are listed
  /// @param pinned    of files that are removed but still referenced
  /// @param appended  ever added (for allocated: reserved or written)
  /// @param removed   gone with a file whose last reference went
  /// @param truncated cut off by truncate, or unused reservation given back by seal
  /// @param files     listed files
  public record Space(Lengths live, Lengths pinned, Lengths appended, Lengths removed, Lengths truncated, int files) {
    /// Whether the conservation law of [Storage] holds for each length.
    public boolean isConserved() {
      return appended.minus(removed).minus(truncated).equals(live.plus(pinned));
    }
  }

  /// The three lengths of a file or of a set of files, in bytes.
  public record Lengths(long logicalBytes, long issuedBytes, long allocatedBytes) {
    /// No bytes at all.
    public static final Lengths ZERO = new Lengths(0, 0, 0);

    /// Sum.
    public Lengths plus(Lengths other) {
      return new Lengths(
          logicalBytes + other.logicalBytes,
          issuedBytes + other.issuedBytes,
          allocatedBytes + other.allocatedBytes);
    }

    /// Difference.
    public Lengths minus(Lengths other) {
      return new Lengths(
          logicalBytes - other.logicalBytes,
          issuedBytes - other.issuedBytes,
          allocatedBytes - other.allocatedBytes);
    }
  }

  /// The row of one purpose.
  public Row row(IoPurpose purpose) {
    return rows.get(purpose.ordinal());
  }

  /// This minus `earlier`, row by row; the space is this one's.
  public LedgerSnapshot since(LedgerSnapshot earlier) {
    return new LedgerSnapshot(
        rows.stream().map(row -> difference(row, earlier.row(row.purpose()))).toList(), space);
  }

  /// This with the rows of an earlier life over the same files added; the space is this one's.
  public LedgerSnapshot after(LedgerSnapshot earlier) {
    return new LedgerSnapshot(rows.stream().map(row -> sum(row, earlier.row(row.purpose()))).toList(), space);
  }

  private static Row sum(Row a, Row b) {
    return new Row(
        a.purpose,
        a.appendCalls + b.appendCalls,
        a.appendedBytes + b.appendedBytes,
        a.issuedBytes + b.issuedBytes,
        a.readCalls + b.readCalls,
        a.requestedBytes + b.requestedBytes,
        a.transferredBytes + b.transferredBytes,
        a.syncs + b.syncs);
  }

  private static Row difference(Row now, Row then) {
    return new Row(
        now.purpose,
        now.appendCalls - then.appendCalls,
        now.appendedBytes - then.appendedBytes,
        now.issuedBytes - then.issuedBytes,
        now.readCalls - then.readCalls,
        now.requestedBytes - then.requestedBytes,
        now.transferredBytes - then.transferredBytes,
        now.syncs - then.syncs);
  }
}
