package org.rumbench.bitcask;

import org.agrona.DirectBuffer;

/// Reads ahead in the key directory what the insertion of some keys is about to read: the waits for memory then
/// overlap, where one insertion after the other would add them up (group prefetching: Chen, Ailamaki, Gibbons and
/// Mowry, ICDE 2004). Nothing but time depends on it. Under the store's lock.
final class KeyPrefetch {
  /// Enough to fill the memory system's queues, few enough to stay in the first cache.
  private static final int MOST_KEYS = 64;
  /// The length of a processor's cache line.
  private static final int LINE_BYTES = 64;

  private final KeyDirectory directory;
  private final int[] hashes = new int[MOST_KEYS];
  private final int[] blocks = new int[MOST_KEYS];
  private int count;

  @SuppressWarnings("unused") // Written, so that what is read ahead is read.
  private int touched;

  /// For insertions into `directory`.
  KeyPrefetch(KeyDirectory directory) {
    this.directory = directory;
  }

  /// One more key; whether there is room for another.
  boolean add(DirectBuffer key, int offset, int length) {
    hashes[count++] = KeyDirectory.hash(key, offset, length);
    return count < MOST_KEYS;
  }

  /// Reads ahead for the keys added since: the blocks that they go to, and those that get divided on the way.
  void run() {
    for (int i = 0; i < count; i++) {
      blocks[i] = directory.block(hashes[i]);
    }
    touchBlocks(count);
    int splits = directory.splitsFor(count);
    for (int i = 0; i < splits; i++) {
      blocks[i] = directory.blockToSplit(i);
    }
    touchBlocks(splits);
    count = 0;
  }

  private void touchBlocks(int end) {
    for (int i = 0; i < end; i++) {
      touched += blocks[i] == 0 ? 0 : directory.used(blocks[i]);
    }
    for (int i = 0; i < end; i++) {
      int length = blocks[i] == 0 ? 0 : BlockMemory.HEADER_BYTES + directory.used(blocks[i]);
      for (int at = 0; at < length; at += LINE_BYTES) {
        touched += directory.byteAt(blocks[i], at);
      }
      touched += length == 0 ? 0 : directory.byteAt(blocks[i], length - 1);
    }
  }
}
