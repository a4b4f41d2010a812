package org.rumbench.engine;

import org.agrona.DirectBuffer;
import org.agrona.ExpandableArrayBuffer;
import org.agrona.MutableDirectBuffer;
import org.rumbench.coding.KeyOrder;
import org.rumbench.coding.RecordLogDescriptor;
import org.rumbench.coding.Varint;

/// Records to be written together: one checksummed log unit, all or nothing after a crash. Reusable; one owner.
///
/// The records are encoded back to back as [RecordDescriptor] says, so an engine logs [#buffer] as it is. Key and value
/// bytes are copied in; the caller keeps its buffers. A record that cannot be kept (lengths out of bounds, version
/// [Long#MIN_VALUE], which means "none" everywhere, an empty range) is refused with [IllegalArgumentException] and leaves
/// the batch as it was. A key may occur any number of times.
public final class WriteBatch {
  /// Longest key accepted, in bytes. Combined limits are the client's business.
  public static final int MAX_KEY_LENGTH = 64 * 1024 - 1;
  /// Longest value accepted, in bytes.
  public static final int MAX_VALUE_LENGTH = 64 * 1024 * 1024;
  /// Most encoded bytes of a batch, so that it fits one unit of a log: a few of the longest values.
  public static final int MAX_LENGTH_BYTES = RecordLogDescriptor.MAX_PAYLOAD_LENGTH;

  private final ExpandableArrayBuffer buffer = new ExpandableArrayBuffer(1024);
  private int lengthBytes;
  private int recordCount;
  private long keyBytes;
  private long valueBytes;
  private long highestVersion = Long.MIN_VALUE;
  private long lowestVersion = Long.MAX_VALUE;

  /// Empties it for reuse.
  public WriteBatch clear() {
    lengthBytes = 0;
    recordCount = 0;
    keyBytes = 0;
    valueBytes = 0;
    highestVersion = Long.MIN_VALUE;
    lowestVersion = Long.MAX_VALUE;
    return this;
  }

  /// Adds a value. `expiryMillis` is 0 for none.
  public WriteBatch put(
      DirectBuffer key,
      int keyOffset,
      int keyLength,
      long version,
      long expiryMillis,
      DirectBuffer value,
      int valueOffset,
      int valueLength) {
    return add(
        RecordKind.VALUE, key, keyOffset, keyLength, version, expiryMillis, value, valueOffset, valueLength);
  }

  /// Adds a deletion.
  public WriteBatch delete(DirectBuffer key, int keyOffset, int keyLength, long version) {
    return add(RecordKind.TOMBSTONE, key, keyOffset, keyLength, version, 0, key, 0, 0);
  }

  /// Adds the deletion of all keys from `from` (inclusive) to `to` (exclusive, above `from`), for versions below
  /// `version`, whenever they arrive. Both are bounded as keys are. Needs [Capability#RANGE_DELETE].
  public WriteBatch deleteRange(
      DirectBuffer from, int fromOffset, int fromLength, DirectBuffer to, int toOffset, int toLength, long version) {
    if (toLength > MAX_KEY_LENGTH) {
      throw new IllegalArgumentException("key length " + toLength + " is outside 1 to " + MAX_KEY_LENGTH);
    }
    if (KeyOrder.compare(from, fromOffset, fromLength, to, toOffset, toLength) >= 0) {
      throw new IllegalArgumentException("a range ends above where it begins; this one, of " + fromLength + " and "
          + toLength + " bytes, does not");
    }
    return add(RecordKind.RANGE_TOMBSTONE, from, fromOffset, fromLength, version, 0, to, toOffset, toLength);
  }

  private WriteBatch add(
      RecordKind kind,
      DirectBuffer key,
      int keyOffset,
      int keyLength,
      long version,
      long expiryMillis,
      DirectBuffer value,
      int valueOffset,
      int valueLength) {
    if (keyLength < 1 || keyLength > MAX_KEY_LENGTH) {
      throw new IllegalArgumentException("key length " + keyLength + " is outside 1 to " + MAX_KEY_LENGTH);
    }
    if (valueLength < 0 || valueLength > MAX_VALUE_LENGTH) {
      throw new IllegalArgumentException("value length " + valueLength + " is outside 0 to " + MAX_VALUE_LENGTH);
    }
    if (version == Long.MIN_VALUE) {
      throw new IllegalArgumentException("version " + version + " means none; the lowest is " + (Long.MIN_VALUE + 1));
    }
    long needed = (long) lengthBytes + RecordDescriptor.MAX_HEADER_LENGTH + keyLength + valueLength;
    if (needed > MAX_LENGTH_BYTES) {
      throw new IllegalArgumentException("a batch of " + needed + " bytes is above " + MAX_LENGTH_BYTES);
    }
    MutableDirectBuffer target = buffer;
    int at = lengthBytes;
    int flags = expiryMillis != 0 ? RecordDescriptor.FLAG_EXPIRY : 0;
    target.putByte(at + RecordDescriptor.KIND_OFFSET, (byte) (kind.code() | flags));
    target.putLong(at + RecordDescriptor.VERSION_OFFSET, version, java.nio.ByteOrder.LITTLE_ENDIAN);
    int position = at + RecordDescriptor.AFTER_VERSION_OFFSET;
    if (expiryMillis != 0) {
      target.putLong(position, expiryMillis, java.nio.ByteOrder.LITTLE_ENDIAN);
      position += Long.BYTES;
    }
    position += Varint.putInt(target, position, keyLength);
    position += Varint.putInt(target, position, valueLength);
    target.putBytes(position, key, keyOffset, keyLength);
    position += keyLength;
    target.putBytes(position, value, valueOffset, valueLength);
    lengthBytes = position + valueLength;
    recordCount++;
    keyBytes += keyLength;
    valueBytes += valueLength;
    highestVersion = Math.max(highestVersion, version);
    lowestVersion = Math.min(lowestVersion, version);
    return this;
  }

  /// The encoded records, from index 0 to [#lengthBytes]; valid until the next change.
  public DirectBuffer buffer() {
    return buffer;
  }

  /// Encoded length.
  public int lengthBytes() {
    return lengthBytes;
  }

  /// Number of records.
  public int recordCount() {
    return recordCount;
  }

  /// Sum of the key lengths.
  public long keyBytes() {
    return keyBytes;
  }

  /// Sum of the value lengths.
  public long valueBytes() {
    return valueBytes;
  }

  /// Highest version in the batch; meaningless while it is empty.
  public long highestVersion() {
    return highestVersion;
  }

  /// Lowest version in the batch; meaningless while it is empty.
  public long lowestVersion() {
    return lowestVersion;
  }
}
