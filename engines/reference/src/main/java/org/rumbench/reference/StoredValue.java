package org.rumbench.reference;

import static org.rumbench.reference.StoredValueDescriptor.AFTER_VERSION_OFFSET;
import static org.rumbench.reference.StoredValueDescriptor.FLAGS_OFFSET;
import static org.rumbench.reference.StoredValueDescriptor.FLAG_EXPIRY;
import static org.rumbench.reference.StoredValueDescriptor.VERSION_OFFSET;

import java.nio.ByteOrder;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.rumbench.engine.RecordView;
import org.rumbench.storage.CorruptionException;

/// Reads and writes what [StoredValueDescriptor] lays out. Stateless.
final class StoredValue {
  private StoredValue() {}

  /// Puts a record's value, with its header, into the lane.
  static void encode(RecordView record, Lane lane) {
    boolean expires = record.expiryMillis() != 0;
    int headerLength = AFTER_VERSION_OFFSET + (expires ? Long.BYTES : 0);
    UnsafeBuffer target = lane.roomForValue(headerLength + record.valueLength());
    target.putByte(FLAGS_OFFSET, (byte) (expires ? FLAG_EXPIRY : 0));
    target.putLong(VERSION_OFFSET, record.version(), ByteOrder.LITTLE_ENDIAN);
    if (expires) {
      target.putLong(AFTER_VERSION_OFFSET, record.expiryMillis(), ByteOrder.LITTLE_ENDIAN);
    }
    target.putBytes(headerLength, record.buffer(), record.valueOffset(), record.valueLength());
  }

  /// Checks that `length` bytes can be a stored value, and returns where its value begins.
  static int valueOffset(DirectBuffer stored, int length) {
    int flags = length < AFTER_VERSION_OFFSET ? -1 : stored.getByte(FLAGS_OFFSET);
    int headerLength = AFTER_VERSION_OFFSET + (flags == FLAG_EXPIRY ? Long.BYTES : 0);
    if ((flags & ~FLAG_EXPIRY) != 0 || length < headerLength) {
      throw new CorruptionException("a record", 0, "flags and a version", length + " bytes with flags " + flags);
    }
    return headerLength;
  }

  static long version(DirectBuffer stored) {
    return stored.getLong(VERSION_OFFSET, ByteOrder.LITTLE_ENDIAN);
  }

  static long expiryMillis(DirectBuffer stored) {
    return stored.getByte(FLAGS_OFFSET) == FLAG_EXPIRY
        ? stored.getLong(AFTER_VERSION_OFFSET, ByteOrder.LITTLE_ENDIAN)
        : 0;
  }

  /// Whether a value of this expiry counts as deleted at `nowMillis`.
  static boolean isExpired(long expiryMillis, long nowMillis) {
    return expiryMillis != 0 && expiryMillis <= nowMillis;
  }
}
