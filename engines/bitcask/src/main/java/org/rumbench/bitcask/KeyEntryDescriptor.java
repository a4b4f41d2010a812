package org.rumbench.bitcask;

/// The layout of one entry of the key directory, in memory only (native byte order):
///
/// ```
///   0         4        8           12      16       18          20         24        32
///  +---------+--------+-----------+-------+--------+-----------+----------+---------+-----+
///  | segment | record | length    | CRC of| key    | sequence  | sequence | version | key |
///  | id      | offset | and flags | record| length | bits 32.. | bits 0.. |         |     |
///  +---------+--------+-----------+-------+--------+-----------+----------+---------+-----+
/// ```
///
/// Five bits that lengths, offsets and ids leave unused (27, 28 and 31 of the length, 31 of the segment id, 31 of the
/// offset) count the key's other records.
final class KeyEntryDescriptor {
  static final int SEGMENT_OFFSET = 0;
  static final int RECORD_OFFSET_OFFSET = 4;
  static final int LENGTH_OFFSET = 8;
  static final int CHECKSUM_OFFSET = 12;
  static final int KEY_LENGTH_OFFSET = 16;
  static final int SEQUENCE_HIGH_OFFSET = 18;
  static final int SEQUENCE_LOW_OFFSET = 20;
  static final int VERSION_OFFSET = 24;
  static final int KEY_OFFSET = 32;

  /// Flag in the length field: the record is a tombstone.
  static final int FLAG_TOMBSTONE = 1 << 30;
  /// Flag in the length field: the record has an expiry.
  static final int FLAG_EXPIRY = 1 << 29;
  /// The length proper: a record is at most 64 MiB, 64 KiB and a header long.
  static final int LENGTH_MASK = (1 << 27) - 1;
  /// What the count of other records leaves of the length field in memory.
  static final int OUTSIDE_COUNT_MASK = ~((3 << 27) | (1 << 31));
  /// From here on the other records of a key are no longer counted: so many, or more.
  static final int MANY_OTHERS = 31;
  /// Sequences fit 48 bits.
  static final long MAXIMUM_SEQUENCE = (1L << 48) - 1;

  private KeyEntryDescriptor() {}
}
