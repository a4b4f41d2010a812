package org.rumbench.lsm;

import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/// The records of one logged unit as the memtable shall hold them: a reusable holder that [CommitLog#append] sets.
public final class LoggedRecords {
  private DirectBuffer buffer = new UnsafeBuffer(new byte[0]);
  private int lengthBytes;

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
