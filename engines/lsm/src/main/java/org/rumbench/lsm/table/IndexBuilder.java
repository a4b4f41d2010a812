package org.rumbench.lsm.table;

import java.util.Arrays;
import org.agrona.DirectBuffer;

/// Collects what the index of a table being written needs. One owner.
final class IndexBuilder {
  private final IndexKind kind;
  private final int partitionBytes;
  private final GrowingBuffer lengths = new GrowingBuffer(1024);
  private final GrowingBuffer keys = new GrowingBuffer(16 * 1024);
  private final GrowingBuffer partition = new GrowingBuffer(1024);
  private final GrowingBuffer partitionEnds = new GrowingBuffer(256);
  private final GrowingBuffer partitions = new GrowingBuffer(1024);
  private final GrowingBuffer finishedPartitions = new GrowingBuffer(64);
  private int[] blockOfKey = new int[0];
  private int keyCount;
  private int blockCount;
  private int partitionCount;

  IndexBuilder(TableOptions options) {
    kind = options.index();
    partitionBytes = options.indexPartitionBytes();
  }

  /// A new key begins in the block that has not ended.
  void onKey() {
    if (kind == IndexKind.HASH) {
      if (keyCount == blockOfKey.length) {
        blockOfKey = Arrays.copyOf(blockOfKey, Math.max(1024, 2 * keyCount));
      }
      blockOfKey[keyCount++] = blockCount;
    }
  }

  /// A block has ended with that key.
  void onBlock(GrowingBuffer lastKey, int payloadLength) {
    lengths.putVarint(payloadLength);
    blockCount++;
    if (kind == IndexKind.TWO_LEVEL) {
      partition.putBytes(lastKey.buffer(), 0, lastKey.length());
      partitionEnds.putInt(partition.length());
      if (partition.length() + partitionEnds.length() >= partitionBytes) {
        endPartition(lastKey.buffer(), lastKey.length());
      }
    } else {
      putKey(keys, lastKey.buffer(), lastKey.length());
    }
  }

  private static void putKey(GrowingBuffer target, DirectBuffer key, int length) {
    target.putVarint(length);
    target.putBytes(key, 0, length);
  }

  private void endPartition(DirectBuffer lastKey, int length) {
    int count = partitionEnds.length() / Integer.BYTES;
    partition.putBytes(partitionEnds.buffer(), 0, partitionEnds.length());
    partition.putInt(count);
    finishedPartitions.putVarint(count);
    finishedPartitions.putVarint(partition.length());
    partitionCount++;
    putKey(keys, lastKey, length);
    partitions.putBytes(partition.buffer(), 0, partition.length());
    partition.clear();
    partitionEnds.clear();
  }

  /// Where partitions go: behind the last data block.
  interface PartitionSink {
    /// Appends a partition's payload as a block.
    void append(DirectBuffer payload, int offset, int length);
  }

  /// All blocks have ended: writes the partitions.
  void finishPartitions(GrowingBuffer lastKey, PartitionSink sink) {
    if (partitionEnds.length() > 0) {
      endPartition(lastKey.buffer(), lastKey.length());
    }
    Fields fields = new Fields("", 0, finishedPartitions.buffer(), 0, finishedPartitions.length());
    int at = 0;
    while (fields.hasMore()) {
      fields.nextLength();
      int length = fields.nextLength();
      sink.append(partitions.buffer(), at, length);
      at += length;
    }
  }

  /// Appends the index block's payload; `hashes` are those of the keys in the order of [#onKey].
  void encode(GrowingBuffer target, long[] hashes) {
    target.putByte(switch (kind) {
      case BLOCK -> TableDescriptor.INDEX_BLOCK;
      case TWO_LEVEL -> TableDescriptor.INDEX_TWO_LEVEL;
      case HASH -> TableDescriptor.INDEX_HASH;
    });
    target.putVarint(blockCount);
    target.putBytes(lengths.buffer(), 0, lengths.length());
    if (kind == IndexKind.TWO_LEVEL) {
      target.putVarint(partitionCount);
      target.putBytes(finishedPartitions.buffer(), 0, finishedPartitions.length());
    }
    target.putBytes(keys.buffer(), 0, keys.length());
    if (kind == IndexKind.HASH) {
      encodeSlots(target, hashes);
    }
  }

  private void encodeSlots(GrowingBuffer target, long[] hashes) {
    int slots = HashIndex.slotsFor(keyCount);
    int[] blocks = new int[slots];
    byte[] tags = new byte[slots];
    for (int i = 0; i < keyCount; i++) {
      int slot = HashIndex.slotOf(hashes[i], slots);
      while (blocks[slot] != 0) {
        slot = slot + 1 == slots ? 0 : slot + 1;
      }
      blocks[slot] = blockOfKey[i] + 1;
      tags[slot] = HashIndex.tagOf(hashes[i]);
    }
    target.putVarint(slots);
    for (int block : blocks) {
      target.putInt(block);
    }
    for (byte tag : tags) {
      target.putByte(tag);
    }
  }
}
