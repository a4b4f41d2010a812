package org.rumbench.memory;

/// The layout of one resident item, in memory only (native byte order), at a multiple of eight:
///
/// ```
///   0           4      8         16       24       26      28       32       36
///  +-----------+------+---------+--------+--------+-------+--------+--------+-----+-------+
///  | next item | hash | version | expiry | key    | flags | value  | stored | key | value |
///  | of bucket |      |         | (ms)   | length |       | length | length |     |       |
///  +-----------+------+---------+--------+--------+-------+--------+--------+-----+-------+
/// ```
///
/// The stored length is that of the compressed value, or the value's own when it is kept as it is.
final class ItemDescriptor {
  static final int NEXT_OFFSET = 0;
  static final int HASH_OFFSET = 4;
  static final int VERSION_OFFSET = 8;
  static final int EXPIRY_OFFSET = 16;
  static final int KEY_LENGTH_OFFSET = 24;
  static final int FLAGS_OFFSET = 26;
  static final int VALUE_LENGTH_OFFSET = 28;
  static final int STORED_LENGTH_OFFSET = 32;
  static final int KEY_OFFSET = 36;

  /// The key was asked for since the hand came by.
  static final int FLAG_REFERENCED = 1;
  /// The log does not have it yet.
  static final int FLAG_DIRTY = 2;
  /// The key is deleted; always dirty, because the key directory shows deletions that the log has.
  static final int FLAG_TOMBSTONE = 4;
  /// Its key is not, or no longer, this item's; the room comes back with its chunk.
  static final int FLAG_DEAD = 8;
  /// The value is compressed.
  static final int FLAG_COMPRESSED = 16;
  /// It is on its way to the log.
  static final int FLAG_WRITING = 32;

  private ItemDescriptor() {}

  /// Room of an item.
  static int lengthBytes(int keyLength, int storedLength) {
    return (KEY_OFFSET + keyLength + storedLength + 7) & ~7;
  }
}
