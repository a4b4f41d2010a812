package org.rumbench.lsm.twocomponent;

import java.util.concurrent.atomic.AtomicInteger;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.rumbench.coding.Checksum;
import org.rumbench.coding.KeyOrder;
import org.rumbench.lsm.record.Candidate;
import org.rumbench.lsm.table.BlockCache;
import org.rumbench.lsm.table.ReadScratch;
import org.rumbench.storage.CorruptionException;
import org.rumbench.storage.IoPurpose;
import org.rumbench.storage.StorageFile;

/// One open disk subtree: a B-tree of read-only nodes, read through the cache. Any thread.
///
/// Reference-counted by the disk trees that hold it; at zero `onUnreferenced` decides what becomes of the file.
final class Subtree {
  /// Told when nothing holds a subtree any more.
  @FunctionalInterface
  interface Unreferenced {
    /// The last reference went; the file's one reference is the listener's to release.
    void onUnreferenced(Subtree subtree);
  }

  private final SubtreeMetadata metadata;
  private final SubtreeFooter footer;
  private final StorageFile file;
  private final BlockCache cache;
  private final Unreferenced onUnreferenced;
  private final AtomicInteger references = new AtomicInteger(1);

  private Subtree(
      SubtreeMetadata metadata, SubtreeFooter footer, StorageFile file, BlockCache cache,
      Unreferenced onUnreferenced) {
    this.metadata = metadata;
    this.footer = footer;
    this.file = file;
    this.cache = cache;
    this.onUnreferenced = onUnreferenced;
  }

  /// Reads the footer of a complete file and checks it against `metadata`. Takes over the caller's reference to the
  /// file when it succeeds.
  static Subtree open(
      StorageFile file, SubtreeMetadata metadata, BlockCache cache, IoPurpose purpose,
      Unreferenced onUnreferenced) {
    long length = file.lengthBytes();
    if (length != metadata.fileBytes() || length < SubtreeDescriptor.FOOTER_LENGTH) {
      throw new CorruptionException(
          file.name(), 0, "a subtree of " + metadata.fileBytes() + " bytes", length + " bytes");
    }
    long footerOffset = length - SubtreeDescriptor.FOOTER_LENGTH;
    UnsafeBuffer bytes = new UnsafeBuffer(new byte[SubtreeDescriptor.FOOTER_LENGTH]);
    file.read(footerOffset, bytes, 0, SubtreeDescriptor.FOOTER_LENGTH, purpose);
    if (!SubtreeFooter.isOne(bytes, 0)) {
      throw new CorruptionException(file.name(), footerOffset, "a subtree's footer", "other bytes");
    }
    SubtreeFooter footer = SubtreeFooter.decode(bytes, 0);
    if (footer.version() != SubtreeDescriptor.FORMAT_VERSION) {
      throw new CorruptionException(
          file.name(), footerOffset, "format version " + SubtreeDescriptor.FORMAT_VERSION,
          "version " + footer.version());
    }
    if (footer.number() != metadata.number()
        || footer.records() != metadata.records()
        || footer.leafPages() * footer.pageBytes() != metadata.leafBytes()
        || footer.pages() * footer.pageBytes() != footerOffset) {
      throw new CorruptionException(file.name(), footerOffset, metadata.toString(), footer.toString());
    }
    return new Subtree(metadata, footer, file, cache, onUnreferenced);
  }

  /// Offers the newest record of the key with a sequence of at most `maxSequence` to the scratch's candidate.
  void lookup(
      DirectBuffer key, int keyOffset, int keyLength, long maxSequence, IoPurpose purpose, ReadScratch scratch) {
    scratch.counters().sourcesConsulted++;
    long page = footer.rootPage();
    int span = footer.rootSpan();
    while (true) {
      BlockCache.Entry node = node(page, span, purpose, scratch);
      UnsafeBuffer buffer = node;
      boolean isPinned = true;
      try {
        int slot = Node.find(buffer, 0, key, keyOffset, keyLength);
        int count = Node.count(buffer, 0);
        if (Node.level(buffer, 0) > 0) {
          if (slot == count) {
            return;
          }
          int entry = Node.entry(buffer, 0, slot);
          page = Node.child(buffer, entry);
          span = Node.childSpan(buffer, entry);
          continue;
        }
        for (; slot < count; slot++) {
          int entry = Node.entry(buffer, 0, slot);
          if (!isKey(buffer, entry, key, keyOffset, keyLength)) {
            return;
          }
          if (Node.sequence(buffer, entry) <= maxSequence) {
            isPinned = !offer(scratch.candidate(), node, entry);
            return;
          }
        }
        page += span;
        if (page >= footer.leafPages()) {
          return;
        }
        span = spanAt(page, purpose);
      } finally {
        if (isPinned) {
          node.unpin();
        }
      }
    }
  }

  private static boolean isKey(UnsafeBuffer buffer, int entry, DirectBuffer key, int keyOffset, int keyLength) {
    return KeyOrder.compare(
            buffer, Node.leafKeyAt(entry), Node.leafKeyLength(buffer, entry), key, keyOffset, keyLength)
        == 0;
  }

  /// Whether the candidate took the record, and with it the pin.
  private static boolean offer(Candidate candidate, BlockCache.Entry node, int entry) {
    UnsafeBuffer buffer = node;
    long version = Node.version(buffer, entry);
    long sequence = Node.sequence(buffer, entry);
    if (!candidate.isBeatenBy(version, sequence)) {
      return false;
    }
    candidate.take(
        Node.kindAndFlags(buffer, entry), version, sequence, Node.expiryMillis(buffer, entry), buffer,
        Node.valueAt(buffer, entry), Node.valueLength(buffer, entry), node);
    return true;
  }

  /// The leaf page from which a walk to the first key at or behind the given one starts; the number of leaf pages when
  /// there is none.
  long leafFor(DirectBuffer key, int keyOffset, int keyLength, IoPurpose purpose, ReadScratch scratch) {
    long page = footer.rootPage();
    int span = footer.rootSpan();
    while (page >= footer.leafPages()) {
      BlockCache.Entry node = node(page, span, purpose, scratch);
      try {
        UnsafeBuffer buffer = node;
        int slot = Node.find(buffer, 0, key, keyOffset, keyLength);
        if (slot == Node.count(buffer, 0)) {
          return footer.leafPages();
        }
        int entry = Node.entry(buffer, 0, slot);
        page = Node.child(buffer, entry);
        span = Node.childSpan(buffer, entry);
      } finally {
        node.unpin();
      }
    }
    return page;
  }

  /// The span in the header of a leaf whose parent was not read; bounded by the leaves, checked with the node.
  private int spanAt(long page, IoPurpose purpose) {
    UnsafeBuffer header = new UnsafeBuffer(new byte[SubtreeDescriptor.HEADER_LENGTH]);
    file.read(page * footer.pageBytes(), header, 0, SubtreeDescriptor.HEADER_LENGTH, purpose);
    return checkedSpan(page, header, 0);
  }

  /// The span of the leaf whose header lies at `base`; [CorruptionException] when it cannot be one.
  int checkedSpan(long page, DirectBuffer buffer, int base) {
    int span = Node.span(buffer, base);
    if (!Node.isHead(page, footer.pageBytes(), buffer, base) || span < 1 || span > footer.leafPages() - page) {
      throw new CorruptionException(file.name(), page * footer.pageBytes(), "a leaf", "other bytes");
    }
    return span;
  }

  private BlockCache.Entry node(long page, int span, IoPurpose purpose, ReadScratch scratch) {
    scratch.counters().blocksTouched++;
    long offset = page * footer.pageBytes();
    BlockCache.Entry entry = cache.acquire(metadata.number(), offset);
    if (entry != null) {
      scratch.counters().cacheHits++;
      return entry;
    }
    int length = span * footer.pageBytes();
    UnsafeBuffer stage = scratch.stage(length);
    file.read(offset, stage, 0, length, purpose);
    check(scratch.checksum(), page, span, stage, 0);
    entry = cache.claim(metadata.number(), offset, length);
    entry.putBytes(0, stage, 0, length);
    cache.publish(entry);
    return entry;
  }

  /// Fails with [CorruptionException] unless the node in the buffer is whole.
  void check(Checksum checksum, long page, int span, DirectBuffer buffer, int base) {
    String defect = Node.defectIn(checksum, metadata.number(), page, footer.pageBytes(), span, buffer, base);
    if (!defect.isEmpty()) {
      throw new CorruptionException(file.name(), page * footer.pageBytes(), "node " + page, defect);
    }
  }

  SubtreeMetadata metadata() {
    return metadata;
  }

  int pageBytes() {
    return footer.pageBytes();
  }

  long leafPages() {
    return footer.leafPages();
  }

  StorageFile file() {
    return file;
  }

  BlockCache cache() {
    return cache;
  }

  void retain() {
    references.incrementAndGet();
  }

  void release() {
    if (references.decrementAndGet() == 0) {
      onUnreferenced.onUnreferenced(this);
    }
  }

  @Override
  public String toString() {
    return file.name();
  }
}
