package org.rumbench.workload;

import java.nio.ByteOrder;
import java.util.HexFormat;
import org.agrona.DirectBuffer;
import org.rumbench.workload.generator.Mix64;

/// A fingerprint of a set of numbered operations: type, key, field, value bytes and scan length of each.
///
/// Operation hashes are added up, so that streams dealt out to several drivers merge into the hash of the whole, in any
/// order. Equal hashes over equal counts mean that two runs asked for the same. One owner.
public final class StreamHash {
  private long sum;
  private long count;

  /// Takes in one operation as the stream filled it.
  void add(Operation operation) {
    long hash = Mix64.of(operation.index);
    hash = Mix64.of(hash ^ operation.type.ordinal());
    hash = bytes(hash, operation.key(), operation.keyLength);
    hash = Mix64.of(hash ^ operation.fieldIndex);
    hash = Mix64.of(hash ^ operation.scanLimit);
    hash = bytes(hash, operation.payload, operation.payloadLength);
    sum += hash;
    count++;
  }

  private static long bytes(long start, DirectBuffer buffer, int length) {
    long hash = Mix64.of(start ^ length);
    int position = 0;
    for (; position + Long.BYTES <= length; position += Long.BYTES) {
      hash = Mix64.of(hash ^ buffer.getLong(position, ByteOrder.LITTLE_ENDIAN));
    }
    for (; position < length; position++) {
      hash = Mix64.of(hash ^ (buffer.getByte(position) & 0xff));
    }
    return hash;
  }

  /// Takes in what another driver issued.
  public void add(StreamHash other) {
    sum += other.sum;
    count += other.count;
  }

  /// A copy as of now.
  public StreamHash copy() {
    StreamHash copy = new StreamHash();
    copy.add(this);
    return copy;
  }

  /// Operations taken in.
  public long count() {
    return count;
  }

  /// The hash, 16 hexadecimal digits.
  public String hex() {
    return HexFormat.of().toHexDigits(sum);
  }

  @Override
  public String toString() {
    return hex() + " over " + count + " operations";
  }
}
