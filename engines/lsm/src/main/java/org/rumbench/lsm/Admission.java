package org.rumbench.lsm;

import org.agrona.DirectBuffer;
import org.rumbench.engine.RecordView;
import org.rumbench.engine.WriteBatch;
import org.rumbench.lsm.table.GrowingBuffer;
import org.rumbench.runtime.Invariant;

/// Sorts out the records of a batch that lie at or below the purge version: they came too late, may have been purged
/// already, and are refused. One writer at a time; the count of the refused may be read by any thread.
public final class Admission {
  private final RecordView view = new RecordView();
  private final GrowingBuffer admitted = new GrowingBuffer(256);
  private int admittedCount;
  private volatile long refusedCount;

  /// Copies the records of `batch` above `purgeVersion`, in their order, and counts the others.
  public void admit(WriteBatch batch, long purgeVersion) {
    admitted.clear();
    admittedCount = 0;
    int position = 0;
    while (position < batch.lengthBytes()) {
      int end = view.wrap(batch.buffer(), position, batch.lengthBytes());
      Invariant.check(end > position, "a batch holds whole records", position, batch.lengthBytes());
      if (view.version() > purgeVersion) {
        admitted.putBytes(batch.buffer(), position, end - position);
        admittedCount++;
      }
      position = end;
    }
    refusedCount = refusedCount() + batch.recordCount() - admittedCount;
  }

  /// The encoded records of the last batch that were admitted; valid until the next call of [#admit].
  public DirectBuffer buffer() {
    return admitted.buffer();
  }

  /// Their length.
  public int lengthBytes() {
    return admitted.length();
  }

  /// Their number.
  public int count() {
    return admittedCount;
  }

  /// Records refused so far.
  public long refusedCount() {
    return refusedCount;
  }
}
