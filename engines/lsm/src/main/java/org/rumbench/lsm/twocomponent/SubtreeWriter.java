package org.rumbench.lsm.twocomponent;

import java.util.ArrayList;
import java.util.List;
import org.rumbench.coding.Checksum;
import org.rumbench.lsm.FileNumbers;
import org.rumbench.lsm.record.KeyBytes;
import org.rumbench.lsm.record.RangeTombstone;
import org.rumbench.lsm.record.RangeTombstones;
import org.rumbench.lsm.record.RecordCursor;
import org.rumbench.lsm.table.GrowingBuffer;
import org.rumbench.runtime.Invariant;
import org.rumbench.storage.IoPurpose;
import org.rumbench.storage.Storage;
import org.rumbench.storage.StorageFile;

/// Writes one disk subtree from records in order, bottom up, every page full but the last of a level. One owner; after
/// [#finish] the file is complete but not yet durable.
final class SubtreeWriter {
  private static final int APPEND_BYTES = 64 * 1024;

  /// A node that has been written, as its parent names it.
  ///
  /// @param page page number
  /// @param span pages it takes
  /// @param last last key below it
  private record Child(long page, int span, KeyBytes last) {}

  private final StorageFile file;
  private final long number;
  private final int pageBytes;
  private final Checksum checksum = new Checksum();
  private final NodeBuilder leaf;
  private final GrowingBuffer pending = new GrowingBuffer(2 * APPEND_BYTES);
  private final GrowingBuffer lastKey = new GrowingBuffer(64);
  private List<Child> children = new ArrayList<>();
  private long pages;
  private long records;
  private long tombstones;
  private long minVersion = Long.MAX_VALUE;
  private long maxVersion = Long.MIN_VALUE;
  private long maxSequence;
  private KeyBytes smallest = KeyBytes.of("");

  /// Creates the file of subtree `number`.
  SubtreeWriter(Storage storage, long number, int pageBytes, IoPurpose purpose) {
    this.number = number;
    this.pageBytes = pageBytes;
    this.leaf = new NodeBuilder(pageBytes, 1);
    this.file = storage.create(FileNumbers.name(number, SubtreeDescriptor.EXTENSION), purpose);
  }

  /// Adds the next record.
  void add(RecordCursor record) {
    int keyLength = record.keyLength();
    int valueLength = record.valueLength();
    if (!leaf.hasRoom(SubtreeDescriptor.LEAF_KEY_OFFSET + keyLength + valueLength)) {
      endLeaf();
    }
    if (records == 0) {
      smallest = KeyBytes.copyOf(record.keyBuffer(), record.keyOffset(), keyLength);
    }
    GrowingBuffer entry = leaf.beginEntry();
    entry.putByte(record.kindAndFlags());
    entry.putLong(record.version());
    entry.putLong(record.sequence());
    entry.putLong(record.expiryMillis());
    entry.putInt(keyLength);
    entry.putInt(valueLength);
    entry.putBytes(record.keyBuffer(), record.keyOffset(), keyLength);
    entry.putBytes(record.valueBuffer(), record.valueOffset(), valueLength);
    lastKey.clear();
    lastKey.putBytes(record.keyBuffer(), record.keyOffset(), keyLength);
    records++;
    tombstones += record.isTombstone() ? 1 : 0;
    minVersion = Math.min(minVersion, record.version());
    maxVersion = Math.max(maxVersion, record.version());
    maxSequence = Math.max(maxSequence, record.sequence());
  }

  /// Bytes of its leaf pages if it ended now.
  long leafBytes() {
    return (pages + (leaf.count() == 0 ? 0 : leaf.span())) * pageBytes;
  }

  private void endLeaf() {
    children.add(end(leaf, 0, KeyBytes.copyOf(lastKey.buffer(), 0, lastKey.length())));
  }

  private Child end(NodeBuilder node, int level, KeyBytes last) {
    Child child = new Child(pages, node.span(), last);
    node.finish(checksum, number, pages, level, pending);
    pages += child.span();
    if (pending.length() >= APPEND_BYTES) {
      file.append(pending.buffer(), 0, pending.length());
      pending.clear();
    }
    return child;
  }

  /// Ends the leaves, writes the inner nodes and the footer, and seals the file; `ranges` go into what is known of it.
  /// Sync and release are the caller's.
  SubtreeMetadata finish(RangeTombstones ranges) {
    Invariant.check(records > 0 || !ranges.isEmpty(), "a subtree has records or range deletions");
    ranges.asList().forEach(this::count);
    smallest = firstKey(ranges);
    endLeaf();
    long leafPages = pages;
    for (int level = 1; children.size() > 1; level++) {
      children = parents(level);
    }
    endFile(children.getFirst(), leafPages);
    return new SubtreeMetadata(
        number, pages * pageBytes + SubtreeDescriptor.FOOTER_LENGTH, leafPages * pageBytes, records, tombstones,
        minVersion, maxVersion, maxSequence, smallest,
        records == 0 ? smallest : KeyBytes.copyOf(lastKey.buffer(), 0, lastKey.length()), ranges);
  }

  private KeyBytes firstKey(RangeTombstones ranges) {
    if (ranges.isEmpty()) {
      return smallest;
    }
    KeyBytes covered = ranges.asList().getFirst().from();
    return records == 0 || covered.compareTo(smallest) < 0 ? covered : smallest;
  }

  private void count(RangeTombstone range) {
    minVersion = Math.min(minVersion, range.version());
    maxVersion = Math.max(maxVersion, range.version());
    maxSequence = Math.max(maxSequence, range.sequence());
  }

  private List<Child> parents(int level) {
    List<Child> parents = new ArrayList<>();
    NodeBuilder inner = new NodeBuilder(pageBytes, 2);
    KeyBytes last = smallest;
    for (Child child : children) {
      if (!inner.hasRoom(SubtreeDescriptor.INNER_KEY_OFFSET + child.last().length())) {
        parents.add(end(inner, level, last));
      }
      GrowingBuffer entry = inner.beginEntry();
      entry.putLong(child.page());
      entry.putInt(child.span());
      entry.putInt(child.last().length());
      entry.putBytes(child.last().asBuffer(), 0, child.last().length());
      last = child.last();
    }
    parents.add(end(inner, level, last));
    return parents;
  }

  private void endFile(Child root, long leafPages) {
    int base = pending.length();
    pending.putLong(number);
    pending.putLong(root.page());
    pending.putInt(root.span());
    pending.putInt(pageBytes);
    pending.putLong(pages);
    pending.putLong(leafPages);
    pending.putLong(records);
    pending.putInt(0);
    pending.putInt(SubtreeDescriptor.FORMAT_VERSION);
    pending.putInt(SubtreeDescriptor.FOOTER_MAGIC);
    pending.putInt(
        checksum.reset().update(pending.buffer(), base, SubtreeDescriptor.FOOTER_CHECKSUM_OFFSET).value());
    file.append(pending.buffer(), 0, pending.length());
    pending.clear();
    file.seal();
  }

  /// The file, whose one reference the caller takes over.
  StorageFile file() {
    return file;
  }
}
