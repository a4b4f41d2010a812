package org.rumbench.lsm.table;

import org.agrona.concurrent.UnsafeBuffer;
import org.rumbench.coding.Checksum;
import org.rumbench.lsm.record.Candidate;
import org.rumbench.lsm.record.ReadCounters;

/// What a point read needs and does not want to allocate. One owner at a time.
public final class ReadScratch {
  private final Checksum checksum = new Checksum();
  private final DataBlock block = new DataBlock();
  private final Candidate candidate = new Candidate();
  private final ReadCounters userReads = new ReadCounters();
  private final ReadCounters otherReads = new ReadCounters();
  private final UnsafeBuffer stage = new UnsafeBuffer(new byte[0]);
  private final UnsafeBuffer plain = new UnsafeBuffer(new byte[0]);
  private ReadCounters counters = userReads;

  /// The best record so far.
  public Candidate candidate() {
    return candidate;
  }

  /// Chooses whether the next read is one a client asked for.
  public void countAs(boolean isUserRead) {
    counters = isUserRead ? userReads : otherReads;
  }

  /// Where the present read counts.
  public ReadCounters counters() {
    return counters;
  }

  /// Counts of reads that clients asked for.
  public ReadCounters userReads() {
    return userReads;
  }

  /// For the checksums of what is read.
  public Checksum checksum() {
    return checksum;
  }

  /// Room for a block as it is stored, over a byte array from its first byte.
  public UnsafeBuffer stage(int lengthBytes) {
    return grown(stage, lengthBytes);
  }

  /// The same for what it is when decompressed.
  UnsafeBuffer plain(int lengthBytes) {
    return grown(plain, lengthBytes);
  }

  private static UnsafeBuffer grown(UnsafeBuffer buffer, int lengthBytes) {
    if (buffer.capacity() < lengthBytes) {
      buffer.wrap(new byte[Math.max(lengthBytes, 8 * 1024)]);
    }
    return buffer;
  }

  DataBlock block() {
    return block;
  }
}
