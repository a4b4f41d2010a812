package org.rumbench.lsm.table;

import java.nio.ByteOrder;
import org.agrona.DirectBuffer;
import org.rumbench.coding.Varint;
import org.rumbench.lsm.record.KeyBytes;
import org.rumbench.storage.CorruptionException;

/// Reads fields one after the other out of checked bytes, never beyond their end. One owner.
///
/// The bytes have passed a checksum, so what does not parse is a defect of the writer; it is reported as damage.
public final class Fields {
  private final String file;
  private final long fileOffset;
  private final DirectBuffer buffer;
  private final int limit;
  private int position;

  /// The fields in `length` bytes of `buffer`; `file` and `fileOffset` are for messages.
  public Fields(String file, long fileOffset, DirectBuffer buffer, int offset, int length) {
    this.file = file;
    this.fileOffset = fileOffset;
    this.buffer = buffer;
    this.position = offset;
    this.limit = offset + length;
  }

  /// Whether anything is left.
  public boolean hasMore() {
    return position < limit;
  }

  /// Bytes left.
  public int remaining() {
    return limit - position;
  }

  /// The buffer they lie in.
  public DirectBuffer buffer() {
    return buffer;
  }

  /// Where the next field starts in the buffer.
  public int position() {
    return position;
  }

  /// Passes over `count` bytes and returns where they start.
  public int skip(int count) {
    need(count);
    int start = position;
    position += count;
    return start;
  }

  /// The next byte.
  public int nextByte() {
    return buffer.getByte(skip(1)) & 0xff;
  }

  /// The next four bytes.
  public int nextInt() {
    return buffer.getInt(skip(Integer.BYTES), ByteOrder.LITTLE_ENDIAN);
  }

  /// The next eight bytes.
  public long nextLong() {
    return buffer.getLong(skip(Long.BYTES), ByteOrder.LITTLE_ENDIAN);
  }

  /// The next varint.
  public long nextVarint() {
    int size = Varint.sizeAt(buffer, position, limit);
    if (size < 0) {
      throw damage("a varint");
    }
    return Varint.getLong(buffer, skip(size));
  }

  /// The next varint, which is a length or count.
  public int nextLength() {
    long value = nextVarint();
    if (value < 0 || value > Integer.MAX_VALUE) {
      throw damage("a length");
    }
    return (int) value;
  }

  /// The next key.
  public KeyBytes nextKey() {
    int length = nextLength();
    return KeyBytes.copyOf(buffer, skip(length), length);
  }

  private void need(int count) {
    if (count < 0 || count > limit - position) {
      throw damage(count + " more bytes");
    }
  }

  private CorruptionException damage(String expected) {
    return damage(expected, "the end of the fields");
  }

  /// What is thrown when the next field is not as expected.
  CorruptionException damage(String expected, String found) {
    return new CorruptionException(file, fileOffset + position, expected, found);
  }
}
