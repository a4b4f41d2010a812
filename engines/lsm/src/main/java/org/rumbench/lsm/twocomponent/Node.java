package org.rumbench.lsm.twocomponent;

import static org.rumbench.lsm.twocomponent.SubtreeDescriptor.CHECKSUM_OFFSET;
import static org.rumbench.lsm.twocomponent.SubtreeDescriptor.CHILD_OFFSET;
import static org.rumbench.lsm.twocomponent.SubtreeDescriptor.CHILD_SPAN_OFFSET;
import static org.rumbench.lsm.twocomponent.SubtreeDescriptor.COUNT_OFFSET;
import static org.rumbench.lsm.twocomponent.SubtreeDescriptor.EXPIRY_OFFSET;
import static org.rumbench.lsm.twocomponent.SubtreeDescriptor.HEADER_LENGTH;
import static org.rumbench.lsm.twocomponent.SubtreeDescriptor.INNER_KEY_LENGTH_OFFSET;
import static org.rumbench.lsm.twocomponent.SubtreeDescriptor.INNER_KEY_OFFSET;
import static org.rumbench.lsm.twocomponent.SubtreeDescriptor.KIND_OFFSET;
import static org.rumbench.lsm.twocomponent.SubtreeDescriptor.LEAF_KEY_LENGTH_OFFSET;
import static org.rumbench.lsm.twocomponent.SubtreeDescriptor.LEAF_KEY_OFFSET;
import static org.rumbench.lsm.twocomponent.SubtreeDescriptor.LEVEL_OFFSET;
import static org.rumbench.lsm.twocomponent.SubtreeDescriptor.NODE_MAGIC;
import static org.rumbench.lsm.twocomponent.SubtreeDescriptor.PAGE_BYTES_OFFSET;
import static org.rumbench.lsm.twocomponent.SubtreeDescriptor.PAGE_NUMBER_OFFSET;
import static org.rumbench.lsm.twocomponent.SubtreeDescriptor.SEQUENCE_OFFSET;
import static org.rumbench.lsm.twocomponent.SubtreeDescriptor.SPAN_OFFSET;
import static org.rumbench.lsm.twocomponent.SubtreeDescriptor.VALUE_LENGTH_OFFSET;
import static org.rumbench.lsm.twocomponent.SubtreeDescriptor.VERSION_OFFSET;

import java.nio.ByteOrder;
import org.agrona.DirectBuffer;
import org.rumbench.coding.Checksum;
import org.rumbench.coding.KeyOrder;

/// Reads one node of a disk subtree in place: `base` is where it starts in the buffer, `entry` where an entry starts.
/// Stateless, so that look-ups allocate nothing. The node has passed [#defectIn].
final class Node {
  private Node() {}

  /// The checksum of the node with that place.
  static int sum(
      Checksum checksum, long fileNumber, long pageNumber, DirectBuffer buffer, int base, int lengthBytes) {
    return checksum
        .reset()
        .updateLong(fileNumber)
        .updateLong(pageNumber)
        .update(buffer, base + PAGE_BYTES_OFFSET, lengthBytes - PAGE_BYTES_OFFSET)
        .value();
  }

  /// What is wrong with the node that should be at this page with this span; empty when nothing is. All of the span is
  /// in the buffer.
  static String defectIn(
      Checksum checksum, long fileNumber, long pageNumber, int pageBytes, int span, DirectBuffer buffer, int base) {
    if (!isHead(pageNumber, pageBytes, buffer, base) || span(buffer, base) != span) {
      return "no node of " + span + " pages";
    }
    int expected = sum(checksum, fileNumber, pageNumber, buffer, base, span * pageBytes);
    int found = buffer.getInt(base + CHECKSUM_OFFSET, ByteOrder.LITTLE_ENDIAN);
    return expected == found
        ? ""
        : "checksum " + Integer.toHexString(found) + " instead of " + Integer.toHexString(expected);
  }

  /// Whether a node's header for that page begins here; nothing vouches for its span yet.
  static boolean isHead(long pageNumber, int pageBytes, DirectBuffer buffer, int base) {
    return buffer.getInt(base, ByteOrder.LITTLE_ENDIAN) == NODE_MAGIC
        && buffer.getInt(base + PAGE_BYTES_OFFSET, ByteOrder.LITTLE_ENDIAN) == pageBytes
        && buffer.getLong(base + PAGE_NUMBER_OFFSET, ByteOrder.LITTLE_ENDIAN) == pageNumber;
  }

  /// Pages the node takes.
  static int span(DirectBuffer buffer, int base) {
    return buffer.getInt(base + SPAN_OFFSET, ByteOrder.LITTLE_ENDIAN);
  }

  /// 0 for a leaf.
  static int level(DirectBuffer buffer, int base) {
    return buffer.getInt(base + LEVEL_OFFSET, ByteOrder.LITTLE_ENDIAN);
  }

  /// Number of entries.
  static int count(DirectBuffer buffer, int base) {
    return buffer.getInt(base + COUNT_OFFSET, ByteOrder.LITTLE_ENDIAN);
  }

  /// Where entry `slot` starts in the buffer.
  static int entry(DirectBuffer buffer, int base, int slot) {
    int slots = base + HEADER_LENGTH;
    return slots
        + count(buffer, base) * Integer.BYTES
        + buffer.getInt(slots + slot * Integer.BYTES, ByteOrder.LITTLE_ENDIAN);
  }

  /// The first slot whose key is at or behind the given one; the count when there is none. O(log entries).
  static int find(DirectBuffer buffer, int base, DirectBuffer key, int offset, int length) {
    boolean isLeaf = level(buffer, base) == 0;
    int low = 0;
    int high = count(buffer, base);
    while (low < high) {
      int middle = (low + high) >>> 1;
      int entry = entry(buffer, base, middle);
      int order =
          isLeaf
              ? KeyOrder.compare(buffer, leafKeyAt(entry), leafKeyLength(buffer, entry), key, offset, length)
              : KeyOrder.compare(buffer, innerKeyAt(entry), innerKeyLength(buffer, entry), key, offset, length);
      if (order < 0) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  static int kindAndFlags(DirectBuffer buffer, int entry) {
    return buffer.getByte(entry + KIND_OFFSET) & 0xff;
  }

  static long version(DirectBuffer buffer, int entry) {
    return buffer.getLong(entry + VERSION_OFFSET, ByteOrder.LITTLE_ENDIAN);
  }

  static long sequence(DirectBuffer buffer, int entry) {
    return buffer.getLong(entry + SEQUENCE_OFFSET, ByteOrder.LITTLE_ENDIAN);
  }

  static long expiryMillis(DirectBuffer buffer, int entry) {
    return buffer.getLong(entry + EXPIRY_OFFSET, ByteOrder.LITTLE_ENDIAN);
  }

  static int leafKeyAt(int entry) {
    return entry + LEAF_KEY_OFFSET;
  }

  static int leafKeyLength(DirectBuffer buffer, int entry) {
    return buffer.getInt(entry + LEAF_KEY_LENGTH_OFFSET, ByteOrder.LITTLE_ENDIAN);
  }

  static int valueAt(DirectBuffer buffer, int entry) {
    return leafKeyAt(entry) + leafKeyLength(buffer, entry);
  }

  static int valueLength(DirectBuffer buffer, int entry) {
    return buffer.getInt(entry + VALUE_LENGTH_OFFSET, ByteOrder.LITTLE_ENDIAN);
  }

  static long child(DirectBuffer buffer, int entry) {
    return buffer.getLong(entry + CHILD_OFFSET, ByteOrder.LITTLE_ENDIAN);
  }

  static int childSpan(DirectBuffer buffer, int entry) {
    return buffer.getInt(entry + CHILD_SPAN_OFFSET, ByteOrder.LITTLE_ENDIAN);
  }

  static int innerKeyAt(int entry) {
    return entry + INNER_KEY_OFFSET;
  }

  static int innerKeyLength(DirectBuffer buffer, int entry) {
    return buffer.getInt(entry + INNER_KEY_LENGTH_OFFSET, ByteOrder.LITTLE_ENDIAN);
  }
}
