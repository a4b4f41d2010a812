package org.rumbench.bitcask;

import org.agrona.DirectBuffer;

/// Reads ahead in the key directory what the insertion of some keys is about to read: the waits for memory then overlap,
/// where one insertion after the other would add them up (group prefetching: Chen, Ailamaki, Gibbons and Mowry, ICDE
/// 2004). Nothing but time depends on it. Under the store's lock.
final class KeyPrefetch {
  /// Enough to fill the memory system's queues, few enough to stay in the first cache.
  private static final int MOST_KEYS = 64;
  private static final int CHAIN_ENTRIES = 2;

  private final KeyDirectory directory;
  private final int[] hashes = new int[MOST_KEYS];
  private final int[] references = new int[MOST_KEYS];
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

  /// Reads ahead for the keys added since, in the chains that they go to and in those that get split on the way.
  void run() {
    for (int i = 0; i < count; i++) {
      references[i] = directory.first(hashes[i]);
    }
    touchChains(count);
    int splits = directory.splitsFor(count);
    for (int i = 0; i < splits; i++) {
      references[i] = directory.firstToSplit(i);
    }
    touchChains(splits);
    count = 0;
  }

  private void touchChains(int chains) {
    for (int hop = 0; hop < CHAIN_ENTRIES; hop++) {
      for (int i = 0; i < chains; i++) {
        int reference = references[i];
        if (reference != 0) {
          touched += directory.firstKeyByte(reference);
          references[i] = directory.next(reference);
        }
      }
    }
  }
}
