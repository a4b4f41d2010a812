package org.rumbench.engine;

import java.nio.ByteOrder;
import org.agrona.DirectBuffer;
import org.rumbench.coding.Varint;

/// A reusable view of one encoded record ([RecordDescriptor]) inside somebody else's buffer. One owner; copies nothing.
///
/// [#wrap] checks every length against the bound it is given, so a damaged record is refused rather than followed.
public final class RecordView {
  private DirectBuffer buffer = EMPTY;
  private RecordKind kind = RecordKind.TOMBSTONE;
  private int flags;
  private long version;
  private long expiryMillis;
  private int keyOffset;
  private int keyLength;
  private int valueOffset;
  private int valueLength;

  private static final DirectBuffer EMPTY = new org.agrona.concurrent.UnsafeBuffer(new byte[0]);

  /// Reads the record at `offset`, which must end at or before `limit`. Returns the offset behind it, or -1 when the
  /// bytes are no record (unknown kind or flag, lengths beyond the limit): the caller knows which file to blame.
  public int wrap(DirectBuffer source, int offset, int limit) {
    int position = offset + RecordDescriptor.AFTER_VERSION_OFFSET;
    if (position > limit) {
      return -1;
    }
    int first = source.getByte(offset) & 0xff;
    int code = first & RecordDescriptor.KIND_MASK;
    flags = first & ~RecordDescriptor.KIND_MASK;
    if (code < 1 || code > 3 || (flags & ~RecordDescriptor.KNOWN_FLAGS) != 0) {
      return -1;
    }
    kind = RecordKind.ofCode(code);
    version = source.getLong(offset + RecordDescriptor.VERSION_OFFSET, ByteOrder.LITTLE_ENDIAN);
    expiryMillis = 0;
    if ((flags & RecordDescriptor.FLAG_EXPIRY) != 0) {
      if (position + Long.BYTES > limit) {
        return -1;
      }
      expiryMillis = source.getLong(position, ByteOrder.LITTLE_ENDIAN);
      position += Long.BYTES;
    }
    int size = Varint.sizeAt(source, position, limit);
    if (size < 0) {
      return -1;
    }
    keyLength = Varint.getInt(source, position);
    position += size;
    size = Varint.sizeAt(source, position, limit);
    if (size < 0) {
      return -1;
    }
    valueLength = Varint.getInt(source, position);
    position += size;
    long end = (long) position + keyLength + valueLength;
    if (keyLength < 1 || valueLength < 0 || end > limit) {
      return -1;
    }
    buffer = source;
    keyOffset = position;
    valueOffset = position + keyLength;
    return (int) end;
  }

  /// The buffer the record lies in.
  public DirectBuffer buffer() {
    return buffer;
  }

  /// Its kind.
  public RecordKind kind() {
    return kind;
  }

  /// Whether the value is a pointer into a value log.
  public boolean isPointer() {
    return (flags & RecordDescriptor.FLAG_POINTER) != 0;
  }

  /// Its version.
  public long version() {
    return version;
  }

  /// Its expiry in milliseconds, 0 for none.
  public long expiryMillis() {
    return expiryMillis;
  }

  /// Where the key starts in [#buffer].
  public int keyOffset() {
    return keyOffset;
  }

  /// The key's length in bytes.
  public int keyLength() {
    return keyLength;
  }

  /// Where the value starts in [#buffer].
  public int valueOffset() {
    return valueOffset;
  }

  /// The value's length in bytes.
  public int valueLength() {
    return valueLength;
  }
}
