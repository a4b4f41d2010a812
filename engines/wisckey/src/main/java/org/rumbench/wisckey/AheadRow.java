package org.rumbench.wisckey;

import org.agrona.BitUtil;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.rumbench.engine.ReadOutcome;
import org.rumbench.lsm.LsmCursor;

/// A row that a cursor of the tree has passed, copied: the key, then the value or the pointer to it. One owner;
/// reusable, allocates nothing once its buffer has grown to the usual row.
final class AheadRow {
  private static final int FIRST_BYTES = 128;
  /// A buffer above this is given up with its row.
  private static final int KEPT_BYTES = 64 * 1024;

  private final UnsafeBuffer bytes = new UnsafeBuffer(new byte[FIRST_BYTES]);
  private ReadOutcome outcome = ReadOutcome.ABSENT;
  private long version;
  private long expiryMillis;
  private int keyLength;
  private int valueLength;
  private boolean isPointer;

  /// Copies the present row of `tree`.
  void take(LsmCursor tree) {
    outcome = tree.outcome();
    version = tree.version();
    expiryMillis = tree.expiryMillis();
    isPointer = tree.isPointer();
    keyLength = tree.keyLength();
    valueLength = tree.valueLength();
    int length = keyLength + valueLength;
    if (length > bytes.capacity()) {
      bytes.wrap(new byte[BitUtil.findNextPositivePowerOfTwo(length)]);
    }
    bytes.putBytes(0, tree.keyBuffer(), tree.keyOffset(), keyLength);
    bytes.putBytes(keyLength, tree.valueBuffer(), tree.valueOffset(), valueLength);
  }

  /// The row has been left.
  void leave() {
    if (bytes.capacity() > KEPT_BYTES) {
      bytes.wrap(new byte[FIRST_BYTES]);
    }
  }

  ReadOutcome outcome() {
    return outcome;
  }

  long version() {
    return version;
  }

  long expiryMillis() {
    return expiryMillis;
  }

  boolean isPointer() {
    return isPointer;
  }

  /// Key and value; the key is at 0, the value behind it.
  DirectBuffer bytes() {
    return bytes;
  }

  int keyLength() {
    return keyLength;
  }

  /// Of the value, or of the pointer to it.
  int valueLength() {
    return valueLength;
  }
}
