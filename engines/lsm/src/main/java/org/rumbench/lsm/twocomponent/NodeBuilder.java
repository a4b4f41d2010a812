package org.rumbench.lsm.twocomponent;

import java.nio.ByteOrder;
import org.agrona.concurrent.UnsafeBuffer;
import org.rumbench.coding.Checksum;
import org.rumbench.lsm.table.GrowingBuffer;

/// Collects the entries of one node and lays it out. Reusable; one owner.
final class NodeBuilder {
  private final int pageBytes;
  private final int fewestEntries;
  private final GrowingBuffer entries = new GrowingBuffer(8 * 1024);
  private final GrowingBuffer slots = new GrowingBuffer(1024);
  private int count;

  /// Nodes of whole pages, with at least `fewestEntries` unless they are the last: 1 for leaves, 2 for inner nodes.
  NodeBuilder(int pageBytes, int fewestEntries) {
    this.pageBytes = pageBytes;
    this.fewestEntries = fewestEntries;
  }

  private static long length(long count, long entriesLength) {
    return SubtreeDescriptor.HEADER_LENGTH + count * Integer.BYTES + entriesLength;
  }

  int count() {
    return count;
  }

  /// Pages the node takes as it is.
  int span() {
    return Math.toIntExact((length(count, entries.length()) + pageBytes - 1) / pageBytes);
  }

  /// Whether an entry of that length still goes into the node.
  boolean hasRoom(int entryLength) {
    return count < fewestEntries
        || length(count + 1L, (long) entries.length() + entryLength) <= (long) span() * pageBytes;
  }

  /// Begins an entry: the caller appends its bytes.
  GrowingBuffer beginEntry() {
    slots.putInt(entries.length());
    count++;
    return entries;
  }

  /// Appends the node to `target` as page `pageNumber` and begins the next one.
  void finish(Checksum checksum, long fileNumber, long pageNumber, int level, GrowingBuffer target) {
    int span = span();
    int lengthBytes = Math.multiplyExact(span, pageBytes);
    int base = target.length();
    target.putInt(SubtreeDescriptor.NODE_MAGIC);
    target.putInt(0);
    target.putInt(pageBytes);
    target.putInt(span);
    target.putInt(level);
    target.putInt(count);
    target.putLong(pageNumber);
    target.putBytes(slots.buffer(), 0, slots.length());
    target.putBytes(entries.buffer(), 0, entries.length());
    int padding = base + lengthBytes - target.length();
    target.putBytes(new UnsafeBuffer(new byte[padding]), 0, padding);
    int sum = Node.sum(checksum, fileNumber, pageNumber, target.buffer(), base, lengthBytes);
    target.buffer().putInt(base + SubtreeDescriptor.CHECKSUM_OFFSET, sum, ByteOrder.LITTLE_ENDIAN);
    entries.clear();
    slots.clear();
    count = 0;
  }
}
