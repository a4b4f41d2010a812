package org.rumbench.reference;

import java.util.ArrayList;
import java.util.List;
import org.rumbench.storage.IoPurpose;
import org.rumbench.storage.LedgerSnapshot;

/// An engine's own figures as rows of a ledger, in the making. One owner.
public final class LedgerRows {
  private final List<LedgerSnapshot.Row> rows = new ArrayList<>();

  /// Nothing anywhere.
  public LedgerRows() {
    for (IoPurpose purpose : IoPurpose.values()) {
      rows.add(new LedgerSnapshot.Row(purpose, 0, 0, 0, 0, 0, 0, 0));
    }
  }

  /// Bytes written under a purpose.
  public void wrote(IoPurpose purpose, long calls, long bytes, long syncs) {
    LedgerSnapshot.Row row = rows.get(purpose.ordinal());
    rows.set(
        purpose.ordinal(),
        new LedgerSnapshot.Row(
            purpose, calls, bytes, bytes, row.readCalls(), row.requestedBytes(), row.transferredBytes(), syncs));
  }

  /// Bytes read under a purpose.
  public void read(IoPurpose purpose, long calls, long bytes) {
    LedgerSnapshot.Row row = rows.get(purpose.ordinal());
    rows.set(
        purpose.ordinal(),
        new LedgerSnapshot.Row(
            purpose, row.appendCalls(), row.appendedBytes(), row.issuedBytes(), calls, bytes, bytes, row.syncs()));
  }

  /// The ledger.
  public LedgerSnapshot snapshot(LedgerSnapshot.Space space) {
    return new LedgerSnapshot(List.copyOf(rows), space);
  }
}
