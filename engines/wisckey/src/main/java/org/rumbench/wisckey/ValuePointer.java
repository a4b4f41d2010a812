package org.rumbench.wisckey;

import java.nio.ByteOrder;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;

/// Where a separated value is: segment, offset and length of its record, and the record's checksum
/// ([ValuePointerDescriptor]). Mutable and reusable; one owner.
public final class ValuePointer {
  private int segment;
  private int offset;
  private int length;
  private int checksum;

  /// Reads the pointer that fills `length` bytes at `index`; false when these bytes cannot be one.
  public boolean decode(DirectBuffer source, int index, int length) {
    if (length != ValuePointerDescriptor.LENGTH) {
      return false;
    }
    return set(
        source.getInt(index + ValuePointerDescriptor.SEGMENT_OFFSET, ByteOrder.LITTLE_ENDIAN),
        source.getInt(index + ValuePointerDescriptor.RECORD_OFFSET, ByteOrder.LITTLE_ENDIAN),
        source.getInt(index + ValuePointerDescriptor.RECORD_LENGTH_OFFSET, ByteOrder.LITTLE_ENDIAN),
        source.getInt(index + ValuePointerDescriptor.CHECKSUM_OFFSET, ByteOrder.LITTLE_ENDIAN));
  }

  /// Takes the parts; false when a segment, offset or length is out of range.
  public boolean set(int segment, int offset, int length, int checksum) {
    this.segment = segment;
    this.offset = offset;
    this.length = length;
    this.checksum = checksum;
    return segment > 0 && offset > 0 && length > 0 && offset <= Integer.MAX_VALUE - length;
  }

  /// Writes the pointer; [ValuePointerDescriptor#LENGTH] bytes.
  public void encode(MutableDirectBuffer target, int index) {
    target.putInt(index + ValuePointerDescriptor.SEGMENT_OFFSET, segment, ByteOrder.LITTLE_ENDIAN);
    target.putInt(index + ValuePointerDescriptor.RECORD_OFFSET, offset, ByteOrder.LITTLE_ENDIAN);
    target.putInt(index + ValuePointerDescriptor.RECORD_LENGTH_OFFSET, length, ByteOrder.LITTLE_ENDIAN);
    target.putInt(index + ValuePointerDescriptor.CHECKSUM_OFFSET, checksum, ByteOrder.LITTLE_ENDIAN);
  }

  /// The segment's id, positive.
  public int segment() {
    return segment;
  }

  /// Offset of the record in the segment file.
  public int offset() {
    return offset;
  }

  /// Length of the record in bytes.
  public int length() {
    return length;
  }

  /// CRC32C of the record's bytes.
  public int checksum() {
    return checksum;
  }
}
