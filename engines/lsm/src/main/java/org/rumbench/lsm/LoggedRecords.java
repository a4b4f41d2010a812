package org.rumbench.lsm;

import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.rumbench.engine.RecordView;
import org.rumbench.runtime.Invariant;

/// The records of one logged unit as the memtable shall hold them: a reusable holder that [CommitLog#append] sets.
public final class LoggedRecords {
  private DirectBuffer buffer = new UnsafeBuffer(new byte[0]);
  private int lengthBytes;

  /// Number of the encoded records in `source` from index 0 to `lengthBytes`; `view` is used for it.
  public static int countIn(DirectBuffer source, int lengthBytes, RecordView view) {
    int count = 0;
    for (int position = 0; position < lengthBytes; count++) {
      int end = view.wrap(source, position, lengthBytes);
      Invariant.check(end > position, "a recovered unit holds whole records", position, lengthBytes);
      position = end;
    }
    return count;
  }

  /// For commit logs: the records lie in `source` from index 0 to `length`.
  public void set(DirectBuffer source, int length) {
    buffer = source;
    lengthBytes = length;
  }

  /// The buffer with the records, from index 0.
  public DirectBuffer buffer() {
    return buffer;
  }

  /// Their encoded length.
  public int lengthBytes() {
    return lengthBytes;
  }
}
