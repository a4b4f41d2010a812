package org.rumbench.coding;

/// The arithmetic of a hash table that grows one bucket at a time (linear hashing, Litwin, VLDB 1980): what a hash says
/// of a smaller table stays true but for the one bucket that each new one divides. Any thread.
public final class LinearHash {
  private LinearHash() {}

  /// The bucket of a hash among `count`, 1 or more.
  public static int bucketOf(int hash, int count) {
    int mask = (Integer.highestOneBit(count) << 1) - 1;
    int bucket = hash & mask;
    return bucket < count ? bucket : hash & (mask >>> 1);
  }

  /// The bucket that is divided when bucket `made`, 1 or more, is added: all that belongs into the new one was there.
  public static int dividedBy(int made) {
    return made - Integer.highestOneBit(made);
  }
}
