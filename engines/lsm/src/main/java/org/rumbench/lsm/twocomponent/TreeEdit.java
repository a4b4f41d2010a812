package org.rumbench.lsm.twocomponent;

import java.nio.ByteOrder;
import org.agrona.DirectBuffer;
import org.rumbench.lsm.record.KeyBytes;
import org.rumbench.lsm.table.Fields;
import org.rumbench.lsm.table.GrowingBuffer;
import org.rumbench.storage.CorruptionException;

/// A change of C1's root being put together: what this design attaches to an edit of the manifest. One owner.
///
/// ```
///  magic `RBTC` 4, then fields: a tag byte and its content
///  tag 1  subtree added    metadata, with its range deletions
///  tag 2  subtree removed  number varint
///  tag 3  merged below     sequence varint, key: records up to that sequence with keys below the key are in C1
/// ```
final class TreeEdit {
  static final int MAGIC = 0x43544252;
  private static final int TAG_ADDED = 1;
  private static final int TAG_REMOVED = 2;
  private static final int TAG_MERGED_BELOW = 3;

  private final GrowingBuffer bytes = new GrowingBuffer(256);

  TreeEdit() {
    bytes.putInt(MAGIC);
  }

  /// Receives the fields of an edit.
  interface Visitor {
    /// A subtree joins C1.
    void onAdded(SubtreeMetadata subtree);

    /// A subtree leaves.
    void onRemoved(long number);

    /// Records up to `sequence` with keys below `key` are in C1.
    void onMergedBelow(long sequence, KeyBytes key);
  }

  TreeEdit add(SubtreeMetadata subtree) {
    bytes.putByte(TAG_ADDED);
    subtree.encode(bytes);
    return this;
  }

  TreeEdit remove(long number) {
    bytes.putByte(TAG_REMOVED);
    bytes.putVarint(number);
    return this;
  }

  TreeEdit mergedBelow(long sequence, KeyBytes key) {
    bytes.putByte(TAG_MERGED_BELOW);
    bytes.putVarint(sequence);
    bytes.putKey(key);
    return this;
  }

  byte[] toArray() {
    byte[] exact = new byte[bytes.length()];
    bytes.buffer().getBytes(0, exact);
    return exact;
  }

  /// Whether an attachment is one of these.
  static boolean isOne(DirectBuffer buffer, int offset, int length) {
    return length >= Integer.BYTES && buffer.getInt(offset, ByteOrder.LITTLE_ENDIAN) == MAGIC;
  }

  /// Reads an edit; [CorruptionException] when it does not parse.
  static void read(DirectBuffer buffer, int offset, int length, Visitor visitor) {
    String file = "manifest";
    if (!isOne(buffer, offset, length)) {
      throw new CorruptionException(file, 0, "an edit of a two-component tree", "another attachment");
    }
    Fields fields = new Fields(file, 0, buffer, offset + Integer.BYTES, length - Integer.BYTES);
    while (fields.hasMore()) {
      int tag = fields.nextByte();
      switch (tag) {
        case TAG_ADDED -> visitor.onAdded(SubtreeMetadata.decode(fields));
        case TAG_REMOVED -> visitor.onRemoved(fields.nextVarint());
        case TAG_MERGED_BELOW -> visitor.onMergedBelow(fields.nextVarint(), fields.nextKey());
        default -> throw new CorruptionException(file, 0, "a known field", "tag " + tag);
      }
    }
  }
}
