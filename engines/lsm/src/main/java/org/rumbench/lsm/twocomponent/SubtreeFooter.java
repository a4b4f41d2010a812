package org.rumbench.lsm.twocomponent;

import java.nio.ByteOrder;
import org.agrona.DirectBuffer;
import org.rumbench.coding.Checksum;

/// The footer of a disk subtree, decoded.
///
/// @param number    file number
/// @param rootPage  page of the root
/// @param rootSpan  pages of the root
/// @param pageBytes length of a page
/// @param pages     pages in all
/// @param leafPages pages of leaves, which come first
/// @param records   records
/// @param version   format version
record SubtreeFooter(
    long number, long rootPage, int rootSpan, int pageBytes, long pages, long leafPages, long records, int version) {

  /// Whether the [SubtreeDescriptor#FOOTER_LENGTH] bytes are a footer: magic and checksum.
  static boolean isOne(DirectBuffer buffer, int offset) {
    int sum = new Checksum().update(buffer, offset, SubtreeDescriptor.FOOTER_CHECKSUM_OFFSET).value();
    return buffer.getInt(offset + SubtreeDescriptor.FOOTER_CHECKSUM_OFFSET, ByteOrder.LITTLE_ENDIAN) == sum
        && buffer.getInt(offset + SubtreeDescriptor.FOOTER_MAGIC_OFFSET, ByteOrder.LITTLE_ENDIAN)
            == SubtreeDescriptor.FOOTER_MAGIC;
  }

  static SubtreeFooter decode(DirectBuffer buffer, int offset) {
    return new SubtreeFooter(
        buffer.getLong(offset, ByteOrder.LITTLE_ENDIAN),
        buffer.getLong(offset + SubtreeDescriptor.FOOTER_ROOT_OFFSET, ByteOrder.LITTLE_ENDIAN),
        buffer.getInt(offset + SubtreeDescriptor.FOOTER_ROOT_SPAN_OFFSET, ByteOrder.LITTLE_ENDIAN),
        buffer.getInt(offset + SubtreeDescriptor.FOOTER_PAGE_BYTES_OFFSET, ByteOrder.LITTLE_ENDIAN),
        buffer.getLong(offset + SubtreeDescriptor.FOOTER_PAGES_OFFSET, ByteOrder.LITTLE_ENDIAN),
        buffer.getLong(offset + SubtreeDescriptor.FOOTER_LEAF_PAGES_OFFSET, ByteOrder.LITTLE_ENDIAN),
        buffer.getLong(offset + SubtreeDescriptor.FOOTER_RECORDS_OFFSET, ByteOrder.LITTLE_ENDIAN),
        buffer.getInt(offset + SubtreeDescriptor.FOOTER_VERSION_OFFSET, ByteOrder.LITTLE_ENDIAN));
  }
}
